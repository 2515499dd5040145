import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.clusters import NOISE, name_clusters

REFUNDS = ["Your refund has left our account.", "The refund is in your bank account now.", "Refunds reach the account."]
TABLES = ["Dein Tisch im Restaurant ist reserviert.", "Der Tisch am Fenster, im Restaurant.", "Tische im Restaurant!"]


def named(texts, labels):
    return name_clusters(texts, np.array(labels, dtype=np.int64))


def test_a_cluster_is_named_by_the_words_that_set_it_apart():
    names = named([*REFUNDS, *TABLES, "The weather is mild."], [0, 0, 0, 1, 1, 1, NOISE])
    assert set(names) == {0, 1}
    assert names[0].keywords[:2] in {("account", "refund"), ("refund", "account")}
    assert names[1].name.lower().split()[:2] in (["restaurant", "tisch"], ["tisch", "restaurant"])


def test_no_two_keywords_are_the_singular_and_the_plural_of_one_word():
    names = named(["password story", "passwords stories", "password stories class classes"], [0, 0, 0])
    assert sorted(word[:5] for word in names[0].keywords) == ["class", "passw", "stori"]


def test_words_that_every_cluster_uses_do_not_come_first():
    texts = ["lamp lamp garden", "lamp garden", "lamp kitchen", "lamp kitchen"]
    names = named(texts, [0, 0, 1, 1])
    assert names[0].keywords[0] == "garden"
    assert names[1].keywords[0] == "kitchen"


def test_one_text_that_repeats_a_word_does_not_name_the_cluster():
    texts = ["BUY " * 500 + "violin", "violin lesson", "violin lesson", "violin", "violin", "violin", "violin"]
    names = named([*texts, "garden lamp"], [0] * 7 + [1])
    assert names[0].keywords[0] == "violin"
    assert "buy" not in names[0].keywords


def test_placeholders_and_links_name_nothing():
    texts = ["Write to [EMAIL_1] or [PHONE_NUMBER_2], see https://evil.example/page?q=violin about the boat"] * 3
    assert named(texts, [0, 0, 0])[0].keywords == ("boat", "write")


def test_clusters_with_the_same_words_get_different_names():
    names = named(["lamp garden bench"] * 6, [0, 0, 1, 1, 2, 2])
    assert len({name.name for name in names.values()}) == 3


def test_a_cluster_without_words_is_still_named():
    names = named(["", "123", "??", "!!"], [0, 0, 1, 1])
    assert [name.name for name in names.values()] == ["No common words", "No common words 2"]
    assert names[0].keywords == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_names_are_inert_whatever_the_texts_hold(texts, random):
    hostile = [*texts, '<a href="http://x"><img src=x onerror=alert(1)></a> **bold** [x](y) $\\pi$ ‮evil']
    names = named(hostile, [random.choice([0, 1]) for _ in hostile])
    for name in names.values():
        assert 0 < len(name.name) <= 110
        assert all(letter.isalnum() or letter in " -" for letter in name.name)
        assert all(letter.isalnum() or letter == "-" for word in name.keywords for letter in word)


def test_the_order_of_the_texts_does_not_change_the_names():
    texts, labels = [*REFUNDS, *TABLES], [0, 0, 0, 1, 1, 1]
    assert named(texts, labels) == named(texts[::-1], labels[::-1])


def test_texts_without_labels_are_refused():
    with pytest.raises(ValueError, match="2 texts and 1 labels"):
        named(["a", "b"], [0])


def test_no_texts_have_no_names():
    assert named([], []) == {}
