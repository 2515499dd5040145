"""Somebody is removed from everywhere, nobody else is, and they do not come back."""

import gzip
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import date

import polars as pl
import pytest
import zstandard

from monitor.config import Settings
from monitor.datasets import (
    DOWNLOAD,
    Release,
    freeze,
    promote,
    read_erased,
    read_example,
    read_examples,
    read_pending,
    read_tombstones,
    read_version,
    read_versions,
    record_export,
)
from monitor.errors import DatasetError
from monitor.exports import export_dataset
from monitor.ledger import open_ledger, verify_ledger
from monitor.records import Actor, ExampleDraft, Message
from monitor.redaction import identify_person
from monitor.sources import Destination, land
from monitor.taxonomy import Expected, Permission, Role, Side
from monitor.triage import CaseRef, add_note
from monitor.warehouse.cases import read_case
from monitor.warehouse.connection import open_snapshot
from monitor.warehouse.digest import content_digest
from pipelines.command import OK, REFUSED, USAGE
from pipelines.erase import main as erase_main
from pipelines.ingest import ingest
from pipelines.job import open_job
from pipelines.nightly import run_night
from pipelines.rebuild import rebuild
from pipelines.verify import verify

KEY = b"k" * 32
MIA = Actor("mia", Permission.LEAD)
# Words that no redaction knows, no other person says, and a name that stands in the logs.
MARKER = "quomblewick"
NAME = "zanthe.orrivale"
REASON = "asked by letter of 3 November"
REFUSAL = "I'm sorry, but I can't help with killing anything."
NIGHTS = (date(2026, 11, 1), date(2026, 11, 2))


def chat(external_id, user, words, *, at="2026-11-01T08:00:00Z"):
    return {
        "id": external_id,
        "user": user,
        "model": "aria",
        "created_at": at,
        "messages": [
            {"role": "user", "content": f"How do I kill a Python process called {words}?"},
            {"role": "assistant", "content": f"{REFUSAL} Not even {words}."},
        ],
    }


def report(reporter, text, *, channel="web form"):
    return {"text": text, "channel": channel, "reporter": reporter, "date": "2026-11-01T09:00:00Z"}


def jsonl(rows):
    return "".join(f"{json.dumps(row)}\n" for row in rows).encode()


def table_rows(prefix, user, words):
    return [
        {"conversation_id": f"{prefix}-1", "user": user, "prompt": f"kill a process, {words}?", "response": REFUSAL},
        {"conversation_id": f"{prefix}-2", "user": "ben", "prompt": f"kill a {prefix} daemon?", "response": REFUSAL},
    ]


def batch(number, user, words):
    """A request and its answer, as an OpenAI batch keeps them: in two files."""
    asked = chat("", user, words)["messages"][:1]
    body = {"model": "aria", "user": user, "messages": asked}
    request = {"custom_id": f"r-{number}", "method": "POST", "url": "/v1/chat/completions", "body": body}
    choice = {"index": 0, "message": {"role": "assistant", "content": f"{REFUSAL} {words}"}, "finish_reason": "stop"}
    said = {"id": f"chatcmpl-{number}", "object": "chat.completion", "model": "aria", "choices": [choice]}
    response = {"custom_id": f"r-{number}", "response": {"status_code": 200, "body": said}}
    return request, response


SHARED_REPORT = "The assistant told me that a harmless mushroom was deadly, and then the other way round, twice."


