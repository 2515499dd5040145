import gzip
import json
from datetime import date, datetime

import pytest

from monitor.records import Rejected
from monitor.sources import (
    Destination,
    ReadOptions,
    find_changed_landings,
    find_format,
    land,
    read_deliveries,
    read_source,
)
from monitor.sources.native import read_header
from monitor.sources.rewriting import Kept, find_parts, names_inside, remove_copy, write_copy, write_empty

NIGHT = Destination("2026-11-01", date(2026, 11, 1), datetime(2026, 11, 1, 3))
OPTIONS = ReadOptions()


def chat(name, **more):
    turns = [{"role": "user", "content": f"Hé {name}\u2028"}, {"role": "assistant", "content": "Hello"}]
    return json.dumps({"id": name, "user": name, "messages": turns, **more}).encode() + b"\n"


@pytest.fixture
def copy(tmp_path):
    """A landing copy with two chats and a line that nobody can read."""
    source = tmp_path / "chats.jsonl.gz"
    source.write_bytes(gzip.compress(chat("anna") + b"{anna broken\n" + chat("ben", temperature=0.5)))
    (landed,) = land([source], tmp_path / "landing", destination=NIGHT)
    return landed.path


def without(name):
    def keep(part):
        is_theirs = isinstance(part, Rejected) or part.record.user == name
        return None if is_theirs and not isinstance(part, Rejected) else Kept(part, (str(part.offset),))

    return keep


def test_what_is_kept_reads_as_it_did(copy, tmp_path):
    before = [part.record for part in find_parts(copy, options=OPTIONS) if not isinstance(part, Rejected)]
    new = write_copy(copy, tmp_path / "landing", options=OPTIONS, keep=without("anna"))
    after = list(find_parts(new.path, options=OPTIONS))
    assert [part.record for part in after if not isinstance(part, Rejected)] == before[1:]
    assert [(part.reason, part.raw) for part in after if isinstance(part, Rejected)] == [
        ("not_json: Expecting property name enclosed in double quotes at character 1", b"")
    ]
    assert (new.records, len(new.rejected)) == (1, 1)
    assert b"anna" not in new.path.read_bytes()


def test_it_says_where_each_record_lay_and_lies(copy, tmp_path):
    old = [part.offset for part in find_parts(copy, options=OPTIONS)]
    new = write_copy(copy, tmp_path / "landing", options=OPTIONS, keep=without("anna"))
    there = {part.offset for part in find_parts(new.path, options=OPTIONS)}
    assert [one.old_offset for one in new.moves] == old[1:]
    assert {one.new_offset for one in new.moves} == there


def test_the_new_copy_knows_its_deliveries_and_its_format(copy, tmp_path):
    (before,) = [delivery for _, delivery in read_deliveries(tmp_path / "landing")]
    new = write_copy(copy, tmp_path / "landing", options=OPTIONS, keep=without("anna"))
    remove_copy(copy)
    assert [(landed.sha256, one) for landed, one in read_deliveries(tmp_path / "landing")] == [(new.sha256, before)]
    assert list(find_changed_landings(tmp_path / "landing", [new.sha256])) == []
    assert (read_header(new.path), find_format(new.path, options=OPTIONS)) == ("messages", "records")


def test_writing_twice_gives_the_same_bytes_and_one_after_another_too(copy, tmp_path):
    folder = tmp_path / "landing"
    first = write_copy(copy, folder, options=OPTIONS, keep=without("anna"))
    assert write_copy(copy, folder, options=OPTIONS, keep=without("anna")).sha256 == first.sha256
    assert write_copy(first.path, folder, options=OPTIONS, keep=without("nobody")).sha256 == first.sha256
    step = write_copy(copy, folder, options=OPTIONS, keep=without("nobody"))
    assert write_copy(step.path, folder, options=OPTIONS, keep=without("anna")).sha256 == first.sha256


def test_a_copy_of_which_nothing_is_left_is_still_one_of_ours(copy, tmp_path):
    new = write_copy(copy, tmp_path / "landing", options=OPTIONS, keep=lambda _part: None)
    assert list(find_parts(new.path, options=OPTIONS)) == []
    assert len(list(read_source(new.path, options=OPTIONS))) == 1
    assert write_empty(copy, tmp_path / "landing").records == 0


def test_a_removed_copy_was_overwritten_before(copy):
    held = copy.open("rb")
    remove_copy(copy)
    with held:
        assert set(held.read()) == {0}
    assert not copy.exists()
    remove_copy(copy)


def test_names_are_found_in_what_nobody_can_read(tmp_path):
    path = tmp_path / "cut.gz"
    path.write_bytes(gzip.compress(b"x" * 3_000_000 + b"anna" + b"y" * 10)[:-9])
    assert names_inside(path, [b"anna"])
    assert not names_inside(path, [b"ben"])
    assert not names_inside(path, [])
