"""The same records in other files, other orders and other packing change nothing."""

import gzip
import json
import random

import pytest

from monitor.warehouse.runs import finish_run
from pipelines.ingest import ingest
from pipelines.job import open_job, utc_now
from tests.faults.loads import content, loaded
from tests.faults.nights import make_home
from tests.faults.packing import pack_zstd

ASKED = "Where is my parcel?"


def line(number, **around):
    turns = [{"role": "user", "content": f"{ASKED} {number}"}, {"role": "assistant", "content": "On its way."}]
    return json.dumps({"id": f"c{number}", "created_at": f"2026-11-01T08:{number:02}:00Z", "messages": turns, **around})


LINES = [
    *(line(number, rating=number % 5, language="en") for number in range(20)),
    *(json.dumps({"channel": "web", "text": f"Your bot told me a lie about my parcel, number {n}."}) for n in range(5)),
]
CHATS, REPORTS = LINES[:20], LINES[20:]


def write(folder, **files):
    folder.mkdir(exist_ok=True)
    for name, held in files.items():
        (folder / name).write_bytes(held if isinstance(held, bytes) else "".join(f"{one}\n" for one in held).encode())
    return [folder]


def shuffled(lines):
    return random.Random(4).sample(lines, len(lines))


DELIVERIES = {
    "renamed": {"other name.txt": CHATS, "reports": REPORTS},
    "gzip": {"chats.gz": gzip.compress("\n".join(CHATS).encode()), "reports": REPORTS},
    "zstd": {"chats.zst": pack_zstd("\n".join(CHATS).encode()), "reports": REPORTS},
    "an array": {"chats.json": f"[{','.join(CHATS)}]".encode(), "reports": REPORTS},
    "split": {"1": CHATS[:7], "2": CHATS[7:8], "3": CHATS[8:], "reports 1": REPORTS[:2], "reports 2": REPORTS[2:]},
    "merged with itself": {"chats": CHATS + CHATS, "reports": REPORTS + REPORTS},
    "shuffled": {"chats": shuffled(CHATS), "reports": shuffled(REPORTS)},
    "overlapping": {"1": CHATS[:12], "2": CHATS[8:], "reports 1": REPORTS[:3], "reports 2": REPORTS[1:]},
    "with CRLF": {"chats": "\r\n".join(CHATS).encode(), "reports": "\r\n".join(REPORTS).encode()},
}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    return loaded(folder / "home", write(folder / "delivery", chats=CHATS, reports=REPORTS))


@pytest.mark.parametrize("files", DELIVERIES.values(), ids=DELIVERIES)
def test_the_same_records_in_other_files_give_the_same_tables(undisturbed, tmp_path, files):
    assert loaded(tmp_path / "home", write(tmp_path / "delivery", **files)) == undisturbed


@pytest.mark.parametrize("files", DELIVERIES.values(), ids=DELIVERIES)
def test_what_comes_again_is_counted_as_already_known_and_changes_nothing(undisturbed, tmp_path, files):
    settings = make_home(tmp_path / "home")
    with open_job(settings) as job:
        ingest(job, write(tmp_path / "first", chats=CHATS, reports=REPORTS))
        finish_run(job.store, job.run, {}, at=utc_now())
    with open_job(settings) as job:
        counts = ingest(job, write(tmp_path / "again", **files))
        assert content(job) == undisturbed
    assert (counts["inserted"], counts["rejected"]) == (0, 0)
    assert counts["known"] == counts["seen"] >= len(LINES)


TOLD = {
    "plain": [line(1)],
    "with a language": [line(1, language="en")],
    "with another language": [line(1, language="fr")],
    "with more around": [line(1, language="en", region="eu")],
    "with a rating": [line(1, rating=5)],
    "with a worse rating": [line(1, rating=1)],
    "as an evaluation": [
        json.dumps(
            {
                "monitor_record": "conversation",
                "format": "promptfoo",
                "origin": "evaluation",
                "external_id": "c1",
                "started_at": "2026-11-01T08:01:00",
                "messages": [
                    {"role": "user", "text": f"{ASKED} 1"},
                    {"role": "assistant", "text": "On its way."},
                ],
            }
        )
    ],
}


def test_one_conversation_told_in_many_ways_is_the_same_in_whatever_order_they_come(tmp_path):
    for name, lines in TOLD.items():
        write(tmp_path / "files", **{name: lines})
    paths = sorted((tmp_path / "files").iterdir())
    found = []
    for seed in range(6):
        order = random.Random(seed).sample(paths, len(paths))
        found.append(loaded(tmp_path / f"home {seed}", *([path] for path in order)))
    together = loaded(
        tmp_path / "together", write(tmp_path / "one", log=[one for lines in TOLD.values() for one in lines])
    )
    assert len(found[0]["conversations"]) == 1
    assert all(one == found[0] for one in found)
    assert together == found[0]


def test_a_repeated_line_is_already_known(tmp_path):
    with open_job(make_home(tmp_path / "home")) as job:
        counts = ingest(job, write(tmp_path / "delivery", log=[CHATS[0]] * 3))
    assert (counts["seen"], counts["inserted"], counts["known"]) == (3, 1, 2)
