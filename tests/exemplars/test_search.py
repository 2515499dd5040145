import numpy as np

from monitor.exemplars import Texts, find_alike
from monitor.exemplars.search import MOST_MATCHES, find_paraphrases
from monitor.taxonomy import Way


def units(count, *, seed=3):
    rows = np.random.default_rng(seed).standard_normal((count, 16)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_blocks_find_what_comparing_all_with_all_finds(monkeypatch):
    mine, theirs = units(70), units(40, seed=4)
    texts = Texts([f"a{at}" for at in range(70)], {f"a{at}": row for at, row in enumerate(mine)})
    exemplars = Texts([f"b{at}" for at in range(40)], {f"b{at}": row for at, row in enumerate(theirs)})
    monkeypatch.setattr("monitor.exemplars.search.BLOCK_CELLS", 100)
    found = {(text, exemplar) for text, exemplar, _ in find_paraphrases(texts, exemplars, least=0.55)}
    cosines = mine @ theirs.T
    assert found == {(f"a{row}", f"b{column}") for row, column in np.argwhere(cosines >= 0.55)}
    assert len(found) > 20


def test_of_a_crowd_the_ten_most_alike_are_kept_words_first():
    vector = units(1)[0]
    crowd = [f"stock answer number {at}" for at in range(30)]
    text = "stock answer number 7"
    found = find_alike(
        Texts([text, "silent"], {text: vector}), Texts(crowd, dict.fromkeys(crowd, vector)), least_cosine=0.9
    )
    assert len(found[text]) == MOST_MATCHES
    assert (found[text][0].exemplar, found[text][0].way) == (text, Way.WORDS)
    assert "silent" not in found
