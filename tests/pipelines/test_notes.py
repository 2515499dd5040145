import json
from datetime import date

import pytest

from monitor.config import Settings
from monitor.taxonomy import NoteKind
from monitor.warehouse.connection import open_snapshot
from monitor.warehouse.notes import notes_frame
from pipelines.command import OK, PROBLEMS_FOUND
from pipelines.nightly import main as nightly_main
from pipelines.nightly import run_night
from tests.faults.nights import copy_home


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
        # A clock that is some hours fast is right somewhere on earth; one that is days fast is right nowhere.
        "2026-11-02T18:00:00Z",
        "2026-11-05T10:00:00Z",
        0.5,
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
        ("c6", None, "2026-11-02 18:00:00"),
        ("c7", "ahead", "2026-11-05 10:00:00"),
        ("c8", "long_ago", "1970-01-01 00:00:00.5"),
    ]
    assert {subject: text.split()[0] for (_, subject), text in notes(settings).items()} == {
        "messages: ahead": "3",
        "messages: long_ago": "2",
        "messages: no_zone": "1",
    }


USUAL = 100
SOURCES = {"support": "support-*"}


def support(folder, night, chats):
    path = folder / f"support-{night}.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in chats))
    return path


@pytest.fixture(scope="module")
def usual_nights(tmp_path_factory):
    """A home with three nights of a source that delivers as ever."""
    folder = tmp_path_factory.mktemp("usual")
    settings = Settings(home=folder / "home", sources=SOURCES)
    for night in (1, 2, 3):
        chats = [chat(night * USUAL + number) for number in range(USUAL)]
        assert run_night(settings, [support(folder, night, chats)], night=date(2026, 11, night)).problems == []
    return settings.home


def only_reports(folder):
    path = folder / "reports.jsonl"
    path.write_text(json.dumps({"channel": "web form", "text": "Your bot told me a lie.", "date": "2026-11-04"}) + "\n")
    return path


def only_a_header(folder):
    path = folder / "support-4.csv"
    path.write_text("id,prompt,response\n")
    return path


def one_hundredth(folder):
    return support(folder, 4, [chat(4 * USUAL)])


@pytest.mark.parametrize(
    ("deliver", "kind"),
    [
        (only_reports, NoteKind.SOURCE_MISSING),
        (only_a_header, NoteKind.SOURCE_EMPTY),
        (one_hundredth, NoteKind.SOURCE_LOW),
        (lambda folder: support(folder, 4, [chat(4 * USUAL + number) for number in range(USUAL)]), None),
    ],
    ids=["missing", "empty", "at one hundredth", "as ever"],
)
def test_a_night_that_lacks_a_source_is_unknown_and_ends_non_zero(usual_nights, tmp_path, capsys, deliver, kind):
    settings = copy_home(usual_nights, tmp_path / "home")
    config = tmp_path / "monitor.toml"
    config.write_text(f'home = "{settings.home}"\n[sources]\nsupport = "support-*"\n')
    ended = nightly_main([str(deliver(tmp_path)), "--night", "2026-11-04", "--config", str(config)])
    assert ended == (OK if kind is None else PROBLEMS_FOUND)
    assert [found for found, subject in notes(settings) if subject == "support"] == ([] if kind is None else [kind])
    assert ("support: " in capsys.readouterr().err) is (kind is not None)
