import numpy as np

from monitor.detectors.heads import BUCKETS, VECTOR_SIZE, Reads, count_words, load_heads
from pipelines.labelled import Exchange, Task
from pipelines.train import inverse_frequencies, read_features, train_head

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
        train_head(TASK, list(exchanges()), embed, folder=tmp_path / name)
    for first in sorted((tmp_path / "one").iterdir()):
        assert first.read_bytes() == (tmp_path / "two" / first.name).read_bytes()


def test_a_trained_head_loads_and_its_card_tells_its_figures(tmp_path):
    figures = train_head(TASK, list(exchanges()), embed, folder=tmp_path)
    (head,) = load_heads(tmp_path)
    assert (head.name, figures[-1].recall) == ("sea", 1.0)
    assert "| halueval | 120 | 60 | 1.00" in (tmp_path / "sea.md").read_text(encoding="utf-8")


def test_words_in_too_few_texts_weigh_nothing():
    idf = inverse_frequencies(count_words(["common rare"] + ["common"] * 9))
    assert np.count_nonzero(idf) == 1
    assert idf.shape == (BUCKETS,)


def test_a_side_that_a_head_does_not_read_is_not_embedded():
    asked = []

    def watch(texts):
        asked.extend(texts)
        return embed(texts)

    read_features(list(exchanges())[:3], watch, reads=Reads.RESPONSE)
    assert len(asked) == 3
