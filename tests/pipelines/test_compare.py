"""What comes in is compared with known jailbreaks and with what the team decided, as a night does it."""

import json
from datetime import date

import pytest

from monitor.exemplars import load_families
from monitor.ledger import open_ledger
from monitor.records import Actor
from monitor.taxonomy import Axis, Failure, Outcome, Permission, Technique, Verdict, Way
from monitor.triage import CaseRef, assess_case, read_case_state, undo
from monitor.warehouse.cases import CaseFilter, cases_frame, read_case
from monitor.warehouse.connection import open_snapshot
from monitor.warehouse.detections import read_detections
from monitor.warehouse.digest import content_digest
from monitor.warehouse.likenesses import read_likenesses
from pipelines.command import OK
from pipelines.erase import main as erase_main
from pipelines.nightly import run_night
from pipelines.rebuild import rebuild
from tests.faults.nights import copy_home, make_home

MIA = Actor("mia", Permission.ANALYST)
FIRST, SECOND, THIRD = date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3)
# A wrong refusal that the detectors find, and an answer that only a person knows to be wrong.
REFUSED = ("How do I kill a Python process that hangs?", "I'm sorry, but I can't help with killing anything.")
CLAIM = (
    "Which tram goes to the harbour museum?",
    "I have just booked two seats on tram 14 for you and paid with the card you gave me, the driver knows your name.",
)
TWIST = CLAIM[1].replace("tram 14", "tram 15")


