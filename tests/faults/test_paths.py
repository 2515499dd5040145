"""Only regular files below the folders that are named are read; all else is named, and nothing hangs."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.errors import SourceError
from monitor.records import Rejected
from monitor.sources import ReadOptions, find_files, find_strays, read_source
from pipelines.ingest import ingest
from pipelines.job import open_job
from tests.faults.nights import make_home

LINE = json.dumps({"messages": [{"role": "user", "content": "Hello?"}]}).encode() + b"\n"
MOST_SECONDS = 60


@pytest.fixture
def logs(tmp_path):
    folder = tmp_path / "logs"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "log.jsonl").write_bytes(LINE)
    return folder


def bind(path):
    # The name of a socket may have about a hundred bytes, which a temporary folder uses up.
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(here)


STRAYS = {
    "a pipe": (os.mkfifo, "not_regular: a pipe"),
    "a socket": (bind, "not_regular: a socket"),
    "a link to a device": (lambda path: path.symlink_to("/dev/zero"), "not_regular: a link to elsewhere"),
    "a link to a file elsewhere": (lambda path: path.symlink_to("/etc/passwd"), "not_regular: a link to elsewhere"),
    "a link to a folder elsewhere": (lambda path: path.symlink_to("/etc"), "not_regular: a link to elsewhere"),
    "a link out of the folder": (lambda path: path.symlink_to("../../secret"), "not_regular: a link to elsewhere"),
    "a link to nothing": (lambda path: path.symlink_to("gone"), "not_regular: a link to elsewhere"),
    "a link to itself": (lambda path: path.symlink_to(path.name), "not_regular: a link to elsewhere"),
}


@pytest.mark.parametrize(("make", "reason"), STRAYS.values(), ids=STRAYS)
def test_what_is_no_regular_file_is_named_and_the_others_are_read(logs, tmp_path, make, reason):
    (tmp_path / "secret").write_bytes(LINE)
    make(logs / "stray")
    assert find_files([logs]) == [logs / "inner" / "log.jsonl"]
    (stray,) = find_strays([logs])
    assert stray.path == logs / "stray"
    assert stray.reason.startswith(reason)
    with open_job(make_home(tmp_path / "home")) as job:
        counts = ingest(job, [logs])
        assert (counts["files"], counts["inserted"]) == (1, 1)
        assert [note.subject for note in job.problems] == ["stray"]


@pytest.mark.parametrize("make", [os.mkfifo, bind, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_regular_file_is_refused_when_it_is_named(logs, make):
    make(logs / "stray")
    with pytest.raises(SourceError, match=r"stray is a (pipe|socket|device); only regular files are read"):
        find_files([logs / "stray"])


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null", "/dev/stdin"])
def test_devices_are_refused(path):
    with pytest.raises(SourceError, match=r"only regular files are read|does not exist"):
        find_files([Path(path)])


@pytest.mark.parametrize("address", ["https://example.org/log.jsonl", "s3://bucket/log", "file:///etc/passwd"])
def test_addresses_are_refused_and_nothing_is_fetched(address):
    with pytest.raises(SourceError, match="is an address: nothing is fetched"):
        find_files([Path(address)])


@pytest.mark.parametrize("name", ["gone", "log\0.jsonl", "x" * 300, "inner/log.jsonl/below"])
def test_names_that_no_file_can_have_are_refused(logs, name):
    with pytest.raises(SourceError, match="does not exist"):
        find_files([logs / name])


def test_a_link_within_the_folder_does_not_double_a_file(logs):
    (logs / "link").symlink_to("inner/log.jsonl")
    (logs / "link to folder").symlink_to("inner")
    (logs / "link to itself").symlink_to(".")
    assert find_files([logs]) == [logs / "inner" / "log.jsonl"]
    assert find_strays([logs]) == []


def test_one_file_under_many_names_is_read_once(logs):
    (logs.parent / "link").symlink_to(logs)
    spellings = [logs / "inner/../inner/log.jsonl", logs, logs.parent / "link" / "inner", logs / "inner/log.jsonl"]
    assert len(find_files(spellings)) == 1


def test_a_link_that_is_named_is_followed(logs, tmp_path):
    (tmp_path / "today").symlink_to(logs / "inner" / "log.jsonl")
    assert find_files([tmp_path / "today"]) == [tmp_path / "today"]


NAMES = [
    b"two\nlines",
    b"bell\x07\x1b[2J",
    b"not utf-8 \xff\xfe",
    "\u202egpj.nl\u200b".encode(),
    b"--help",
    b" ",
    b"*?[",
]


@pytest.mark.parametrize("content", [LINE, b"just words\n"], ids=["read", "refused"])
@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_file_is_read_or_refused_whatever_its_name(tmp_path, name, content):
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / os.fsdecode(name)).write_bytes(content)
    with open_job(make_home(tmp_path / "home")) as job:
        counts = ingest(job, [folder])
        assert (counts["files"], counts["inserted"]) == (1, int(content == LINE))
        assert len(job.problems) == int(content != LINE)


LOOK = """
import json, os, sys
from pathlib import Path
from monitor.sources import find_files, find_strays
os.chdir(sys.argv[1])
if os.getuid() == 0:
    os.setuid(65_534)
