"""Bad lines among good ones: exactly the good are stored, and each bad one is kept with its place and the reason."""

import json

import pytest

from monitor.records import Rejected
from monitor.sources import ReadOptions, read_source
from monitor.sources.reasons import CODES
from monitor.sources.rows import RAW_KEPT
from pipelines.ingest import ingest
from pipelines.job import open_job
from tests.faults.loads import rejected
from tests.faults.malformed import KINDS, chat, good_line, malformed
from tests.faults.nights import make_home

LINES, BAD = 5_000, 5 * len(KINDS)
SELECT_IDS = "select external_id from conversations"


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    path = tmp_path_factory.mktemp("malformed") / "log"
    lines = list(malformed(LINES, BAD))
    path.write_bytes(b"".join(line + b"\n" for line, _ in lines))
    return path, lines


def test_there_are_at_least_forty_kinds_and_each_is_bad_in_its_own_way():
    assert len(KINDS) >= 40
    assert len({line(1) for line, _ in KINDS.values()}) == len(KINDS)


def test_each_bad_line_is_kept_with_its_bytes_at_its_place(log):
    path, lines = log
    content = path.read_bytes()
    found = {one.line: one for one in read_source(path, options=ReadOptions()) if isinstance(one, Rejected)}
    assert list(found) == [number for number, (_, reason) in enumerate(lines, start=1) if reason]
    for number, one in found.items():
        line, _ = lines[number - 1]
        assert content[one.offset :].startswith(line + b"\n")
        assert one.raw == line[:RAW_KEPT]


def test_exactly_the_good_lines_are_stored_and_every_reason_begins_with_a_known_code(log, tmp_path):
    path, lines = log
    settings = make_home(tmp_path / "home")
    with open_job(settings) as job:
        counts = ingest(job, [path])
        stored = {external_id for (external_id,) in job.store.execute(SELECT_IDS).fetchall()}
        kept = rejected(job)
    assert stored == {f"c{number}" for number, (_, reason) in enumerate(lines) if reason is None}
    assert (counts["seen"], counts["inserted"], counts["rejected"]) == (LINES, len(stored), LINES - len(stored))
    landed = next(one for one in settings.landing.glob("??/*") if not one.suffix).read_bytes()
    for number, offset, reason, _ in kept:
        line, begins = lines[number - 1]
        assert reason.startswith(begins or "no reason")
        assert reason.partition(":")[0] in CODES
        assert landed[offset:].startswith(line + b"\n")
    assert len(kept) == BAD


@pytest.mark.parametrize(("line", "reason"), KINDS.values(), ids=KINDS)
def test_a_bad_element_of_an_array_refuses_the_array_or_is_rejected_alone(read_array, line, reason):
    good, bad = json.dumps(chat(1)).encode(), line(2)
    told = read_array(b"[" + good + b",\n" + bad + b",\n" + good_line(3) + b"]")
    # What stands between two commas of an array may be three elements.
    assert told == ["refused"] or (told[0], told[-1]) == ("good", "good")
    assert set(told) - {"good"} <= {"refused", "not_an_object", reason.partition(":")[0]}
    assert set(told) != {"good"}


@pytest.fixture
def read_array(tmp_path):
    from monitor.errors import SourceError
    from monitor.sources import with_code

    def read(content):
        (tmp_path / "log").write_bytes(content)
        try:
            found = list(read_source(tmp_path / "log", options=ReadOptions()))
        except SourceError:
            return ["refused"]
        codes = (with_code(one.reason).partition(":")[0] if isinstance(one, Rejected) else "good" for one in found)
        return list(codes)

    return read
