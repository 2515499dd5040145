from dataclasses import replace

import numpy as np

from monitor.detectors.heads import BUCKETS, VECTOR_SIZE, Reads, count_words, load_heads
from pipelines.fitting import inverse_frequencies, learn, read_features
from pipelines.labelled import Exchange, Task
from pipelines.train import train_head

GROUPS = 10
EACH = 12


def embed(texts):
    """Vectors that know one thing: whether a text speaks of the sea."""
    vectors = np.zeros((len(texts), VECTOR_SIZE), dtype=np.float32)
    for row, text in enumerate(texts):
        vectors[row, 0 if "sea" in text else 1] = 1.0
    return vectors


def exchanges():
    for number in range(GROUPS * EACH):
        is_sea = number % 2 == 0
        words = f"a long day by the {'sea' if is_sea else 'hill'} number {number}"
        yield Exchange("", words, label=is_sea, source="halueval", group=f"g{number % GROUPS // 2}")


TASK = Task("sea", Reads.RESPONSE, "A toy.", lambda _: exchanges())


def test_training_twice_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        train_head(TASK, list(exchanges()), embed, ordinary=(), folder=tmp_path / name)
    for first in sorted((tmp_path / "one").iterdir()):
        assert first.read_bytes() == (tmp_path / "two" / first.name).read_bytes()


def test_a_trained_head_loads_and_its_card_tells_its_figures(tmp_path):
    figures = train_head(TASK, list(exchanges()), embed, ordinary=(), folder=tmp_path)
    (head,) = load_heads(tmp_path)
    assert (head.name, figures[-1].recall) == ("sea", 1.0)
    assert "| halueval | 120 | 60 | 1.00" in (tmp_path / "sea.md").read_text(encoding="utf-8")


def test_words_in_too_few_texts_or_of_one_group_alone_weigh_nothing():
    texts = ["common rare"] + ["common own"] * 4 + ["common"] * 5
    idf = inverse_frequencies(count_words(texts), np.array([0, 1, 1, 1, 1, 2, 2, 2, 2, 2]))
    assert np.count_nonzero(idf) == 1
    assert idf.shape == (BUCKETS,)


def test_a_head_decides_alone_only_where_it_was_right_on_groups_it_never_saw():
    rows = list(exchanges())
    sure = learn(read_features(rows, embed, reads=Reads.RESPONSE), rows)
    guessing = [replace(one, label=number // 2 % 2 == 0) for number, one in enumerate(rows)]
    unsure = learn(read_features(guessing, embed, reads=Reads.RESPONSE), guessing)
    assert sure.decides_at is not None
    assert unsure.decides_at is None


def test_a_side_that_a_head_does_not_read_is_not_embedded():
    asked = []

    def watch(texts):
        asked.extend(texts)
        return embed(texts)

    read_features(list(exchanges())[:3], watch, reads=Reads.RESPONSE)
    assert len(asked) == 3