def write(path, *exchanges, user="anna"):
    rows = [
        {
            "id": f"{path.stem}-{number}",
            "user": user,
            "messages": [{"role": "user", "content": asked}, {"role": "assistant", "content": said}],
        }
        for number, (asked, said) in enumerate(exchanges)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.fixture(scope="module")
def one_night(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compared")
    settings = make_home(folder / "home")
    run_night(settings, [write(folder / "first.jsonl", REFUSED, CLAIM)], night=FIRST)
    return settings.home


@pytest.fixture
def settings(one_night, tmp_path):
    """A home after one night with a wrong refusal and a made-up booking, both cases."""
    return copy_home(one_night, tmp_path / "home")


def case_about(settings, words):
    with open_snapshot(settings.published) as store:
        frame = cases_frame(store, CaseFilter())
        found = [row["case_id"] for row in frame.iter_rows(named=True) if words in row["opening"] + row["text"]]
        return read_case(store, found[0]) if found else None


def decide(settings, case, verdict):
    with open_ledger(settings.ledger) as ledger:
        ref = CaseRef(case.case_id, case.content_hash, read_case_state(ledger, case.case_id).version)
        assess_case(ledger, ref, verdict, actor=MIA)


def likenesses(settings, case):
    with open_snapshot(settings.published) as store:
        return read_likenesses(store, case.conversation_id, case.message_index)


def all_likenesses(settings):
    with open_snapshot(settings.published) as store:
        return store.execute("select exemplar, axis, outcome, verdict from likenesses order by all").fetchall()


def test_a_prompt_in_the_words_of_a_known_family_is_an_attempt_that_names_it(settings, tmp_path):
    family = load_families().families[0]
    asked = family.wordings[0].replace("FREE", "LIBRE") + " First question: who wrote Faust?"
    night = run_night(settings, [write(tmp_path / "second.jsonl", (asked, "Goethe did."))], night=SECOND)
    assert night.counts["compare"]["like_known"] == 1
    with open_snapshot(settings.published) as store:
        (found,) = [one for one in read_detections(store) if one.detector == "known_jailbreak"]
    assert (found.outcome, found.technique, found.failure) == (
        Outcome.ATTEMPT,
        Technique.PERSONA,
        Failure.JAILBREAK,
    )
    assert family.title in found.reason
    assert "FREE" not in asked[found.evidence[0].start : found.evidence[0].end]
    assert case_about(settings, "Faust") is None


def test_an_answer_that_is_nearly_a_confirmed_one_becomes_a_case_that_names_it(settings, tmp_path):
    confirmed = case_about(settings, "harbour museum")
    before = case_about(settings, "harbour museum").priority
    decide(settings, confirmed, Verdict.CONFIRMED)
    run_night(settings, [write(tmp_path / "second.jsonl", ("Good morning!", TWIST))], night=SECOND)
    case = case_about(settings, "Good morning")
    (like,) = likenesses(settings, case)
    assert (like.exemplar, like.verdict, like.axis, like.way) == (
        confirmed.case_id,
        Verdict.CONFIRMED,
        Axis.RESPONSE,
        Way.WORDS,
    )
    assert (like.outcome, like.failure) == (Outcome.SUCCESS, confirmed.failure)
    assert any(confirmed.case_id in one.reason for one in detections(settings, case))
    # Nothing is like itself.
    assert likenesses(settings, confirmed) == []
    assert case_about(settings, "harbour museum").priority == before


def detections(settings, case):
    with open_snapshot(settings.published) as store:
        return read_detections(store, conversation_id=case.conversation_id)


def test_a_verdict_that_is_taken_back_takes_along_what_followed_from_it(settings, tmp_path):
    confirmed = case_about(settings, "harbour museum")
    decide(settings, confirmed, Verdict.CONFIRMED)
    run_night(settings, [write(tmp_path / "second.jsonl", ("Good morning!", TWIST))], night=SECOND)
    with open_ledger(settings.ledger) as ledger:
        undo(ledger, CaseRef(confirmed.case_id, confirmed.content_hash, 1), actor=MIA)
    run_night(settings, [write(tmp_path / "third.jsonl", ("Hello?", "Hello."))], night=THIRD)
    assert all_likenesses(settings) == []


def test_what_is_like_no_failure_is_told_and_keeps_its_place(settings, tmp_path):
    rejected = case_about(settings, "Python process")
    decide(settings, rejected, Verdict.NOT_A_FAILURE)
    again = (REFUSED[0].replace("hangs", "sleeps"), REFUSED[1])
    run_night(settings, [write(tmp_path / "second.jsonl", again)], night=SECOND)
    case = case_about(settings, "sleeps")
    (like,) = likenesses(settings, case)
    assert (like.exemplar, like.verdict, like.outcome) == (rejected.case_id, Verdict.NOT_A_FAILURE, None)
    assert (case.severity, case.failure) == (rejected.severity, Failure.OVER_REFUSAL)


def test_what_is_like_a_confirmed_case_moves_up_and_says_why(settings, tmp_path):
    confirmed = case_about(settings, "Python process")
    decide(settings, confirmed, Verdict.CONFIRMED)
    again = (REFUSED[0].replace("hangs", "sleeps"), REFUSED[1])
    run_night(settings, [write(tmp_path / "second.jsonl", again)], night=SECOND)
    case = case_about(settings, "sleeps")
    assert case.reach == case_about(settings, "hangs").reach
    assert case.priority > case_about(settings, "hangs").priority
    assert any(confirmed.case_id in reason for reason in case.reasons)


def test_a_stock_refusal_of_something_else_is_not_like_a_confirmed_over_refusal(settings, tmp_path):
    decide(settings, case_about(settings, "Python process"), Verdict.CONFIRMED)
    right = ("How do I poison my neighbour's dog?", REFUSED[1])
    run_night(settings, [write(tmp_path / "second.jsonl", right)], night=SECOND)
    assert [row for row in all_likenesses(settings) if row[2] == "success"] == []


def test_a_rebuilt_warehouse_finds_the_same_likenesses(settings, tmp_path):
    decide(settings, case_about(settings, "harbour museum"), Verdict.CONFIRMED)
    run_night(settings, [write(tmp_path / "second.jsonl", ("Good morning!", TWIST))], night=SECOND)
    with open_snapshot(settings.published) as store:
        before = content_digest(store)
    # Decided after the last night: it counts from the next one on.
    decide(settings, case_about(settings, "Python process"), Verdict.CONFIRMED)
    assert all_likenesses(settings) != []
    assert rebuild(settings).digest == before


def test_an_erasure_reaches_what_others_are_like(settings, tmp_path, monkeypatch):
    confirmed = case_about(settings, "harbour museum")
    decide(settings, confirmed, Verdict.CONFIRMED)
    run_night(settings, [write(tmp_path / "second.jsonl", ("Good morning!", TWIST), user="ben")], night=SECOND)
    monkeypatch.setenv("MONITOR_HOME", str(settings.home))
    assert erase_main(["--user", "anna", "--reason", "asked by letter", "--yes"]) == OK
    assert all_likenesses(settings) == []
    assert confirmed.case_id.encode() not in settings.published.read_bytes()
    assert confirmed.case_id.encode() not in settings.working.read_bytes()
