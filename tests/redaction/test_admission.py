from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.records import LoggedConversation, Message, Rejected, Signal, SubmittedReport
from monitor.redaction import admit_conversation, admit_rejected, admit_report
from monitor.taxonomy import Role, SignalKind

KEY = bytes(range(32))
LOGGED = LoggedConversation(
    messages=(
        Message(Role.USER, "I'm jo@mail.org", datetime(2026, 11, 1, 10)),
        Message(Role.ASSISTANT, "Hello jo@mail.org, al@mail.org says hello"),
    ),
    format="messages",
    external_id="chat of jo@mail.org",
    user="jo@mail.org",
    model="aria",
    model_version="1.0",
    surface="web",
    language="en",
    started_at=datetime(2026, 11, 1, 9),
    signals=(
        Signal(SignalKind.CORRECTION, "comment", None, "that is al@mail.org"),
        Signal(SignalKind.THUMBS, "t", -1.0),
    ),
)
REPORT = SubmittedReport(
    text="It gave me jo@mail.org",
    format="report_csv",
    channel="web form",
    title="Leak of jo@mail.org",
    reporter="al@mail.org",
    url="https://shop.test/?mail=al@mail.org",
    tags=("privacy", "al@mail.org"),
)


def admit(logged, key=KEY):
    return admit_conversation(logged, key=key, region="US")


def test_every_text_of_a_conversation_is_redacted_with_shared_numbers():
    kept = admit(LOGGED)
    assert [message.text for message in kept.messages] == ["I'm [EMAIL_1]", "Hello [EMAIL_1], [EMAIL_2] says hello"]
    assert kept.external_id == "chat of [EMAIL_1]"
    assert kept.signals[0].text == "that is [EMAIL_2]"
    assert "mail.org" not in repr(kept)


def test_what_is_not_text_is_kept_as_it_was():
    kept = admit(LOGGED)
    assert kept.messages[0].at == LOGGED.messages[0].at
    assert kept.signals[1] == LOGGED.signals[1]
    assert (kept.model, kept.surface, kept.language, kept.started_at) == ("aria", "web", "en", LOGGED.started_at)


def test_a_user_is_a_keyed_hash_and_an_unknown_user_stays_unknown():
    kept = admit(LOGGED)
    assert len(kept.user) == 16
    assert kept.user == admit(replace(LOGGED, external_id="another")).user
    assert kept.user != admit(LOGGED, key=bytes(32)).user
    assert admit(replace(LOGGED, user=None)).user is None


def test_the_id_forgets_format_signals_and_language():
    again = replace(LOGGED, format="openai", signals=(), language=None)
    assert admit(again).conversation_id == admit(LOGGED).conversation_id
    assert len(admit(LOGGED).conversation_id) == 20


@pytest.mark.parametrize(
    "change",
    [
        {"external_id": None},
        {"user": "al"},
        {"model": "x"},
        {"model_version": "1.1"},
        {"surface": None},
        {"started_at": None},
        {"messages": LOGGED.messages[:1]},
        {"messages": (replace(LOGGED.messages[0], at=None), LOGGED.messages[1])},
        {"messages": (replace(LOGGED.messages[0], role=Role.SYSTEM), LOGGED.messages[1])},
        # The id is of what was said, not of what is left after redaction.
        {"messages": (replace(LOGGED.messages[0], text="I'm al@mail.org"), LOGGED.messages[1])},
    ],
    ids=str,
)
def test_the_id_follows_everything_that_was_said(change):
    assert admit(replace(LOGGED, **change)).conversation_id != admit(LOGGED).conversation_id


def test_the_id_depends_on_the_key():
    assert admit(LOGGED, key=bytes(32)).conversation_id != admit(LOGGED).conversation_id


@given(st.lists(st.text(max_size=5), min_size=1, max_size=3), st.lists(st.text(max_size=5), min_size=1, max_size=3))
def test_no_two_conversations_share_an_id(one, other):
    ids = [
        admit(
            LoggedConversation(messages=tuple(Message(Role.USER, text) for text in texts), format="x")
        ).conversation_id
        for texts in (one, other)
    ]
    assert (ids[0] == ids[1]) == (one == other)


def test_every_text_of_a_report_is_redacted_and_its_reporter_hashed():
    kept = admit_report(REPORT, key=KEY, region="US")
    assert kept.text == "It gave me [EMAIL_1]"
    assert kept.title == "Leak of [EMAIL_1]"
    assert kept.tags == ("privacy", "[EMAIL_2]")
    assert len(kept.reporter) == 16
    assert "mail.org" not in repr(kept)


def test_a_report_keeps_its_id_when_only_its_severity_changes():
    ids = {admit_report(replace(REPORT, severity=s), key=KEY, region="US").report_id for s in (None, "high")}
    assert len(ids) == 1
    assert admit_report(replace(REPORT, text="else"), key=KEY, region="US").report_id not in ids


def test_a_rejected_line_is_redacted_too():
    kept = admit_rejected(Rejected(7, 2, "'x' is 'jo@mail.org'", b"jo@mail.org \xff"), region="US")
    assert kept == Rejected(7, 2, "'x' is '[EMAIL_1]'", b"[EMAIL_1] \\xff")
