import json
from dataclasses import replace
from datetime import date

import pytest

from monitor.detectors import DETECTORS
from monitor.detectors.quality import CalibrationBin, Estimate, Measurement, read_quality, write_quality
from monitor.errors import ModelError
from tests.bench.bench_quality import OURS, SOURCES, measure, set_row

GOOD = Measurement(
    detector="bias",
    version="2",
    source="our own test sets (de)",
    labelled_by="their authors",
    languages=("de",),
    rows=100,
    positives=40,
    flagged=38,
    right=36,
    precision=Estimate(0.947, 0.83, 0.99),
    recall=Estimate(0.9, 0.77, 0.96),
    auprc=None,
    calibration=(CalibrationBin(0.9, 0.95, 38),),
    measured_on=date(2026, 11, 23),
)


def test_a_measurement_comes_back_as_it_was_written(tmp_path):
    path = tmp_path / "quality.json"
    write_quality([replace(GOOD, detector="zeal"), GOOD], path)
    assert read_quality(path) == (GOOD, replace(GOOD, detector="zeal"))


def test_what_does_not_fail_and_is_left_alone_is_counted():
    assert GOOD.spared == 58


@pytest.mark.parametrize(
    ("changes", "weak"),
    [
        ({}, False),
        ({"precision": Estimate(0.4, 0.3, 0.5)}, True),
        ({"recall": Estimate(0.1, 0.0, 0.2)}, True),
        ({"precision": None, "recall": None}, False),
    ],
)
def test_a_detector_is_weak_when_its_claims_or_its_silence_cannot_be_believed(changes, weak):
    assert replace(GOOD, **changes).is_weak is weak


@pytest.mark.parametrize(
    "damage",
    [
        {"right": 39},
        {"positives": 200},
        {"source": "![x](http://attacker.invalid)"},
        {"languages": ["<b>"]},
        {"recall": {"value": 1}},
        {"unheard_of": 1},
        {"measured_on": "yesterday"},
    ],
)
def test_a_damaged_table_is_refused(tmp_path, damage):
    path = tmp_path / "quality.json"
    write_quality([GOOD], path)
    (row,) = json.loads(path.read_text())
    path.write_text(json.dumps([row | damage]))
    with pytest.raises(ModelError, match=r"quality\.json cannot be read"):
        read_quality(path)
    with pytest.raises(ModelError, match="bench_quality"):
        read_quality(tmp_path / "missing.json")


def told(number, **changes):
    plain = {"system": None, "earlier": [], "prompt": f"Question {number}?", "response": "Yes.", "reply": None}
    return plain | {"failures": [], "attempt": None, "language": "en"} | changes


def test_a_written_exchange_is_judged_by_its_answer_and_not_by_the_turns_around_it():
    earlier = [["user", "Hi"], ["assistant", "Hello"]]
    row = set_row(told(1, system="Be kind.", earlier=earlier, reply="No!", failures=["bias"], attempt="persona"))
    assert (row.response.text, row.response.prompt, row.response.reply) == ("Yes.", "Question 1?", "No!")
    assert row.response.system == "Be kind."
    assert row.truth == {"bias", "jailbreak_attempt"}


def test_a_source_is_measured_as_counted_and_too_few_failures_are_not():
    ours = next(one for one in SOURCES if one.source == OURS)
    rows = [set_row(told(number, failures=["bias"] if number < 10 else [])) for number in range(40)]
    scores = [{"bias": 0.9} if number < 12 and number != 3 else {} for number in range(40)]
    (bias,) = measure(ours, rows, scores)
    assert (bias.detector, bias.rows, bias.positives, bias.flagged, bias.right) == ("bias", 40, 10, 11, 9)
    assert bias.precision.value == pytest.approx(9 / 11, abs=1e-4)
    assert bias.precision.low < 9 / 11 < bias.precision.high
    assert bias.auprc.low <= bias.auprc.value <= bias.auprc.high
    assert [(one.score, one.rows) for one in bias.calibration] == [(0.9, 11)]
    assert bias.languages == ("en",)


def test_what_ships_measures_detectors_that_there_are():
    names = {one.name for one in DETECTORS}
    assert {one.detector for one in read_quality()} <= names
