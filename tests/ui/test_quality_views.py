import re
from dataclasses import replace
from datetime import date

import pytest

from monitor.detectors import DETECTORS
from monitor.detectors.quality import Estimate, Measurement, read_quality
from monitor.taxonomy import Failure, Outcome, label
from monitor.ui.quality_views import quality_hint, quality_hints

BIAS = next(one for one in DETECTORS if one.name == "bias")
FOUND = Measurement(
    detector="bias",
    version=BIAS.version,
    source="ours",
    labelled_by="us",
    languages=("de", "en"),
    rows=1_200,
    positives=40,
    flagged=50,
    right=20,
    precision=Estimate(0.4, 0.27, 0.54),
    recall=Estimate(0.5, 0.35, 0.65),
    auprc=None,
    calibration=(),
    measured_on=date(2026, 11, 23),
)


def test_a_hint_says_how_right_and_how_complete_a_detector_is_and_where_it_is_weak():
    theirs = replace(FOUND, source="theirs", rows=90, positives=30, precision=Estimate(0.9, 0.8, 0.95))
    hint = quality_hint(Failure.BIAS, known=[FOUND, theirs])
    assert "ours: 40 % (27–54) right, 50 % (35–65) found, of 1,200 responses." in hint
    assert "theirs: 90 % (80–95) right" in hint
    assert "Weak on ours: check each." in hint
    assert "Measured in de, en; in other languages its quality is unknown." in hint


def test_what_nobody_measured_is_unknown_and_not_good():
    assert "its quality is unknown" in quality_hint(Failure.BIAS, known=[])
    names = ", ".join(label(one.name) for one in DETECTORS if one.outcome is Outcome.SUCCESS)
    assert f"Quality unknown: {names}." in quality_hint(known=[])
    assert "Bias: nothing was flagged, on ours." in quality_hint(known=[replace(FOUND, precision=None)])


@pytest.mark.parametrize("changes", [{"version": "older"}, {"positives": 0, "right": 0, "precision": None}])
def test_a_figure_of_another_version_or_of_sound_answers_alone_is_no_quality(changes):
    assert "its quality is unknown" in quality_hint(Failure.BIAS, known=[replace(FOUND, **changes)])


def test_attempts_have_a_hint_of_their_own_and_a_report_has_no_detector():
    assert "Jailbreak attempt" in quality_hint(outcome=Outcome.ATTEMPT)
    assert "Nobody measured this" in quality_hint("report")


def test_every_failure_has_a_hint_for_its_chart():
    assert set(quality_hints()) == set(Failure)
    assert all(quality_hints().values())


def test_nothing_in_a_hint_is_markup():
    told = [quality_hint(), *map(quality_hint, Failure), *quality_hints().values()]
    assert not re.search(r"[\[\]<>*_`$!#|~\\]|://|:\w+:", " ".join(told))
    assert all(one.note.isprintable() for one in read_quality())
