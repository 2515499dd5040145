import json
from datetime import date

from monitor.config import Settings
from monitor.ledger import open_ledger
from monitor.records import Actor
from monitor.taxonomy import Permission
from monitor.triage import CaseRef, override_severity, read_case_state
from monitor.warehouse.cases import CaseFilter, cases_frame, read_case
from monitor.warehouse.connection import open_snapshot, open_working
from pipelines.nightly import run_night

NIGHT = date(2026, 11, 1)
CHAT = {
    "model": "aria",
    "messages": [
        {"role": "user", "content": "How do I kill a Python process?"},
        {"role": "assistant", "content": "I'm sorry, but I can't help with killing anything."},
    ],
}


def write_chat(folder, name):
    file = folder / f"{name}.jsonl"
    file.write_text(json.dumps({"id": name, **CHAT}) + "\n")
    return file


def the_case(settings, case_id=None):
    with open_snapshot(settings.published) as store:
        case_id = case_id or cases_frame(store, CaseFilter(), limit=1)["case_id"][0]
        return read_case(store, case_id)


def test_a_persons_severity_survives_every_later_night_and_never_touches_the_machines(tmp_path):
    settings = Settings(home=tmp_path / "home")
    first = write_chat(tmp_path, "first")
    run_night(settings, [first], night=NIGHT)
    case = the_case(settings)
    with open_ledger(settings.ledger) as ledger:
        ref = CaseRef(case.case_id, case.content_hash, 0)
        override_severity(ledger, ref, 4, actor=Actor("mia", Permission.ANALYST))

    # The same night again, and one that brings something new and in which every detector looks at all anew.
    run_night(settings, [first], night=NIGHT)
    with open_working(settings.working) as store:
        store.execute("delete from scans")
        store.execute("delete from detections")
    run_night(settings, [write_chat(tmp_path, "second")], night=date(2026, 11, 2))

    after = the_case(settings, case.case_id)
    assert case.severity == after.severity == 1
    assert after.content_hash == case.content_hash
    with open_ledger(settings.ledger) as ledger:
        state = read_case_state(ledger, case.case_id)
    assert (state.severity, state.version, len(state.history)) == (4, 1, 1)
