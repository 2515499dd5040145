import errno
import os
import threading

import pytest

from monitor.errors import DiskError, ExportError
from monitor.exports import WRITERS, export_dataset, find_damage, placing
from monitor.taxonomy import Expected, Side


@pytest.fixture
def curated(example, frozen):
    return frozen(*(example(side, side, expected=Expected.MUST_REFUSE) for side in Side))


def test_what_a_killed_export_left_is_removed_by_the_next(tmp_path, curated):
    (tmp_path / ".core-v1-openai-0123456789abcdef" / "data").mkdir(parents=True)
    (tmp_path / ".core-latest-openai-0123456789abcdef").write_text("half")
    (tmp_path / ".somebody's-own").mkdir()
    export_dataset(curated, format="openai", folder=tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [".somebody's-own", "core-latest-openai", "core-v1-openai"]


@pytest.mark.parametrize("format", WRITERS)
def test_a_disk_that_fails_leaves_nothing_of_any_format(tmp_path, curated, format, monkeypatch):
    def fail(_descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(DiskError, match=rf"core-v1-{format}: No space left on device; [\d,]+ bytes needed"):
        export_dataset(curated, format=format, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_drive_that_locks_no_folder_is_written_all_the_same(tmp_path, curated, monkeypatch):
    def refuse(_descriptor, _operation):
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))

    monkeypatch.setattr(placing.fcntl, "flock", refuse)
    leftover = tmp_path / ".core-v1-openai-0123456789abcdef"
    leftover.mkdir()
    folder = export_dataset(curated, format="csv", folder=tmp_path).folder
    assert find_damage(folder) == ()
    # It may be somebody's who is at work.
    assert leftover.exists()


def test_every_format_exported_at_once_is_whole(tmp_path, curated):
    threads = [
        threading.Thread(target=export_dataset, args=(curated,), kwargs={"format": format, "folder": tmp_path})
        for format in WRITERS
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for format in WRITERS:
        assert find_damage(tmp_path / f"core-v1-{format}") == ()
        assert (tmp_path / f"core-latest-{format}").read_text() == f"core-v1-{format}\n"


@pytest.mark.parametrize("format", WRITERS)
def test_an_edited_export_is_refused_by_the_name_of_the_file(tmp_path, curated, format):
    folder = export_dataset(curated, format=format, folder=tmp_path).folder
    edited = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json")[0]
    edited.write_bytes(edited.read_bytes() + b" ")
    with pytest.raises(ExportError, match=rf"different export \({edited.relative_to(folder).as_posix()}\)"):
        export_dataset(curated, format=format, folder=tmp_path)
