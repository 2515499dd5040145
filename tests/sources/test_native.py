"""Our own records: what is written reads as what it was."""

import io
import json
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.records import START, LoggedConversation, Message, Signal, SubmittedReport
from monitor.sources import ReadOptions, find_format, read_source
from monitor.sources.native import write_records
from monitor.taxonomy import Clock, Origin, Role, Scorer, SignalKind

# Lone surrogates and NUL are refused wherever they come from.
text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
words = st.none() | text
times = st.none() | st.datetimes(min_value=datetime(1, 1, 1))
numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False)
extras = st.none() | st.dictionaries(text, text | st.integers(), max_size=3).map(json.dumps)
messages = st.builds(Message, st.sampled_from(Role), text, times, st.none() | st.integers(START, 50))
signals = st.builds(
    Signal, st.sampled_from(SignalKind), text, numbers, words, st.none() | st.integers(0, 9), st.sampled_from(Scorer)
)
conversations = st.builds(
    LoggedConversation,
    messages=st.lists(messages, min_size=1, max_size=4).map(tuple),
    format=text,
    origin=st.sampled_from(Origin),
    external_id=words,
    user=words,
    model=words,
    model_version=words,
    surface=words,
    language=words,
    started_at=times,
    clock=st.none() | st.sampled_from(Clock),
    signals=st.lists(signals, max_size=2).map(tuple),
    extra=extras,
)
several = st.lists(text, max_size=3).map(tuple)
reports = st.builds(
    SubmittedReport,
    text=text,
    format=text,
    channel=text,
    title=words,
    external_id=words,
    reporter=words,
    url=words,
    licence=words,
    language=words,
    severity=words,
    tags=several,
    attachments=several,
    reported_at=times,
    extra=extras,
)


def read_back(records):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "records"
        with path.open("wb") as file:
            assert write_records(records, file) == len(records)
        assert find_format(path, options=ReadOptions()) == "records"
        return [row.record for row in read_source(path, options=ReadOptions())]


def test_every_field_of_a_record_is_tried():
    for strategy, kind in ((conversations, LoggedConversation), (reports, SubmittedReport)):
        assert set(strategy.wrapped_strategy.kwargs) == set(kind.__slots__), "a new field needs a strategy here"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(conversations | reports, min_size=1, max_size=4))
def test_any_record_survives_writing_and_reading(records):
    assert read_back(records) == records


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"monitor_record": "conversation", "messages": [], "format": "x", "colour": 1}, "colour: Unexpected keyword"),
        ({"monitor_record": "report", "text": "x", "format": "y"}, "channel: "),
        (
            {"monitor_record": "conversation", "messages": [{"role": "narrator", "text": "x"}], "format": "x"},
            "messages.0.role: ",
        ),
        ({"monitor_record": "poem"}, "'monitor_record' is none of: conversation, report"),
    ],
)
def test_what_is_no_record_is_rejected_by_name(read, row, reason):
    good = io.BytesIO()
    write_records([LoggedConversation(messages=(Message(Role.USER, "hi"),), format="x")], good)
    _, bad = read(good.getvalue(), row)
    assert bad.reason.startswith(reason)
