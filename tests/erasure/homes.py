"""A home that somebody is to be erased from: what they left in it, what others did, and how each is found."""

import gzip
import io
import json
import os
from datetime import date

import polars as pl
import zstandard

from monitor.datasets import (
    DOWNLOAD,
    Release,
    freeze,
    promote,
    read_version,
    record_export,
)
from monitor.exports import export_dataset
from monitor.ledger import open_ledger
from monitor.records import Actor, ExampleDraft, Message
from monitor.redaction import identify_person
from monitor.taxonomy import Expected, Permission, Role, Side
from monitor.triage import CaseRef, add_note
from monitor.warehouse.cases import read_case
from monitor.warehouse.connection import open_snapshot
from pipelines.erase import main as erase_main

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
