"""Small files that would fill memory or take forever, each by name, with the code word it must be answered with."""

import gzip
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow
import pyarrow.parquet

MOST_SECONDS, MOST_MEGABYTES = 10, 600
GOOD = json.dumps({"messages": [{"role": "user", "content": "Hello?"}, {"role": "assistant", "content": "Hi."}]})
GOOD_LINE = f"{GOOD}\n".encode()
READ = "read"

# Memory is that of the program itself: what the parent had when it forked does not count.
READ_AND_MEASURE = """
import json, sys, time
from collections import Counter
from pathlib import Path
from monitor.errors import MonitorError
from monitor.records import Rejected
from monitor.sources import ReadOptions, read_source, with_code
begun, found = time.process_time(), Counter()
try:
    for one in read_source(Path(sys.argv[1]), options=ReadOptions()):
        found[with_code(one.reason).partition(":")[0] if isinstance(one, Rejected) else "read"] += 1
except MonitorError as error:
    found[str(error)] += 1
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(json.dumps([time.process_time() - begun, int(status["VmHWM"].split()[0]) / 1024, found]))
"""


@dataclass(frozen=True, slots=True)
class Burst:
    """What reading a bomb took, in seconds of the processor and megabytes, and what was found in it."""

    seconds: float
    megabytes: float
    found: dict[str, int]

    def says(self, code: str) -> bool:
        """Whether a part, or the whole file, was answered with a code word."""
        return any(one == code or f"{code}:" in one for one in self.found)


def read_bomb(path: Path, *, timeout: float = 120) -> Burst:
    """Read a file in a program of its own."""
    command = [sys.executable, "-c", READ_AND_MEASURE, str(path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=True)
    return Burst(*json.loads(ended.stdout))


def gzipped(*pieces: tuple[bytes, int]) -> Callable[[], bytes]:
    """Return how to pack pieces, each repeated so many times."""

    def pack() -> bytes:
        file = io.BytesIO()
        with gzip.open(file, "wb", compresslevel=9) as packed:
            for piece, times in pieces:
                for _ in range(times):
                    packed.write(piece)
        return file.getvalue()

    return pack


def long_line(megabytes: int) -> tuple[tuple[bytes, int], ...]:
    opening = b'{"messages": [{"role": "user", "content": "'
    return (GOOD_LINE, 1), (opening, 1), (b"x" * 1_000_000, megabytes), (b'"}]}\n', 1), (GOOD_LINE, 1)


def extra(value: str) -> bytes:
    return GOOD_LINE + f'{GOOD[:-1]}, "more": {value}}}\n'.encode()


def turns(count: int) -> bytes:
    return GOOD_LINE + json.dumps({"messages": [{"role": "user", "content": "x"}] * count}).encode()


def table(rows: int) -> bytes:
    header = b"conversation_id,turn,role,text\n"
    return header + b"".join(b"c,%d,user,hello\n" % number for number in range(rows))


def zip_in_zip() -> bytes:
    names = [f"{number}.zip" for number in range(16)]
    content = bytes(50_000_000)
    for members in (["log"], names):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in members:
                archive.writestr(name, content)
        content = file.getvalue()
    return content


def parquet(text: str, rows: int) -> bytes:
    """Return a table whose every row points to the same text, which the file holds once."""
    places = pyarrow.array([0] * rows, pyarrow.int32())
    columns = [pyarrow.DictionaryArray.from_arrays(places, pyarrow.array([one])) for one in ("Hello?", text)]
    file = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns, names=["prompt", "response"]), file, store_schema=False)
    return file.getvalue()


def parquet_of_lists(text: str, turns_each: int) -> bytes:
    """Return a table whose every message points to the same text, which the file holds once."""
    file = io.BytesIO()
    places = pyarrow.array([0] * turns_each, pyarrow.int32())
    texts = [pyarrow.DictionaryArray.from_arrays(places, pyarrow.array([one])) for one in ("user", text)]
    messages = pyarrow.StructArray.from_arrays(texts, ["role", "content"])
    chats = pyarrow.ListArray.from_arrays(pyarrow.array([0, turns_each], pyarrow.int32()), messages)
    pyarrow.parquet.write_table(pyarrow.table({"messages": chats}), file, store_schema=False)
    return file.getvalue()


