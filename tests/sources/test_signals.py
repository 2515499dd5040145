import pytest

from monitor.errors import RecordError
from monitor.records import Signal
from monitor.sources.signals import find_signals, find_turn_signals
from monitor.taxonomy import Scorer, SignalKind

UP = Signal(SignalKind.THUMBS, "thumbs", 1.0)


@pytest.mark.parametrize("value", ["up", "👍", 1, "1", True, "thumbs_up", "+1"])
def test_a_thumb_up_in_many_spellings(value):
    assert find_signals({"thumbs": value}) == (UP,)


@pytest.mark.parametrize("value", ["down", "👎", -1, "-1", False, "Dislike"])
def test_a_thumb_down_in_many_spellings(value):
    assert find_signals({"thumbs": value})[0].value == -1.0


@pytest.mark.parametrize(
    "row", [{}, {"thumbs": None}, {"thumbs": 0}, {"thumbs": "none"}, {"feedback": None}, {"rating": ""}]
)
def test_no_opinion_is_no_signal(row):
    assert find_signals(row) == ()


def test_an_unreadable_thumb_or_rating_is_refused():
    with pytest.raises(RecordError, match="'thumbs' is 'sideways', neither up nor down"):
        find_signals({"thumbs": "sideways"})
    with pytest.raises(RecordError, match="'rating' is 'middling', not a number"):
        find_signals({"rating": "middling"})


def test_feedback_may_be_an_object_a_list_a_thumb_or_words():
    assert find_signals({"feedback": {"thumbs": "up"}}) == (UP,)
    assert find_signals({"feedback": [{"rating": 2, "message_index": 3}]}) == (
        Signal(SignalKind.RATING, "rating", 2.0, None, 3),
    )
    assert find_signals({"feedback": "down"})[0].value == -1.0
    assert find_signals({"feedback": "It is Canberra"}) == (
        Signal(SignalKind.CORRECTION, "feedback", None, "It is Canberra"),
    )


def test_feedback_in_a_message_is_about_that_message():
    turns = [{"role": "user"}, {"role": "assistant", "feedback": "up", "correction": "No."}]
    assert find_turn_signals(turns) == (
        Signal(SignalKind.CORRECTION, "correction", None, "No.", 1),
        Signal(SignalKind.THUMBS, "feedback", 1.0, None, 1),
    )


def test_moderation_scores_belong_to_their_messages_and_a_flag_is_one_more():
    result = {"flagged": True, "categories": {"hate": True}, "category_scores": {"hate": 0.25}}
    assert find_signals({"openai_moderation": [{"category_scores": {"hate": 0.5}}, result], "toxicity": 0.1}) == (
        Signal(SignalKind.MODERATION, "toxicity", 0.1, scorer=Scorer.MACHINE),
        Signal(SignalKind.MODERATION, "openai_moderation.hate", 0.5, None, 0, Scorer.MACHINE),
        Signal(SignalKind.MODERATION, "openai_moderation.flagged", 1.0, None, 1, Scorer.MACHINE),
        Signal(SignalKind.MODERATION, "openai_moderation.hate", 0.25, None, 1, Scorer.MACHINE),
    )
    assert find_signals({"detoxify_moderation": [{"insult": 0.75}]}) == (
        Signal(SignalKind.MODERATION, "detoxify_moderation.insult", 0.75, None, 0, Scorer.MACHINE),
    )


def test_a_rating_in_a_word_is_a_thumb():
    assert find_signals({"rating": "good"}) == (UP,)
    assert find_signals({"feedback": {"rating": "down"}})[0].value == -1.0