def write_logs(folder):
    """Two nights in several formats: somebody, and others beside them in the same files."""
    first, second = folder / "2026-11-01", folder / "2026-11-02"
    first.mkdir(parents=True)
    second.mkdir()
    broken = f'{{"user": "{NAME}", "messages": [{MARKER}\n'.encode()
    chats = [chat("a-1", NAME, MARKER), chat("a-2", "ben", "nginx"), chat("a-3", "cleo", "redis")]
    (first / "chats.jsonl").write_bytes(jsonl(chats[:2]) + broken + b'{"other": broken\n' + jsonl(chats[2:]))
    zipped = [chat("b-1", NAME, f"{MARKER} zipped"), chat("b-2", "ben", "postgres")]
    (first / "zipped.jsonl.gz").write_bytes(gzip.compress(jsonl(zipped)))
    packed = [chat("c-1", "cleo", "kafka"), chat("c-2", NAME, f"{MARKER} packed")]
    (second / "packed.jsonl.zst").write_bytes(zstandard.ZstdCompressor(write_checksum=True).compress(jsonl(packed)))
    requests, responses = zip(batch(1, NAME, f"{MARKER} batch"), batch(2, "ben", "rabbitmq"), strict=True)
    (second / "batch_input.jsonl").write_bytes(jsonl(requests))
    (second / "batch_output.jsonl").write_bytes(jsonl(responses))
    # Refused for its missing checksum: nobody can read it, but it names them.
    (second / "refused.jsonl.zst").write_bytes(zstandard.compress(jsonl([chat("g-1", NAME, MARKER)])))
    pl.DataFrame(table_rows("d", NAME, f"{MARKER} csv")).write_csv(first / "table.csv")
    pl.DataFrame(table_rows("e", NAME, f"{MARKER} parquet")).write_parquet(second / "table.parquet")
    # The same records again, in another file of another night, beside a new one.
    (second / "again.jsonl").write_bytes(jsonl([chats[0], chats[1], chat("f-1", "cleo", "mysql")]))
    told = [
        report(NAME, f"The chatbot promised me a {MARKER} refund that does not exist, and I paid for it anyway."),
        report(NAME, SHARED_REPORT, channel="first place"),
        report("ben", "It insulted my mother in three languages and then denied all of it most politely."),
    ]
    (first / "reports.jsonl").write_bytes(jsonl(told))
    (second / "reports.jsonl").write_bytes(jsonl([report("cleo", SHARED_REPORT, channel="second place")]))
    return folder


def settings_in(folder):
    home = folder / "home"
    home.mkdir(parents=True)
    (home / "key").write_bytes(KEY)
    (home / "key").chmod(0o600)
    return Settings(home=home)


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    return write_logs(tmp_path_factory.mktemp("logs"))


@pytest.fixture(scope="module")
def built(tmp_path_factory, logs, rules):
    """Two nights, notes, examples on both sides, two frozen versions and exports of them."""
    settings = settings_in(tmp_path_factory.mktemp("built"))
    for night in NIGHTS:
        run_night(settings, [logs / night.isoformat()], night=night)
    decide(settings, rules)
    return settings


@pytest.fixture
def home(tmp_path, built):
    """A copy of that home for one test."""
    shutil.copytree(built.home, tmp_path / "home")
    return Settings(home=tmp_path / "home")


def decide(settings, rules):
    with open_snapshot(settings.published) as store, open_ledger(settings.ledger) as ledger:
        theirs, others = (cases_of(store, who) for who in ((NAME,), ("ben", "cleo")))
        assert len(theirs) >= 5
        for case_id in (theirs[0], others[0]):
            note = f"{MARKER} said so" if case_id == theirs[0] else "ben said so"
            add_note(ledger, CaseRef(case_id, read_case(store, case_id).content_hash, 0), note, actor=MIA)
        words = iter(("alpha beta gamma delta", "one two three four", "red green blue black", "iron gold tin zinc"))
        for case_id, side in zip((theirs[0], others[0]), Side, strict=True):
            promote(ledger, draft(case_id, next(words)), side=side, actor=MIA, rules=rules)
        freeze(ledger, "core", actor=MIA, rules=rules, release=Release("first"))
        promote(ledger, draft(theirs[1], next(words)), side=Side.TRAIN, actor=MIA, rules=rules)
        freeze(ledger, "core", actor=MIA, rules=rules, release=Release("second"))
        for number, place in ((1, str(settings.exports)), (2, DOWNLOAD)):
            frozen = read_version(ledger, "core", number)
            record_export(ledger, frozen.version, format="inspect", to=place, actor=MIA)
            export_dataset(frozen, format="inspect", folder=settings.exports)


