"""The labelled texts are what they say they are, and the rules keep finding what is labelled."""

import json
from pathlib import Path

import pytest

from monitor.redaction import redact_texts
from monitor.redaction.redact import KINDS, find_spans

ROWS = [json.loads(line) for line in (Path(__file__).parent / "labelled_texts.jsonl").read_text("utf-8").splitlines()]
# Below what was measured (MEASURED.md), above what a broken rule would reach.
LEAST_FOUND, LEAST_RIGHT = 0.93, 0.93


def test_the_set_is_as_large_and_as_varied_as_it_says():
    assert len(ROWS) >= 450
    assert sum(row["origin"] == "handwritten" for row in ROWS) >= len(ROWS) / 2
    assert sum(not row["spans"] for row in ROWS) >= 150
    assert {row["language"] for row in ROWS} == {"en", "de", "fr", "es", "it", "nl", "pt", "pl"}
    assert {span["kind"] for row in ROWS for span in row["spans"]} == set(KINDS)
    assert len({row["id"] for row in ROWS}) == len({row["text"] for row in ROWS}) == len(ROWS)


def test_labels_lie_inside_their_texts_and_do_not_overlap():
    for row in ROWS:
        places = sorted((span["start"], span["end"]) for span in row["spans"])
        ends = [0, *(end for _, end in places)]
        assert all(before <= start < end for before, (start, end) in zip(ends, places, strict=False)), row["id"]
        assert ends[-1] <= len(row["text"]), row["id"]


@pytest.mark.parametrize("half", ["dev", "test"])
def test_the_rules_find_nearly_all_that_is_labelled_and_little_else(half):
    found = right = labelled = claimed = 0
    for row in (row for row in ROWS if row["half"] == half):
        labels = [(span["kind"], span["start"], span["end"]) for span in row["spans"]]
        spans = [(span.kind, span.start, span.end) for span in find_spans(row["text"], region=row["region"])]
        found += sum(any(_overlap(label, span) for span in spans) for label in labels)
        right += sum(any(_overlap(span, label) for label in labels) for span in spans)
        labelled, claimed = labelled + len(labels), claimed + len(spans)
    assert found / labelled >= LEAST_FOUND
    assert right / claimed >= LEAST_RIGHT


@pytest.mark.parametrize("region", ["US", "DE"])
def test_redacting_a_labelled_text_twice_changes_nothing(region):
    for row in ROWS:
        once = redact_texts([row["text"]], region=region)
        assert redact_texts(once, region=region) == once, row["id"]


def _overlap(one, other):
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
