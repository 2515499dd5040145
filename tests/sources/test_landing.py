import errno
import hashlib
import os
import re
import stat
from datetime import date, datetime
from pathlib import Path

import pytest

from monitor.errors import DiskError, SourceError
from monitor.sources import Destination, find_changed_landings, find_files, read_deliveries
from monitor.sources import land as land_files
from monitor.sources import landing as landing_module

FIRST = Destination("2026-11-01", date(2026, 11, 1), datetime(2026, 11, 2, 3))
SECOND = Destination("2026-11-02", date(2026, 11, 2), datetime(2026, 11, 3, 3))


def land(path, folder, destination=FIRST):
    (landed,) = land_files([path], folder, destination=destination)
    return landed


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_file_lies_under_the_hash_of_its_content(write, tmp_path):
    landed = land(write(b"content", name="log.gz"), tmp_path / "landing")
    sha256 = hashlib.sha256(b"content").hexdigest()
    assert (landed.sha256, landed.name, landed.bytes) == (sha256, "log.gz", 7)
    assert landed.path == tmp_path / "landing" / sha256[:2] / sha256[2:]
    assert landed.path.read_bytes() == b"content"


def test_landing_twice_keeps_the_copy_that_is_there(write, tmp_path):
    first = land(write(b"content"), tmp_path / "landing")
    before = first.path.stat()
    assert land(write(b"content", name="other"), tmp_path / "landing").path == first.path
    assert (first.path.stat().st_ino, first.path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert len(files_in(tmp_path / "landing")) == len(("copy", "sidecar"))


def test_a_damaged_copy_is_replaced(write, tmp_path):
    landed = land(write(b"content"), tmp_path / "landing")
    landed.path.write_bytes(b"c0ntent")
    land(write(b"content"), tmp_path / "landing")
    assert landed.path.read_bytes() == b"content"


def test_a_file_that_grows_while_it_is_copied_is_refused(write, tmp_path, monkeypatch):
    path = write(b"content")
    monkeypatch.setattr(landing_module, "PIECE", 1)
    true_fstat = os.fstat

    def fstat_then_grow(descriptor):
        status = true_fstat(descriptor)
        with path.open("ab") as file:
            file.write(b" and more")
        return status

    monkeypatch.setattr(os, "fstat", fstat_then_grow)
    with pytest.raises(SourceError, match="changed while it was copied"):
        land(path, tmp_path / "landing")
    assert files_in(tmp_path / "landing") == []


def test_a_file_that_is_replaced_while_it_is_copied_is_refused(write, tmp_path, monkeypatch):
    path = write(b"content")
    true_fstat = os.fstat

    def fstat_then_replace(descriptor):
        write(b"CONTENT", name="new").replace(path)
        return true_fstat(descriptor)

    monkeypatch.setattr(os, "fstat", fstat_then_replace)
    with pytest.raises(SourceError, match="changed while it was copied"):
        land(path, tmp_path / "landing")


def test_a_full_disk_is_named_with_the_bytes_needed(write, tmp_path, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskError, match=r"cannot write .*landing: No space left on device; 7 bytes needed"):
        land(write(b"content"), tmp_path / "landing")
    assert files_in(tmp_path / "landing") == []


def test_a_sidecar_says_where_a_copy_came_from_and_into_which_runs(write, tmp_path):
    folder = tmp_path / "landing"
    for name, destination in (("log", FIRST), ("log", FIRST), ("again", FIRST), ("log", SECOND)):
        landed = land(write(b"content", name=name), folder, destination)
    found = [(one.name, one.origin, delivery.run_id, delivery.night) for one, delivery in read_deliveries(folder)]
    assert found == [
        ("log", tmp_path / "log", "2026-11-01", date(2026, 11, 1)),
        ("again", tmp_path / "again", "2026-11-01", date(2026, 11, 1)),
        ("log", tmp_path / "log", "2026-11-02", date(2026, 11, 2)),
    ]
    assert list(find_changed_landings(folder, [landed.sha256])) == []


def test_only_the_owner_may_look_at_raw_logs(write, tmp_path):
    land(write(b"content"), tmp_path / "landing")
    inside = list((tmp_path / "landing").rglob("*"))
    assert stat.S_IMODE((tmp_path / "landing").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in inside if path.is_dir()} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in inside if path.is_file()} == {0o600}


def test_what_a_killed_landing_left_is_removed_by_the_next(write, tmp_path):
    folder = tmp_path / "landing"
    land(write(b"content"), folder)
    (folder / ".landing-abc").write_bytes(b"half a log")
    land(write(b"content"), folder)
    assert not (folder / ".landing-abc").exists()


@pytest.mark.parametrize(
    ("harm", "complaint"),
    [
        (lambda copy: copy.unlink(), "landing copy .* is missing"),
        (lambda copy: copy.write_bytes(b"c0ntent"), "landing copy .* was changed"),
        (lambda copy: copy.chmod(0o644), "landing copy .* can be read by others"),
        (lambda copy: sidecar_of(copy).unlink(), "has no sidecar"),
        (lambda copy: sidecar_of(copy).write_bytes(b"{"), r"\.json is damaged"),
        (lambda copy: sidecar_of(copy).write_bytes(b"[]"), r"\.json is damaged"),
        (lambda copy: replace_in(sidecar_of(copy), b"2026-11-01", b"2026-11-02"), "seal is broken"),
        (lambda copy: replace_in(sidecar_of(copy), b'"bytes": 7', b'"bytes": 8'), "seal is broken"),
    ],
)
def test_a_harmed_copy_or_sidecar_is_found_whoever_asks(write, tmp_path, harm, complaint):
    landed = land(write(b"content"), tmp_path / "landing")
    harm(landed.path)
    for asked in ([], [landed.sha256]):
        (found,) = find_changed_landings(tmp_path / "landing", asked)
        assert re.search(complaint, found)


def sidecar_of(copy):
    return copy.with_name(copy.name + ".json")


def replace_in(path, old, new):
    path.write_bytes(path.read_bytes().replace(old, new))


def test_a_copy_without_its_sidecar_is_still_a_delivery(write, tmp_path):
    landed = land(write(b"content"), tmp_path / "landing")
    sidecar_of(landed.path).unlink()
    ((found, delivery),) = read_deliveries(tmp_path / "landing")
    assert (found.sha256, found.bytes, delivery) == (landed.sha256, 7, None)


def test_a_missing_file_is_refused_by_name(tmp_path):
    with pytest.raises(SourceError, match=r"gone cannot be copied"):
        land(tmp_path / "gone", tmp_path / "landing")


def test_files_below_folders_are_found_without_what_describes_them(tmp_path):
    for name in ("b/2.jsonl", "a/1.csv", "README.txt", "notes.md", "truth.json", ".hidden", ".git/x", "b/truth_2.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert find_files([tmp_path]) == [tmp_path / "a/1.csv", tmp_path / "b/2.jsonl"]
    assert find_files([tmp_path / "a/1.csv", tmp_path]) == [tmp_path / "a/1.csv", tmp_path / "b/2.jsonl"]
    assert find_files([tmp_path / "truth.json"]) == [tmp_path / "truth.json"]


def test_a_path_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(SourceError, match="does not exist"):
        find_files([tmp_path / "gone"])