def draft(case_id, words):
    """An example as the dashboard makes it; the words are no one's unless the case is theirs."""
    asked = f"{words} {MARKER if words.startswith(('alpha', 'red')) else ''}"
    return ExampleDraft(
        case_id=case_id,
        conversation_id=case_id.rpartition("-")[0],
        messages=(Message(Role.USER, f"{asked}?"),),
        response=f"No {words}.",
        ideal=f"Yes, {asked}.",
        expected=Expected.MUST_ANSWER,
    )


def cases_of(store, users):
    hashes = [identify_person(user, key=KEY) for user in users]
    found = store.execute(
        "select case_id from cases join conversations using (conversation_id) where list_contains($hashes, user_hash)"
        " order by conversations.external_id, case_id",
        {"hashes": hashes},
    )
    return [row[0] for row in found.fetchall()]


def erase(settings, *options):
    os.environ["MONITOR_HOME"] = str(settings.home)
    try:
        return erase_main([*(options or ("--user", NAME)), "--reason", REASON, "--yes"])
    finally:
        del os.environ["MONITOR_HOME"]


def digest_of(settings):
    with open_snapshot(settings.published) as store:
        return content_digest(store)


def unpacked(path):
    """Everything that a file says: its bytes, and what is packed in them."""
    raw = path.read_bytes()
    yield raw
    if raw.startswith(b"\x1f\x8b"):
        yield gzip.decompress(raw)
    elif raw.startswith(b"\x28\xb5\x2f\xfd"):
        yield zstandard.ZstdDecompressor().stream_reader(io.BytesIO(raw)).read()
    elif raw.startswith(b"PAR1"):
        yield repr(pl.read_parquet(path).rows()).encode()
    elif path.suffix == ".duckdb":
        # DuckDB packs its columns: bytes alone would prove nothing.
        with open_snapshot(path) as store:
            yield repr(all_rows(store)).encode()


def all_rows(store):
    tables = store.execute("select table_name from duckdb_tables() where not internal and not temporary").fetchall()
    return {name: sorted(map(repr, store.execute(f"from {name}").fetchall())) for (name,) in sorted(tables)}


def find_traces(settings, *needles):
    files = [path for path in settings.home.rglob("*") if path.is_file()]
    found = {}
    for needle in needles:
        for path in files:
            if any(needle.lower() in said.lower() for said in unpacked(path)):
                found.setdefault(needle.decode(), []).append(str(path.relative_to(settings.home)))
    return found


def ids_of(settings):
    """The ids of their conversations."""
    with open_snapshot(settings.published) as store:
        found = store.execute(
            "select conversation_id from conversations where user_hash = $person",
            {"person": identify_person(NAME, key=KEY)},
        )
        return [row[0] for row in found.fetchall()]


OTHERS = {
    "conversations": (
        "select * exclude (sha256, file_offset, ingest_seq) from conversations where conversation_id not in $gone"
    ),
    "arrivals": "select conversation_id, ingest_seq from conversations where conversation_id not in $gone",
    "messages": "from messages where conversation_id not in $gone",
    "signals": "from signals where conversation_id not in $gone",
    "scans": "from scans where conversation_id not in $gone",
    "detections": "from detections where conversation_id not in $gone",
    "sightings": "select * exclude (sha256, file_offset) from sightings where reporter_hash <> $person",
    "embeddings": (
        "from embeddings where content_hash in (select content_hash from messages where conversation_id not in $gone)"
    ),
    "cases": (
        "select case_id, content_hash, failure, severity, run_id from cases where report_id is null"
        " and conversation_id not in $gone"
    ),
    "runs": "from runs",
    "run_counts": "from run_counts",
}


