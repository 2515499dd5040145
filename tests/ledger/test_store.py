import json
import multiprocessing
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import LedgerError, StaleError
from monitor.ledger import (
    Draft,
    allocate_id,
    append_event,
    hold,
    open_ledger,
    read_events,
    subject_id,
    verify_ledger,
)
from monitor.records import Actor
from monitor.taxonomy import EventKind, Permission, Subject

MIA = Actor("mia", Permission.ANALYST)


def note(text="hello", *, subject="case:1", actor=MIA, reason=""):
    return Draft(subject, EventKind.NOTED, actor, {"text": text}, reason)


def test_what_was_appended_is_what_is_read(ledger):
    written = [
        append_event(ledger, note("one"), expected_version=0),
        append_event(ledger, note("two", reason="because"), expected_version=1),
    ]
    assert list(read_events(ledger, subject_id="case:1")) == written
    assert [(event.sequence, event.version, event.payload["text"]) for event in written] == [
        (1, 1, "one"),
        (2, 2, "two"),
    ]
    assert written[0].at.tzinfo is None


def test_every_event_carries_the_hash_of_the_one_before_it_whatever_its_subject(ledger):
    first = append_event(ledger, note(), expected_version=0)
    second = append_event(ledger, note(subject="run:7"), expected_version=0)
    assert second.previous_hash == first.hash
    assert verify_ledger(ledger).head == second.hash


@pytest.mark.parametrize("wrong", [0, 2, -1])
def test_a_wrong_expected_version_is_refused_with_both_values(ledger, wrong):
    append_event(ledger, note("theirs"), expected_version=0)
    with pytest.raises(StaleError, match=rf"version 1 .*theirs.* by mia .*version {wrong} .*mine"):
        append_event(ledger, note("mine"), expected_version=wrong)
    assert len(read_events(ledger)) == 1


def test_a_viewer_appends_nothing(ledger):
    with pytest.raises(LedgerError, match="'guest' may only look"):
        append_event(ledger, note(actor=Actor("guest", Permission.VIEWER)), expected_version=0)
    assert read_events(ledger) == ()


@pytest.mark.parametrize("reason", ["nul \0", "half a pair \ud83d"])
def test_words_that_no_store_can_keep_are_refused(ledger, reason):
    with pytest.raises(LedgerError, match="no text"):
        append_event(ledger, note(reason=reason), expected_version=0)


def test_an_event_needs_somebody_who_decided(ledger):
    with pytest.raises(LedgerError, match="who decided"):
        append_event(ledger, note(actor=Actor(" ", Permission.LEAD)), expected_version=0)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(text=st.text(st.characters()))
def test_a_payload_comes_back_character_by_character(ledger, text):
    version = len(read_events(ledger, subject_id="case:any"))
    append_event(ledger, note(text, subject="case:any"), expected_version=version)
    assert read_events(ledger, subject_id="case:any")[-1].payload["text"] == text


def test_events_are_read_by_kind_of_subject(ledger):
    for subject in ("case:1", "cases:1", "incident:1"):
        append_event(ledger, note(subject=subject), expected_version=0)
    assert [event.subject_id for event in read_events(ledger, subject=Subject.CASE)] == ["case:1"]


def test_a_decision_that_fails_half_way_leaves_nothing(ledger):
    def decide():
        with hold(ledger) as held:
            append_event(held, note(), expected_version=0)
            append_event(held, note(), expected_version=9)

    with pytest.raises(StaleError):
        decide()
    assert verify_ledger(ledger).count == 0


def test_ids_are_counted_per_kind_of_subject(ledger):
    with hold(ledger) as held:
        append_event(
            held, note(subject=subject_id(Subject.INCIDENT, allocate_id(held, Subject.INCIDENT))), expected_version=0
        )
        assert allocate_id(held, Subject.INCIDENT) == "INC-0002"
        assert allocate_id(held, Subject.EXAMPLE) == "EX-0001"


def increase(ledger, subject):
    """Read the counter, add one, write it; again when somebody was faster."""
    while True:
        events = read_events(ledger, subject_id=subject)
        total = events[-1].payload["total"] if events else 0
        draft = Draft(subject, EventKind.NOTED, MIA, {"total": total + 1})
        try:
            return append_event(ledger, draft, expected_version=len(events))
        except StaleError:
            continue


def increase_often(url, times):
    with open_ledger(url) as ledger:
        for _ in range(times):
            increase(ledger, "case:counter")


def test_no_update_is_lost_between_processes_that_open_the_same_new_ledger(url):
    spawn = multiprocessing.get_context("spawn")
    workers = [spawn.Process(target=increase_often, args=(url, 25)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0, 0]
    with open_ledger(url) as ledger:
        events = read_events(ledger, subject_id="case:counter")
        assert [event.payload["total"] for event in events] == list(range(1, 101))
        assert verify_ledger(ledger).count == 100


def test_threads_of_one_program_share_a_ledger(ledger):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: increase(ledger, "case:counter"), range(40)))
    assert read_events(ledger)[-1].payload["total"] == 40


WRITE_UNTIL_KILLED = """
import sys
from monitor.ledger import Draft, append_event, open_ledger
from monitor.records import Actor
from monitor.taxonomy import EventKind, Permission
with open_ledger(sys.argv[1]) as ledger:
    for version in range(100_000):
        draft = Draft("case:1", EventKind.NOTED, Actor("mia", Permission.ANALYST), {"text": "x" * 500})
        append_event(ledger, draft, expected_version=version)
        print(version + 1, flush=True)
"""


def test_what_was_acknowledged_before_a_kill_is_there_after_it(url):
    with subprocess.Popen([sys.executable, "-c", WRITE_UNTIL_KILLED, url], stdout=subprocess.PIPE, text=True) as writer:
        acknowledged = [int(writer.stdout.readline()) for _ in range(50)]
        writer.kill()
    with open_ledger(url) as ledger:
        assert verify_ledger(ledger).count >= acknowledged[-1] == 50


@pytest.mark.parametrize("change", ["update events set payload = '{}'", "delete from events"])
def test_the_store_itself_refuses_to_change_an_event(ledger, change):
    append_event(ledger, note(), expected_version=0)
    connection = sqlite3.connect(ledger.engine.url.database)
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        connection.execute(change)
    connection.close()


def test_a_payload_is_stored_as_the_one_json_text_it_has(ledger):
    append_event(ledger, Draft("case:1", EventKind.NOTED, MIA, {"b": [1, None], "a": "ö"}), expected_version=0)
    connection = sqlite3.connect(ledger.engine.url.database)
    (stored,) = connection.execute("select payload from events").fetchone()
    connection.close()
    assert stored == '{"a":"\\u00f6","b":[1,null]}'
    assert json.loads(stored) == {"b": [1, None], "a": "ö"}
