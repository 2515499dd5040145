import json
import shutil

import numpy as np
import pytest

from monitor.detectors.heads import (
    SIDE_BUCKETS,
    VECTOR_SIZE,
    WEIGHTS,
    Reads,
    count_letters,
    count_sides,
    count_words,
    full_chances,
    load_heads,
    margins,
    relate,
)
from monitor.errors import ModelError


@pytest.fixture
def folder(tmp_path):
    for path in WEIGHTS.glob("refusal.*"):
        shutil.copy(path, tmp_path)
    return tmp_path


def test_every_head_has_a_model_card_with_figures_and_limits():
    for head in load_heads():
        card = (WEIGHTS / f"{head.name}.md").read_text(encoding="utf-8")
        assert all(part in card for part in ("## Data", "## Figures", "95 %", "## Limits"))


def test_the_weights_stay_small_and_hold_no_pickle():
    files = [path for path in WEIGHTS.iterdir() if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 20_000_000
    assert {path.suffix for path in files} == {".json", ".md", ".safetensors"}


def test_the_refusal_head_tells_a_refusal_from_an_answer_it_never_saw():
    head = next(head for head in load_heads() if head.name == "refusal")
    words = count_words(["I cannot assist with that request, it is not ethical.", "Boil the eggs for six minutes."])
    refusal, answer = head.quick.chances([margins(head.words, words)])
    assert refusal > 0.8 > 0.3 > answer


def test_a_head_of_another_version_is_refused(folder):
    path = folder / "refusal.json"
    card = json.loads(path.read_text()) | {"version": 99}
    path.write_text(json.dumps(card))
    with pytest.raises(ModelError, match="version 99"):
        load_heads(folder)


def test_damaged_weights_are_refused_by_name(folder):
    (folder / "refusal.safetensors").write_bytes(b"not weights")
    with pytest.raises(ModelError, match="'refusal' cannot be loaded"):
        load_heads(folder)


def test_vectors_of_another_size_are_refused():
    head = next(head for head in load_heads() if head.reads is Reads.RESPONSE)
    with pytest.raises(ModelError, match="384 features, the encoder gives 8"):
        full_chances(head, np.zeros((1, 8), dtype=np.float32), words=count_words(["a"]), letters=count_letters(["a"]))


def test_a_pair_is_read_as_both_sides_and_their_product():
    sides = {
        "prompt": np.full((1, VECTOR_SIZE), 2, np.float32),
        "response": np.full((1, VECTOR_SIZE), 3, np.float32),
    }
    features = relate(sides, reads=Reads.BOTH)
    assert features.shape == (1, Reads.BOTH.vector_size)
    assert features[0, -1] == 6


def test_a_word_of_the_question_is_not_the_same_word_in_the_answer():
    asked, answered = (
        count_sides({side: ["poison" if side == where else ""] for side in SIDE_BUCKETS}, reads=Reads.EXCHANGE)
        for where in ("prompt", "response")
    )
    assert asked.shape == answered.shape == (1, Reads.EXCHANGE.buckets)
    assert set(asked.indices).isdisjoint(answered.indices)