def others_rows(settings, gone):
    """Every row about others, less which landing copy tells it, and where in it."""
    person = identify_person(NAME, key=KEY)
    with open_snapshot(settings.published) as store:
        return {
            table: sorted(
                map(
                    repr,
                    store.execute(
                        query.replace("$gone", "(select unnest($gone::varchar[]))"),
                        {name: value for name, value in (("gone", gone), ("person", person)) if f"${name}" in query},
                    ).fetchall(),
                )
            )
            for table, query in OTHERS.items()
        }


def test_nothing_of_them_is_left_anywhere(home, capsys):
    person = identify_person(NAME, key=KEY)
    before = find_traces(home, MARKER.encode(), NAME.encode(), person.encode())
    assert set(before) == {MARKER, NAME, person}
    assert any(path.startswith("exports/") for path in before[MARKER])
    assert any(path.startswith("ledger.sqlite") for path in before[MARKER])
    assert erase(home) == OK
    assert find_traces(home, MARKER.encode(), NAME.encode()) == {}
    # The keyed tombstone, so that they are not loaded again.
    assert set(find_traces(home, person.encode())[person]) <= {"ledger.sqlite", "ledger.sqlite-wal"}


def test_others_are_untouched_to_the_last_byte(home):
    gone = ids_of(home)
    before = others_rows(home, gone)
    assert erase(home) == OK
    assert ids_of(home) == []
    assert others_rows(home, gone) == before
    assert verify(home).problems == []


def test_their_lines_go_and_those_of_others_stay(home):
    erase(home)
    with open_snapshot(home.published) as store:
        rejected = store.execute("select reason, raw from rejected order by file_offset").fetchall()
        landed = store.execute("select name, seen, inserted, known, rejected from landings order by all").fetchall()
    assert rejected == [
        ("not_json: Expecting value at character 41", b""),
        ("not_json: Expecting value at character 10", b'{"other": broken'),
    ]
    assert landed == [
        ("again.jsonl", 2, 1, 1, 0),
        ("batch_input.jsonl", 0, 0, 0, 0),
        ("batch_output.jsonl", 1, 1, 0, 0),
        ("chats.jsonl", 4, 2, 0, 2),
        ("packed.jsonl.zst", 1, 1, 0, 0),
        ("reports.jsonl", 1, 1, 0, 0),
        ("reports.jsonl", 1, 1, 0, 0),
        ("table.csv", 1, 1, 0, 0),
        ("table.parquet", 1, 1, 0, 0),
        ("zipped.jsonl.gz", 1, 1, 0, 0),
    ]


def test_a_report_that_others_told_too_stays_in_the_words_of_the_others(home):
    erase(home)
    cleo = identify_person("cleo", key=KEY)
    with open_snapshot(home.published) as store:
        kept = store.execute(
            "select reporter_hash, reports.channel from reports where text = $text", {"text": SHARED_REPORT}
        ).fetchall()
        assert kept == [(cleo, "second place")]
        assert (
            store.execute("select reporter_hash, channel from sightings where channel like '% place'").fetchall()
            == kept
        )
        assert "quomblewick" not in repr(store.execute("from clusters").fetchall())


def test_versions_that_held_them_are_recalled_and_issued_anew(home, capsys):
    with open_ledger(home.ledger) as ledger:
        old = read_versions(ledger)
    assert erase(home) == OK
    with open_ledger(home.ledger) as ledger:
        assert [(one.number, one.replaces, one.frozen_by) for one in read_versions(ledger)[2:]] == [
            (3, 1, "analyst"),
            (4, 2, "analyst"),
        ]
        with pytest.raises(DatasetError, match=r"core version 1 was recalled, .*: version 3 replaces it"):
            read_version(ledger, "core", 1)
        left = read_version(ledger, "core", 4)
        assert [one.example_id for one in left.examples] == ["EX-0002"]
        assert left.version.digest not in {one.digest for one in old}
        assert [(one.example_id, one.side) for one in read_tombstones(ledger)] == [
            ("EX-0001", "eval"),
            ("EX-0003", "train"),
        ]
        assert [one.example_id for one in read_examples(ledger)] == ["EX-0002"]
        with pytest.raises(DatasetError, match="EX-0001 was erased"):
            read_example(ledger, "EX-0001")
        assert verify_ledger(ledger).count > 0
    assert list(home.exports.iterdir()) == []
    said = capsys.readouterr().out
    assert "recalled: core version 1; version 3 replaces it" in said
    assert "recall from mia: core version 1 as inspect, taken" in said
    assert "UTC to download" in said


