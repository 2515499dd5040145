import numpy as np
import pytest

from monitor.severity import priority_of
from monitor.teaching.files import read_kept_order, write_order
from monitor.teaching.ordering import Ranked, learn_order, missing_verdicts
from tests.teaching.conftest import KIND, RUDE, exchanges


def cases(templates, count, prefix, *, start=0, score=0.6):
    return [Ranked(one, "bias", score, 2, 1) for one in exchanges(templates, count, prefix, start=start)]


@pytest.fixture
def verdicts():
    """Sixty cases of one score: the rude ones were confirmed."""
    found = [*cases(RUDE, 30, "yes"), *cases(KIND, 30, "no", start=40)]
    return found, [True] * 30 + [False] * 30


def test_verdicts_teach_an_order_that_puts_what_is_confirmed_first(verdicts, encoder):
    order = learn_order(*verdicts, encoder.encode)
    chances = order.chances([*cases(RUDE, 5, "new", start=80), *cases(KIND, 5, "new", start=90)], encoder.encode)
    assert chances[:5].min() > chances[5:].max()
    quality = order.quality
    assert (quality.confirmed, quality.dismissed) == (30, 30)
    assert quality.auprc.learned > quality.auprc.present
    assert quality.auprc.difference.low > 0


def test_verdicts_at_random_are_no_better_than_the_present_order(encoder):
    found = cases(KIND, 60, "any")
    quality = learn_order(found, np.random.default_rng(3).random(60) < 0.5, encoder.encode).quality
    assert quality.auprc.difference.low <= 0


def test_the_same_verdicts_teach_the_same_and_what_is_kept_is_the_same(verdicts, encoder, tmp_path):
    order = learn_order(*verdicts, encoder.encode)
    assert learn_order(*verdicts, encoder.encode).weights == order.weights
    write_order(tmp_path, "k", order)
    kept = read_kept_order(tmp_path, "k")
    assert kept.quality == order.quality
    assert np.array_equal(kept.chances(verdicts[0], encoder.encode), order.chances(verdicts[0], encoder.encode))
    assert read_kept_order(tmp_path, "none") is None


def test_a_detector_that_had_no_verdict_is_judged_by_words_and_score(verdicts, encoder):
    order = learn_order(*verdicts, encoder.encode)
    other = [Ranked(one.exchange, "taught_rude", one.score, one.severity, one.reach) for one in verdicts[0]]
    assert order.chances(other, encoder.encode)[0] > order.chances(other, encoder.encode)[-1]


def test_no_chance_lifts_a_case_over_a_worse_one():
    assert priority_of(2, 1.0, 10**6) < priority_of(3, 0.0, 1)


@pytest.mark.parametrize(
    ("confirmed", "dismissed", "said"),
    [
        (40, 10, None),
        (30, 19, "1 more verdict"),
        (5, 60, "5 more confirmed cases"),
        (0, 0, "50 more verdicts, and 10 more confirmed cases, and 10 more cases that are no failure"),
    ],
)
def test_too_few_verdicts_are_named(confirmed, dismissed, said):
    assert missing_verdicts(confirmed, dismissed) == said
