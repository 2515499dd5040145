import json
from datetime import date

from monitor.config import Settings
from monitor.taxonomy import NoteKind
from monitor.warehouse.connection import open_snapshot
from monitor.warehouse.notes import notes_frame
from pipelines.nightly import run_night


def chat(number, **around):
    turns = [{"role": "user", "content": f"Hello {number}"}, {"role": "assistant", "content": "Good day to you."}]
    return {"id": f"c{number}", "messages": turns, **around}


def run(settings, folder, night, chats):
    path = folder / f"chats-{night}.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in chats))
    return run_night(settings, [path], night=date(2026, 11, night))


def notes(settings):
    with open_snapshot(settings.published) as store:
        return {(kind, subject): text for _, _, kind, subject, text in notes_frame(store).rows()}


def test_fields_that_come_and_go_are_noted(tmp_path):
    settings = Settings(home=tmp_path / "home")
    run(settings, tmp_path, 1, [chat(number, model_version="v1") for number in range(30)])
    assert notes(settings) == {}
    run(settings, tmp_path, 2, [chat(number, region="eu", **{"jo@mail.org": 1}) for number in range(30, 60)])
    assert set(notes(settings)) == {
        (NoteKind.NEW_FIELD, "messages: region"),
        (NoteKind.NEW_FIELD, "messages: [EMAIL_1]"),
        (NoteKind.LOST_FIELD, "messages: model_version"),
    }


def test_clocks_that_cannot_be_right_are_flagged_and_hide_nothing(tmp_path):
    settings = Settings(home=tmp_path / "home")
    times = [
        "2099-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
        "2026-11-01T10:00:00",
        1793526004000,
        "2026-11-01T10:00:00+02:00",
    ]
    night = run(settings, tmp_path, 1, [chat(number, timestamp=time) for number, time in enumerate(times)])
    assert night.counts["ingest"]["inserted"] == len(times)
    with open_snapshot(settings.published) as store:
        rows = store.execute("select external_id, clock, cast(started_at as varchar) from conversations").fetchall()
    assert sorted(rows) == [
        ("c0", "ahead", "2099-01-01 00:00:00"),
        ("c1", "ahead", "9999-12-31 23:59:59"),
        ("c2", "long_ago", "0001-01-01 00:00:00"),
        ("c3", "no_zone", "2026-11-01 10:00:00"),
        ("c4", None, "2026-11-01 09:40:04"),
        ("c5", None, "2026-11-01 08:00:00"),
    ]
    assert {subject: text.split()[0] for (_, subject), text in notes(settings).items()} == {
        "messages: ahead": "2",
        "messages: long_ago": "1",
        "messages: no_zone": "1",
    }
