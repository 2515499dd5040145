import errno
import hashlib
import os
from pathlib import Path

import pytest

from monitor.errors import SourceError
from monitor.sources import find_files, land
from monitor.sources import landing as landing_module


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
    assert len(files_in(tmp_path / "landing")) == 1


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
    with pytest.raises(SourceError, match=r"no space in .*landing for .*delivered: 7 bytes are needed"):
        land(write(b"content"), tmp_path / "landing")
    assert files_in(tmp_path / "landing") == []


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