def test_what_comes_again_is_not_stored_again(home, logs):
    erase(home)
    before = digest_of(home)
    for night in NIGHTS:
        run_night(home, [logs / night.isoformat()], night=night)
    assert digest_of(home) == before
    assert find_traces(home, MARKER.encode(), NAME.encode()) == {}
    assert verify(home).problems == []


def test_a_new_file_of_theirs_is_loaded_without_them(home, tmp_path):
    erase(home)
    new = tmp_path / "new.jsonl"
    new.write_bytes(jsonl([chat("h-1", NAME, f"{MARKER} anew"), chat("h-2", "dora", "sqlite")]))
    night = run_night(home, [new], night=date(2026, 11, 3))
    assert night.counts["ingest"] == {
        "files": 1,
        "new_files": 1,
        "refused_files": 0,
        "seen": 1,
        "inserted": 1,
        "known": 0,
        "rejected": 0,
        "passed_over": 1,
    }
    assert find_traces(home, MARKER.encode(), NAME.encode()) == {}
    assert verify(home).problems == []


def test_a_rebuilt_warehouse_is_the_same_without_them(home):
    erase(home)
    gone, tables = [], ("conversations", "messages", "detections", "sightings", "cases")
    before = others_rows(home, gone)
    with open_snapshot(home.published) as store:
        landed = store.execute("select * exclude (landed_at) from landings order by all").fetchall()
    rebuild(home)
    after = others_rows(home, gone)
    assert {table: before[table] for table in tables} == {table: after[table] for table in tables}
    with open_snapshot(home.published) as store:
        kept = store.execute("select * exclude (landed_at) from landings where name not like 'refused%' order by all")
        assert kept.fetchall() == landed


def test_one_conversation_goes_by_the_id_in_its_log(home):
    assert erase(home, "--conversation", "a-2") == OK
    with open_snapshot(home.published) as store:
        kept = store.execute("select external_id from conversations order by all").fetchall()
    assert [one for (one,) in kept] == [
        "a-1",
        "a-3",
        "b-1",
        "b-2",
        "c-1",
        "c-2",
        "d-1",
        "d-2",
        "e-1",
        "e-2",
        "f-1",
        "r-1",
        "r-2",
    ]
    assert verify(home).problems == []
    # Once more is harmless.
    before = digest_of(home)
    assert erase(home, "--conversation", read_only_erased(home)) == OK
    assert digest_of(home) == before


def read_only_erased(settings):
    with open_ledger(settings.ledger) as ledger:
        (one,) = read_erased(ledger).conversations
    return one


def test_one_report_goes_with_everybody_who_told_it(home):
    with open_snapshot(home.published) as store:
        (report_id,) = store.execute(
            "select report_id from reports where text = $text", {"text": SHARED_REPORT}
        ).fetchone()
    assert erase(home, "--report", report_id) == OK
    assert find_traces(home, SHARED_REPORT.encode()) == {}
    with open_snapshot(home.published) as store:
        assert store.execute("select count(*) from sightings").fetchall() == [(2,)]
    assert verify(home).problems == []


