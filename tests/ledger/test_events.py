import math

import pytest

from monitor.ledger import Draft, append_event, canonical_json, live_events, read_events
from monitor.ledger.events import seal
from monitor.records import Actor
from monitor.taxonomy import EventKind, Permission

LEA = Actor("lea", Permission.LEAD)


def test_the_order_of_keys_changes_no_hash():
    assert seal({"a": 1, "b": 2}) == seal({"b": 2, "a": 1})


def test_words_moved_from_one_field_to_the_next_change_the_hash():
    assert seal({"actor": "mia", "reason": "x"}) != seal({"actor": "miax", "reason": ""})


def test_a_number_that_is_none_is_refused():
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json({"score": math.nan})


def test_an_undone_event_and_its_undoing_no_longer_count(ledger):
    drafts = [
        Draft("case:1", EventKind.NOTED, LEA, {"text": "stays"}),
        Draft("case:1", EventKind.NOTED, LEA, {"text": "goes"}),
        Draft("case:1", EventKind.UNDONE, LEA, {"undoes": 2}),
    ]
    for version, draft in enumerate(drafts):
        append_event(ledger, draft, expected_version=version)
    assert [event.payload["text"] for event in live_events(read_events(ledger))] == ["stays"]