folder = [Path()]
print(json.dumps([[one.name for one in find_files(folder)], [(s.path.name, s.reason) for s in find_strays(folder)]]))
"""


def test_files_and_folders_that_may_not_be_read_are_named(logs):
    (logs / "locked.jsonl").write_bytes(LINE)
    (logs / "locked.jsonl").chmod(0)
    (logs / "shut").mkdir(mode=0)
    # Only a program that has no rights of its own can be locked out.
    command = [sys.executable, "-c", LOOK, str(logs)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=MOST_SECONDS, check=False)
    assert ended.returncode == 0, ended.stderr
    files, strays = json.loads(ended.stdout)
    assert files == ["log.jsonl"]
    assert strays == [
        ["locked.jsonl", "not_regular: nobody gave us the right to read it"],
        ["shut", "not_regular: Permission denied"],
    ]


def read(path, content, **options):
    path.write_bytes(content)
    return list(read_source(path, options=ReadOptions(**options)))


def test_a_line_exactly_at_the_limit_is_read_and_one_byte_more_is_not(tmp_path):
    line = LINE.rstrip(b"\n")
    for ending in (b"\n", b"\r\n", b""):
        whole = line + ending
        (fits,) = read(tmp_path / "log", whole, max_line_bytes=len(whole))
        assert not isinstance(fits, Rejected)
        longer = line + b"  " + ending
        good, bad = read(tmp_path / "log", whole.rstrip() + b"\n" + longer, max_line_bytes=len(longer) - 1)
        assert bad.reason == f"line_too_long: {len(longer)} bytes, at most {len(longer) - 1} are read"
        assert good.line == 1


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "empty_file: there is nothing in it"),
        (b"\xef\xbb\xbf", "empty_file: there is nothing in it"),
        (b"\n" * 10_000, "empty_file: there is nothing in it"),
        (b"\xef\xbb\xbf \r\n\t\n", "empty_file: there is nothing in it"),
        (b"prompt,response\n", []),
        (b"prompt,response", []),
        (b"\xef\xbb\xbfprompt,response\r\n", []),
        (b"[]", "JSON array of unknown format"),
        (b"[\n]\n", "JSON array of unknown format"),
    ],
)
def test_files_with_nothing_in_them_are_refused_or_empty_logs(tmp_path, content, found):
    if isinstance(found, list):
        assert read(tmp_path / "log", content) == found
    else:
        with pytest.raises(SourceError, match=found):
            read(tmp_path / "log", content)


def test_any_number_of_blank_lines_hides_no_log(tmp_path):
    marked, parted = b"\xef\xbb\xbf" + b" \n" * 5_000 + LINE, LINE + b"\r\n" * 300 + LINE
    for content in (b"\n" * 9_999 + LINE, marked, b"\n" * 300 + parted):
        found = read(tmp_path / "log", content)
        assert len(found) == content.count(LINE)
        assert content[found[0].offset :].startswith(LINE)
