"""What emerges is told the next morning, and a resolved incident that is back is open again."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from monitor.config import Settings
from monitor.ledger import RUNNER, open_ledger, read_events, subject_id
from monitor.records import Actor
from monitor.taxonomy import AlarmKind, AlarmState, EventKind, IncidentStatus, Permission, Subject
from monitor.triage import open_incident, read_incident, resolve_incident, undo_incident
from monitor.warehouse.alarms import alarms_frame
from monitor.warehouse.cases import CaseFilter, cases_frame
from monitor.warehouse.connection import open_snapshot
from monitor.warehouse.digest import content_digest
from pipelines.command import OK
from pipelines.nightly import run_night
from pipelines.rebuild import rebuild
from pipelines.watch import main as watch_main

MIA = Actor("mia", Permission.ANALYST)
FIRST = date(2026, 11, 1)
THINGS = ("Python", "Java", "Ruby", "Rust", "Perl", "Lua", "Node", "Erlang", "Julia", "Scala", "Kotlin", "Swift")


def chat(name, *, version, at, refuses=True):
    thing = THINGS[hash_of(name) % len(THINGS)]
    asked = f"How do I kill a {thing} process that hangs on my machine?"
    said = "I'm sorry, but I can't help with killing anything." if refuses else f"Use kill and its number for {thing}."
    return {
        "id": name,
        "user": f"user of {name}",
        "model_version": version,
        "created_at": at.isoformat() + "Z",
        "messages": [{"role": "user", "content": asked}, {"role": "assistant", "content": said}],
    }


def hash_of(name):
    return sum(map(ord, name))


class Home:
    """A home that loads one file a night."""

    def __init__(self, folder):
        self.folder = folder
        self.settings = Settings(home=folder / "home")

    def load(self, number, *, good=8, bad=0, version="v1", at=None):
        night = FIRST + timedelta(days=number)
        at = at or datetime(night.year, night.month, night.day, 8)
        chats = [chat(f"{number}-{version}-good{one}", version=version, at=at, refuses=False) for one in range(good)]
        chats += [chat(f"{number}-{version}-bad{one}", version=version, at=at) for one in range(bad)]
        file = self.folder / f"{number}-{version}.jsonl"
        file.write_text("".join(json.dumps(one) + "\n" for one in chats))
        return run_night(self.settings, [file], night=night)

    def alarms(self):
        with open_snapshot(self.settings.published) as store:
            return alarms_frame(store).to_dicts()

    def case_ids(self):
        with open_snapshot(self.settings.published) as store:
            return cases_frame(store, CaseFilter())["case_id"].to_list()

    def digest(self):
        with open_snapshot(self.settings.published) as store:
            return content_digest(store)

    def open_and_resolve(self, version=None):
        with open_ledger(self.settings.ledger) as ledger:
            incident = open_incident(ledger, "Refuses to end processes", case_ids=self.case_ids(), actor=MIA)
            resolve_incident(ledger, incident.ref, version=version, actor=MIA)

    def incident(self):
        with open_ledger(self.settings.ledger) as ledger:
            return read_incident(ledger, "INC-0001")


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


def test_a_burst_of_a_new_kind_is_told_the_next_morning_and_again_by_a_rebuild(home):
    for number in range(4):
        home.load(number)
        assert home.alarms() == []
    night = home.load(4, bad=12)
    told = {(one["kind"], one["state"], one["conversations"], one["total"], one["users"]) for one in home.alarms()}
    assert told == {(AlarmKind.EMERGENCE, AlarmState.RAISED, 12, 20, 12)}
    assert night.counts["watch"]["emergence"] == len(home.alarms())
    home.load(5, bad=12)
    assert {one["state"] for one in home.alarms()} == {AlarmState.STANDING}
    assert rebuild(home.settings).digest == home.digest()


def test_an_incident_resolved_in_a_version_is_reopened_by_its_like_in_that_version_only(home):
    home.load(0, bad=6)
    home.open_and_resolve("v3")
    # Old logs that are loaded again, new ones of an old version, and good answers of the new one.
    home.load(1, bad=5, version="v2", at=datetime(2026, 9, 1, 8))
    home.load(2, bad=5, version="v2")
    home.load(3, version="v3")
    assert home.incident().status is IncidentStatus.RESOLVED
    home.load(4, bad=4, version="v3")
    incident = home.incident()
    assert (incident.status, len(incident.reopened_for), len(incident.case_ids)) == (IncidentStatus.OPEN, 4, 6)
    assert incident.history[-1].actor == RUNNER.name
    (back,) = [one for one in home.alarms() if one["kind"] == AlarmKind.REGRESSION]
    assert (back["subject_id"], back["conversations"], back["total"]) == ("INC-0001", 4, 20)


def test_a_reopening_taken_back_is_told_again_by_new_cases_only(home):
    home.load(0, bad=6)
    home.open_and_resolve("v3")
    home.load(1, bad=4, version="v3")
    with open_ledger(home.settings.ledger) as ledger:
        undo_incident(ledger, home.incident().ref, actor=MIA)
    home.load(2, version="v3")
    assert (home.incident().status, home.incident().resolved_in) == (IncidentStatus.RESOLVED, "v3")
    home.load(3, bad=1, version="v3")
    assert (home.incident().status, len(home.incident().reopened_for)) == (IncidentStatus.OPEN, 1)


def test_a_rebuild_tells_the_same_and_decides_nothing(home):
    home.load(0, bad=6)
    home.open_and_resolve("v3")
    home.load(1, bad=4, version="v3")
    home.load(2, bad=1, version="v3")
    before, digest = home.incident(), home.digest()
    with open_ledger(home.settings.ledger) as ledger:
        undo_incident(ledger, before.ref, actor=MIA)
    assert rebuild(home.settings).digest == digest
    events = [event.kind for event in home.incident().history]
    assert events == [EventKind.OPENED, EventKind.RESOLVED, EventKind.REOPENED, EventKind.UNDONE]


def test_resolved_in_no_version_an_incident_is_never_reopened_by_the_machine(home):
    home.load(0, bad=6)
    home.open_and_resolve()
    # After it was resolved, by the conversation's own time.
    later = datetime.now(UTC).replace(microsecond=0, tzinfo=None) + timedelta(hours=12)
    home.load((later.date() - FIRST).days, bad=3, version="v2", at=later)
    assert home.incident().status is IncidentStatus.RESOLVED
    assert [one["subject_id"] for one in home.alarms() if one["kind"] == AlarmKind.REGRESSION] == ["INC-0001"]


def test_a_command_tells_the_same_again(home, capsys, monkeypatch):
    home.load(0, bad=6)
    monkeypatch.setenv("MONITOR_HOME", str(home.settings.home))
    assert watch_main([]) == OK
    assert "watch" in capsys.readouterr().out
    with open_ledger(home.settings.ledger) as ledger:
        assert read_events(ledger, subject_id=subject_id(Subject.INCIDENT, "INC-0001")) == ()
