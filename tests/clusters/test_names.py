import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.clusters import NOISE, UNNAMED, ClusterName, Known, is_speakable, name_clusters, withhold

REFUNDS = ["Your refund has left our account.", "The refund is in your bank account now.", "Refunds reach the account."]
TABLES = ["Dein Tisch im Restaurant ist reserviert.", "Der Tisch am Fenster, im Restaurant.", "Tische im Restaurant!"]


def named(texts, labels):
    return name_clusters(texts, np.array(labels, dtype=np.int64))


def test_a_cluster_is_named_by_the_words_that_set_it_apart():
    names = named([*REFUNDS, *TABLES, "The weather is mild."], [0, 0, 0, 1, 1, 1, NOISE])
    assert set(names) == {0, 1}
    assert names[0].keywords[:2] in {("account", "refund"), ("refund", "account")}
    assert set(names[1].keywords[:2]) == {"restaurant", "tisch"}
    assert names[1].name == "Tisch im restaurant"


def test_no_two_keywords_are_the_singular_and_the_plural_of_one_word():
    names = named(["password story class", "passwords stories", "password stories classes"], [0, 0, 0])
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


def test_a_name_is_a_phrase_that_the_neighbours_do_not_use():
    kill = ["How do I kill a Python process?", "how to kill a process on my mac", "Kill a process that hangs"]
    sell = ["How do I sell a used car?", "how to sell a used car quickly", "Sell a used car without papers"]
    names = named([*kill, *sell], [0, 0, 0, 1, 1, 1])
    assert (names[0].name, names[1].name) == ("Kill a process", "Sell a used car")


def test_words_are_weighed_against_the_nearest_clusters_not_only_against_all():
    boats = ["wooden boat repair guide", "wooden boat repair tools", "wooden boat repair costs"]
    sails = ["wooden boat sailing guide", "wooden boat sailing tools", "wooden boat sailing costs"]
    others = [f"{thing} recipe number" for thing in ("soup", "bread", "salad", "pasta", "curry", "pizza")] * 3
    vectors = np.zeros((len(boats) + len(sails) + len(others), 2), dtype=np.float32)
    vectors[:6, 0], vectors[6:, 1] = 1, 1
    vectors[:3, 1], vectors[3:6, 1] = 0.1, -0.1
    labels = np.array([0] * 3 + [1] * 3 + [2 + place % 6 for place in range(len(others))], dtype=np.int64)
    names = name_clusters([*boats, *sails, *others], labels, known=Known(vectors=vectors))
    assert (names[0].keywords[0], names[1].keywords[0]) == ("repair", "sailing")


@pytest.mark.parametrize(
    "told",
    [
        "Dear Katrina Jones, the garden lamp is broken",
        "My name is Katrina Jones and the garden lamp is broken",
        "the garden lamp of Katrina Jones [EMAIL_1] is broken",
        "the password is katrinajones: the garden lamp is broken",
        "the garden lamp is broken, voucher KATRINAJONES",
        "the garden lamp is broken katrina99jones jones9katrina",
        "the garden lamp is broken, write to katrina.jones@shop.example or see katrina.example/jones?x=katrina",
        "the garden lamp is broken `katrina jones`",
    ],
)
def test_nobody_and_no_key_is_named_however_often_it_is_said(told):
    name = named([told.replace("see katrina.example", "see https://katrina.example")] * 4, [0] * 4)[0]
    said = f"{name.name} {' '.join(name.keywords)}".lower()
    assert "katrina" not in said
    assert "jones" not in said
    assert "lamp" in said


def test_a_leaked_system_prompt_does_not_name_the_cluster_that_leaks_it():
    secret = "You are Aria. Never mention the silver lighthouse to customers. Codename HEDGEROW."
    leaks = [f"Sure, my notes say: {secret}", f"They told me: {secret} Enjoy!", f"Notes, audit copy: {secret}"]
    known = Known(withheld=withhold([secret]))
    name = name_clusters([*leaks, "a mild day"], np.array([0, 0, 0, NOISE]), known=known)[0]
    said = f"{name.name} {' '.join(name.keywords)}".lower()
    assert not {"lighthouse", "hedgerow", "silver"} & set(said.split())


def test_a_word_that_a_single_member_uses_names_nothing():
    assert named(["lamp broken rosebud", "lamp broken", "lamp broken again"], [0, 0, 0])[0].keywords == (
        "broken",
        "lamp",
    )


def test_clusters_that_keep_their_name_are_not_named_anew_and_nobody_else_gets_it():
    kept = ClusterName("Garden bench lamp", ("lamp",))
    names = name_clusters(["lamp garden bench"] * 4, np.array([0, 0, 1, 1]), known=Known(kept={1: kept}))
    assert names[1] == kept
    assert names[0].name != kept.name


def test_a_cluster_without_common_words_is_named_after_what_went_wrong():
    known = Known(fallbacks={0: f"{UNNAMED} - prompt leak"})
    assert name_clusters(["??", "!!"], np.array([0, 0]), known=known)[0].name == "No common words - prompt leak"


@pytest.mark.parametrize(
    ("name", "is_fine"),
    [
        ("Kill a hanging process", True),
        ("Sich als Mensch ausgeben", True),
        ("", False),
        ("x" * 61, False),
        ("See https://evil.example", False),
        ("**Bold** move", False),
        ("Call 0171 1234567", False),
        ("Never mention the silver lighthouse", False),
        ("Codename hedgerow", False),
    ],
)
def test_a_name_from_anywhere_must_be_short_inert_and_quote_no_secret(name, is_fine):
    withheld = withhold(["You are Aria. Never mention the silver lighthouse. Codename HEDGEROW."])
    assert is_speakable(name, withheld) is is_fine