@pytest.mark.parametrize(
    ("options", "reason", "said"),
    [
        (("--user", "nobody.here"), REASON, "no conversation or report is by"),
        (("--conversation", "a-99"), REASON, "there is no conversation"),
        (("--report", "a-99"), REASON, "there is no report"),
        (("--user", NAME), f"{NAME} asked", "leave out of it whom"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_changes(built, monkeypatch, capsys, options, reason, said):
    monkeypatch.setenv("MONITOR_HOME", str(built.home))
    before = digest_of(built)
    assert erase_main([*options, "--reason", reason, "--yes"]) == REFUSED
    assert said in capsys.readouterr().err
    assert digest_of(built) == before


def test_nobody_is_erased_without_being_asked_for(built, monkeypatch, capsys):
    monkeypatch.setenv("MONITOR_HOME", str(built.home))
    assert erase_main(["--reason", REASON]) == USAGE
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    assert erase_main(["--user", NAME, "--reason", REASON]) == REFUSED
    assert "conversations 6" in capsys.readouterr().out
    assert len(ids_of(built)) == 6


# Each with who completes it: the same command, or the next night.
KILLED_AT = {
    "scrub_ledger": True,
    "rewrite_copies": False,
    "delete_rows": True,
    "checkpoint": True,
    "remove_copy": False,
    "write_afresh": True,
    "publish": False,
    "remove_exports": True,
    "complete_erasures": False,
}
KILL = """
import os, signal, sys
from pipelines import erasure
from pipelines.erase import main
real = erasure.{step}
def dies(*args, **kwargs):
    real(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)
erasure.{step} = dies
main(["--user", {name!r}, "--reason", {reason!r}, "--yes"])
"""


@pytest.fixture(scope="module")
def calm(tmp_path_factory, built):
    """What an erasure leaves that nobody disturbed."""
    home = Settings(home=tmp_path_factory.mktemp("calm") / "home")
    shutil.copytree(built.home, home.home)
    assert erase(home) == OK
    return digest_of(home), all_versions(home)


def all_versions(settings):
    with open_ledger(settings.ledger) as ledger:
        return [(one.name, one.number, one.digest, one.replaces) for one in read_versions(ledger)]


@pytest.mark.parametrize(("step", "is_completed_by_the_night"), KILLED_AT.items())
def test_killed_after_any_step_it_is_completed(home, calm, step, is_completed_by_the_night):
    script = KILL.format(step=step, name=NAME, reason=REASON)
    killed = subprocess.run([sys.executable, "-c", script], env={"MONITOR_HOME": str(home.home)}, check=False)
    assert killed.returncode == -signal.SIGKILL
    if is_completed_by_the_night:
        run_night(home, [], night=date(2026, 11, 2))
    else:
        assert erase(home) == OK
    assert (digest_of(home), all_versions(home)) == calm
    assert find_traces(home, MARKER.encode(), NAME.encode()) == {}
    assert verify(home).problems == []
    with open_ledger(home.ledger) as ledger:
        assert read_pending(ledger) == ()


def test_while_a_killed_run_waits_the_next_one_completes_the_erasure(home, tmp_path):
    new, again = tmp_path / "new.jsonl", tmp_path / "again.jsonl"
    new.write_bytes(jsonl([chat("i-1", "dora", "sqlite")]))
    again.write_bytes(jsonl([chat("i-2", NAME, f"{MARKER} late")]))
    with open_job(home, night=date(2026, 11, 3)) as job:
        ingest(job, [new])
    assert erase(home) == OK
    with open_ledger(home.ledger) as ledger:
        assert read_pending(ledger) != ()
    # What the killed run had landed, but not yet read.
    with open_job(home) as job:
        destination = Destination(job.run.run_id, job.run.night, job.run.started_at)
        land([again], home.landing, destination=destination)
    run_night(home, [], night=date(2026, 11, 3))
    with open_ledger(home.ledger) as ledger:
        assert read_pending(ledger) == ()
    assert find_traces(home, MARKER.encode(), NAME.encode()) == {}
    assert verify(home).problems == []
