"""Formats that change overnight: what is read is the same, or what is new is kept, or it is refused by name."""

from dataclasses import fields

import pytest

from monitor.errors import SourceError
from monitor.records import LoggedConversation, Rejected
from monitor.sources import ReadOptions, read_source
from monitor.taxonomy import Clock, NoteKind
from monitor.warehouse.notes import notes_frame
from monitor.warehouse.runs import finish_run
from pipelines.ingest import ingest
from pipelines.job import open_job, utc_now
from tests.faults.drifts import CELLS, CHAT, DRIFTS, HEADER, Then, lines, table
from tests.faults.nights import make_home

# Fewer kinds than this would not be worth the name.
LEAST_KINDS = 25


def read(path, content):
    """Return the records of a file, and why there are no others."""
    path.write_bytes(content)
    try:
        located = list(read_source(path, options=ReadOptions()))
    except SourceError as error:
        return [], [str(error)]
    records = [one.record for one in located if not isinstance(one, Rejected)]
    return records, [one.reason for one in located if isinstance(one, Rejected)]


def those(then):
    kinds = {name: drift for name, drift in DRIFTS.items() if drift.then is then}
    return pytest.mark.parametrize("drift", kinds.values(), ids=kinds.keys())


def compare(before, after, lost):
    """Check that all but extra fields, and what the file no longer tells, are as they were before."""
    assert len(before) == len(after) > 0
    names = {field.name for field in fields(before[0])} - {"extra", *lost}
    for one, other in zip(before, after, strict=True):
        assert {name: getattr(one, name) for name in names} == {name: getattr(other, name) for name in names}


def texts(record):
    return {message.text for message in record.messages} if isinstance(record, LoggedConversation) else {record.text}


def test_there_are_many_kinds_of_drift_and_each_ends_in_one_of_three_ways():
    assert len(DRIFTS) >= LEAST_KINDS
    assert {drift.then for drift in DRIFTS.values()} == set(Then)


@those(Then.MAPPED)
def test_what_is_mapped_reads_as_it_did_before(tmp_path, drift):
    (before, bad), (after, refused) = read(tmp_path / "log", drift.before), read(tmp_path / "log", drift.after)
    assert bad == refused == []
    compare(before, after, drift.lost)


@those(Then.KEPT)
def test_what_is_kept_is_among_the_extra_fields_and_noted(tmp_path, drift):
    (before, bad), (after, refused) = read(tmp_path / "log", drift.before), read(tmp_path / "log", drift.after)
    assert bad == refused == []
    compare(before, after, drift.lost)
    for one, other in zip(before, after, strict=True):
        assert drift.says.rpartition(".")[2] in other.extra
        assert all(text in texts(other) or text in other.extra for text in texts(one))
    noted = notes_of(tmp_path, drift.before, drift.after)
    assert any(kind == NoteKind.NEW_FIELD and subject.endswith(drift.says) for kind, subject in noted)


@those(Then.REFUSED)
def test_what_is_refused_is_refused_by_name(tmp_path, drift):
    (before, bad), (after, refused) = read(tmp_path / "log", drift.before), read(tmp_path / "log", drift.after)
    assert before and not bad
    assert not after and refused
    assert all(drift.says in reason for reason in refused)


def notes_of(tmp_path, *contents):
    """Load files one night after the other, and return what the Runs page says of them."""
    settings = make_home(tmp_path / "home").model_copy(update={"sources": {"shop": "log-*"}})
    for number, content in enumerate(contents):
        (tmp_path / f"log-{number}").write_bytes(content)
        with open_job(settings) as job:
            ingest(job, [tmp_path / f"log-{number}"])
            finish_run(job.store, job.run, {}, at=utc_now())
            noted = [(kind, subject) for _, _, kind, subject, _ in notes_frame(job.store).rows()]
    return noted


def test_a_header_in_the_middle_is_no_conversation(tmp_path):
    once, again = table(HEADER, *CELLS), table(HEADER, CELLS[0])
    records, refused = read(tmp_path / "log", once + again)
    assert [one.external_id for one in records] == ["1", "2", "1"]
    assert refused == ["not_csv: the header once more"]


def test_below_a_header_in_another_order_cells_are_read_in_that_order(tmp_path):
    other = table(HEADER[::-1], CELLS[0][::-1])
    records, refused = read(tmp_path / "log", table(HEADER, *CELLS) + other)
    assert records[2] == records[0]
    assert len(refused) == 1


def test_an_id_given_twice_to_different_words_hides_neither(tmp_path):
    other = {**CHAT, "messages": [{"role": "user", "content": "Something else"}]}
    (tmp_path / "log").write_bytes(lines(CHAT, other))
    with open_job(make_home(tmp_path / "home")) as job:
        counts = ingest(job, [tmp_path / "log"])
    assert (counts["seen"], counts["inserted"]) == (2, 2)


def test_a_part_of_a_new_kind_stays_visible_among_the_words(tmp_path):
    parts = [{"type": "text", "text": "Look"}, {"type": "hologram", "data": "…"}]
    (record,), _ = read(tmp_path / "log", lines({**CHAT, "messages": [{"role": "user", "content": parts}]}))
    assert record.messages[0].text == "Look\n[hologram]"


def test_a_time_without_a_zone_is_doubted(tmp_path):
    (record,), _ = read(tmp_path / "log", lines({**CHAT, "created_at": "2026-11-01 12:00"}))
    assert record.clock is Clock.NO_ZONE


def test_a_rating_on_another_scale_is_the_number_that_was_given(tmp_path):
    (record,), _ = read(tmp_path / "log", lines({**CHAT, "rating": 80}))
    assert [signal.value for signal in record.signals] == [80.0]


def test_lost_is_what_is_unknown_now_or_told_differently(tmp_path):
    for name, drift in DRIFTS.items():
        before, after = read(tmp_path / "log", drift.before)[0], read(tmp_path / "log", drift.after)[0]
        for field in drift.lost:
            assert getattr(before[0], field) != getattr(after[0], field), name
