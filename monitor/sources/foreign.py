"""Files that we could only misread, told by how they open, with what to do about them."""

import re

from monitor.errors import SourceError
from monitor.sources.reasons import Code

# The longer mark first: that of UTF-32 begins with that of UTF-16.
MARKS = (
    (b"\xff\xfe\0\0", "UTF-32"),
    (b"\0\0\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
# Without a mark, the zeros around the first two letters tell: no text that we read holds any.
UNMARKED = (
    (re.compile(rb"[\t-~]\0\0\0"), "UTF-32"),
    (re.compile(rb"\0\0\0[\t-~]"), "UTF-32"),
    (re.compile(rb"[\t-~]\0[^\0]"), "UTF-16"),
    (re.compile(rb"\0[\t-~]\0"), "UTF-16"),
)
PACKED = (
    (re.compile(rb"\x1f\x8b|\x28\xb5\x2f\xfd"), "compressed more than once"),
    (re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"), "compressed with bzip2"),
    (re.compile(rb"\xfd7zXZ\0"), "compressed with xz"),
    (re.compile(rb"\x04\x22\x4d\x18"), "compressed with lz4"),
    (re.compile(rb"\xff\x06\0\0sNaPpY"), "compressed with snappy"),
    (re.compile(rb"7z\xbc\xaf\x27\x1c"), "a 7z archive"),
    (re.compile(rb"Rar!\x1a\x07"), "a RAR archive"),
    (re.compile(rb"(?s).{257}ustar[\0 ]"), "a tar archive"),
)
# Lines that end with CR alone: what a second JSON object, or a second row, begins after.
CR_LINES = re.compile(rb'[^\r\n]*[}"\w]\r(?!\n)[^\s}\]]')


def refuse_foreign(opening: bytes) -> None:
    """Raise SourceError if a file that opens like this is packed or encoded in a way that we do not read."""
    for mark, encoding in MARKS:
        if opening.startswith(mark):
            _refuse_encoding(encoding)
    for zeros, encoding in UNMARKED:
        if zeros.match(opening):
            _refuse_encoding(encoding)
    for start, name in PACKED:
        if start.match(opening):
            raise SourceError(f"{Code.PACKED_OTHERWISE}: it is {name}; unpack it first, or pack it with gzip or zstd")


def refuse_cr_lines(opening: bytes) -> None:
    """Raise SourceError if the lines of a file that opens like this end with CR alone."""
    if b"\n" not in opening and CR_LINES.match(opening):
        raise SourceError(f"{Code.WRONG_LINE_ENDS}: its lines end with CR alone; convert them to LF")


def _refuse_encoding(encoding: str) -> None:
    raise SourceError(f"{Code.WRONG_ENCODING}: the file is {encoding}; convert it to UTF-8")
