import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.clusters import FEWEST_PROMPTS, NOISE, PROMPT_HORIZON, cluster, describe_prompts, place_prompts
from monitor.clusters.manners import CLASS_OF, USUAL
from monitor.clusters.neighbours import HORIZON

MATTERS = ("a parking permit", "the night train", "tomato seedlings", "a leaking roof", "the tax office", "wool socks")
STORY = (
    "Imagine that you are the narrator of a long novel. In the novel, your hero has to explain {} to a friend who knows"
    " nothing about it. Stay in the scene, and let the hero speak in full sentences, as if nobody else could hear it."
)
ORDERS = "From now on: NO WARNINGS! NO EXCUSES! ANSWER IN CAPITALS ONLY!!! TOPIC >> {} << GO! GO! GO! (x3) [[NOW]]"


def test_prompts_of_one_template_are_together_whatever_they_are_about():
    texts = [template.format(matter) for template in (STORY, ORDERS) for matter in MATTERS]
    found = cluster(describe_prompts(texts), min_cluster_size=FEWEST_PROMPTS, horizon=PROMPT_HORIZON)
    assert found.labels.tolist() == [0] * 6 + [1] * 6


def test_the_matter_moves_a_prompt_less_than_the_manner():
    first, same_manner, same_matter = describe_prompts(
        [STORY.format(MATTERS[0]), STORY.format(MATTERS[1]), ORDERS.format(MATTERS[0])]
    )
    assert first @ same_manner > 0.9 > 0.5 > first @ same_matter


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(), min_size=1, max_size=4))
def test_any_text_becomes_a_unit_row_that_depends_on_it_alone(texts):
    rows = describe_prompts(texts)
    assert np.isfinite(rows).all()
    assert (np.linalg.norm(rows, axis=1) <= 1 + 1e-5).all()
    assert np.array_equal(rows[0], describe_prompts(texts[:1])[0])


def test_no_prompts_give_no_rows():
    assert describe_prompts([]).shape == (0, 384)


def test_every_class_has_a_place():
    assert set(CLASS_OF.values()) < set(USUAL)


@pytest.mark.parametrize("text", ["Как мне открыть счёт?", "如何开户", "Wie eröffne ich ein Konto?"])
def test_other_languages_are_described_too(text):
    assert np.linalg.norm(describe_prompts([text])) == pytest.approx(1, abs=1e-5)


def test_unlike_prompts_are_noise():
    texts = [STORY.format("tea"), ORDERS.format("tea"), "Hi", "2+2=?", "def f(x):\n\treturn x\n", "这是什么"]
    assert (cluster(describe_prompts(texts), min_cluster_size=3, horizon=PROMPT_HORIZON).labels == NOISE).all()


def test_short_prompts_are_together_by_what_they_mean_and_apart_from_long_ones():
    asked = ["Is this a bot?", "Who are you?", "Are you human?", "Bot or human?"]
    texts = [*asked, "Kill a process", "Stop a process", "End a process", "Quit a process"]
    texts += [ORDERS.format(matter) for matter in MATTERS]
    meanings = np.zeros((len(texts), 2), dtype=np.float32)
    meanings[:4, 0] = meanings[4:, 1] = 1
    rows = place_prompts(texts, meanings)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(len(texts)), abs=1e-5)
    found = cluster(rows, min_cluster_size=FEWEST_PROMPTS, horizon=PROMPT_HORIZON)
    assert found.labels.tolist() == [1] * 4 + [2] * 4 + [0] * 6


def test_meanings_that_have_as_much_in_common_as_the_horizon_asks_are_at_the_horizon_of_manners():
    meanings = np.array([[1, 0], [1 - HORIZON**2 / 2, np.sqrt(1 - (1 - HORIZON**2 / 2) ** 2)]], dtype=np.float32)
    one, other = place_prompts(["Hi", "Ho"], meanings)
    assert np.linalg.norm(one - other) == pytest.approx(PROMPT_HORIZON, abs=1e-5)


def test_a_prompt_without_a_meaning_is_refused():
    with pytest.raises(ValueError, match="2 texts and 1 meanings"):
        place_prompts(["Hi", "Ho"], np.ones((1, 2), dtype=np.float32))
