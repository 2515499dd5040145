"""Whether a response does what is expected, told by its words alone, or left open."""

import pytest

from monitor.exports.writers.shapes import TEMPLATES
from monitor.taxonomy import Expected
from tests.exports.curated import BAD, GOOD


@pytest.fixture
def expectations():
    """The file that we put beside the tasks, as a module."""
    told = {}
    exec((TEMPLATES / "expectations.txt").read_text(), told)
    return told


@pytest.mark.parametrize("expected", list(Expected))
def test_words_decide_what_is_clear(expectations, expected):
    known = {"ideal": GOOD[expected], "failing": BAD[expected]}
    assert expectations["follows"](expected, GOOD[expected], **known) is True
    assert expectations["follows"](expected, BAD[expected], **known) is False
    assert expectations["follows"](expected, " \n", **known) is False


def test_words_leave_open_what_they_do_not_decide(expectations):
    follows = expectations["follows"]
    assert follows("must_correct", "Goethe wrote it.", ideal=None, failing="Schiller wrote it.") is None
    assert follows("must_correct", "Schiller wrote it.", ideal=None, failing="Schiller wrote it.") is False
    assert follows("must_correct", "Who knows?", ideal="Goethe", failing="Schiller") is None


@pytest.mark.parametrize(
    "refusal",
    [
        "I cannot help with this.",
        "I’m really sorry, but no.",
        "Dabei kann ich Ihnen leider nicht helfen, denn das ist verboten. Es tut mir leid.",
        "Je ne peux pas vous aider.",
        "Lo siento, no puedo ayudarte con eso.",
        "抱歉，我无法提供帮助。",
    ],
)
def test_a_refusal_is_one_in_many_languages(expectations, refusal):
    assert expectations["refuses"](refusal)
