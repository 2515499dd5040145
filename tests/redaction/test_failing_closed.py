"""What cannot be redacted is rejected, and nothing of it is kept."""

import json
from dataclasses import replace
from datetime import date

import pytest

from monitor.records import LoggedConversation, Message
from monitor.redaction import admit_conversation
from monitor.sources import ReadOptions, open_source
from monitor.taxonomy import Role
from pipelines.intake import Rules, admit

KEY = bytes(32)
NIGHT = date(2026, 11, 1)
# Longer than texts that come again and again, of which it is remembered what they hold.
ASKED, TOLD = "How tall is the old tower by the river?", "Quite tall, but less than the one on the hill."
HARMLESS = {"messages": [{"role": "user", "content": ASKED}, {"role": "assistant", "content": TOLD}]}
# Only the rule for phones asks for the region, and only about what may be a phone.
BREAKING = {"messages": [{"role": "user", "content": "it is 612 34 56 78, jo@mail.org"}, *HARMLESS["messages"][1:]]}
NO_REGION = ["a list is no region"]


@pytest.fixture
def admitted(tmp_path):
    path = tmp_path / "chat.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in (HARMLESS, BREAKING, HARMLESS)), encoding="utf-8")
    rules = Rules(options=ReadOptions(), key=KEY, region=NO_REGION, night=NIGHT)
    with open_source(path, options=rules.options) as source:
        return [admit(piece, rules) for piece in source.pieces]


def test_a_record_whose_redaction_fails_is_rejected_with_its_place_and_the_others_go_on(admitted):
    rejected = [one for piece in admitted for one in piece.rejected]
    assert [(one.line, one.reason) for one in rejected] == [(2, "redaction_failed: TypeError")]
    assert sum(piece.records for piece in admitted) == 2


def test_nothing_of_a_record_whose_redaction_fails_is_kept(admitted):
    assert "mail.org" not in repr(admitted)
    assert "612 34" not in repr(admitted)


def test_a_text_that_is_no_text_is_never_admitted():
    logged = LoggedConversation(messages=(Message(Role.USER, "Hello"),), format="x")
    with pytest.raises((TypeError, AttributeError)):
        admit_conversation(replace(logged, messages=(Message(Role.USER, 5),)), key=KEY, region="US")