# How each is made, and the code word that must be said of it, or of a part of it.
BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a line of 300 MB in 291 KB of gzip": (gzipped(*long_line(300)), "unpacks_to_too_much"),
    "a line of 250 MB in 243 KB of gzip": (gzipped(*long_line(250)), "line_too_long"),
    "a gigabyte of zeros in a megabyte of gzip": (gzipped((bytes(1_000_000), 1_000)), "unpacks_to_too_much"),
    "200 MB of zeros in gzip": (gzipped((bytes(1_000_000), 200)), "unknown_format"),
    "a million blank lines": (lambda: b"\n" * 1_000_000, "empty_file"),
    "a million blank lines between two chats": (lambda: GOOD_LINE + b"\n" * 1_000_000 + GOOD_LINE, READ),
    "a million blank lines before a chat": (lambda: b"\n" * 1_000_000 + GOOD_LINE, READ),
    "a line nested 10^5 deep": (lambda: extra("[" * 100_000 + "]" * 100_000), "too_deep"),
    "a line of objects nested 10^5 deep": (lambda: extra('{"a":' * 100_000 + "1" + "}" * 100_000), "too_deep"),
    "an array nested 10^5 deep": (lambda: b"[" + GOOD_LINE + b"," + b"[" * 100_000 + b"]" * 100_000 + b"]", "too_deep"),
    "an array that opens 10^5 times": (lambda: b"[" * 100_000, "damaged"),
    "an object over lines nested 10^5 deep": (lambda: b'{\n"a":' * 100_000, "too_deep"),
    "YAML nested 10^5 deep": (lambda: b"id: AML\nname: " + b"[" * 100_000, "too_deep"),
    "YAML blocks nested 1,300 deep": (
        lambda: b"id: AML\n" + b"".join(b" " * n + b"k:\n" for n in range(1_300)),
        "too_deep",
    ),
    "a CSV quote that is never closed": (lambda: b'prompt,response\na,"' + b"words\n" * 2_000_000, "line_too_long"),
    "five million quotes in CSV": (lambda: b"prompt,response\n" + b'"' * 5_000_000 + b"\n", "not_csv"),
    "a million turns on one line": (lambda: turns(1_000_000), "line_too_long"),
    "200,000 turns on one line": (lambda: turns(200_000), "too_many_messages"),
    "a million turns in a table": (lambda: table(1_000_000), "too_many_parts"),
    "a message of 50 MB": (lambda: GOOD_LINE + GOOD.replace("Hello", "x" * 50_000_000).encode(), "line_too_long"),
    "a mail of 50 MB": (lambda: b"From: a\nSubject: b\n\n" + b"words\n" * 8_000_000, "line_too_long"),
    "ZIP archives in a ZIP archive": (zip_in_zip, "packed_otherwise"),
    "an object of 10^6 keys": (
        lambda: json.dumps({**json.loads(GOOD), **dict.fromkeys(map(str, range(1_000_000)), 1)}).encode(),
        "line_too_long",
    ),
    "an object of 500,000 keys": (
        lambda: json.dumps({**json.loads(GOOD), **dict.fromkeys(map(str, range(500_000)), 1)}).encode(),
        READ,
    ),
    "2.6 million lists": (lambda: extra(f"[{'[],' * 2_600_000}[]]"), "too_many_values"),
    "2.6 million objects for messages": (
        lambda: GOOD_LINE + b'{"messages":[' + b"{}," * 2_600_000 + b"{}]}",
        "too_many_values",
    ),
    "Parquet of 20 million rows in 100 KB": (lambda: parquet("Hi.", 20_000_000), "unpacks_to_too_much"),
    "Parquet of 1,000 times the same 7 MB": (lambda: parquet("word " * 1_400_000, 1_000), "unpacks_to_too_much"),
    "Parquet of 1,000 times the same 50 MB": (lambda: parquet("word " * 10_000_000, 1_000), "line_too_long"),
    "Parquet of 100 turns of the same 7 MB": (lambda: parquet_of_lists("word " * 1_400_000, 100), "line_too_long"),
}
# Those that take the longest to make or to read are left to the benchmark.
SLOW = (
    "a million turns in a table",
    "a million turns on one line",
    "a mail of 50 MB",
    "an object of 10^6 keys",
    "an object of 500,000 keys",
    "200,000 turns on one line",
    "Parquet of 1,000 times the same 50 MB",
    "a gigabyte of zeros in a megabyte of gzip",
    "200 MB of zeros in gzip",
    "a CSV quote that is never closed",
)


def burst_all(folder: Path) -> Iterator[tuple[str, str, Burst]]:
    """Make and read every bomb; yield its name, the code word it needs, and what it took."""
    path = folder / "bomb"
    for name, (make, code) in BOMBS.items():
        path.write_bytes(make())
        yield name, code, read_bomb(path)
