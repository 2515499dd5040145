import io

from hypothesis import given
from hypothesis import strategies as st

from monitor.records import Rejected
from monitor.sources.lines import Line, read_lines
from monitor.sources.rows import RAW_KEPT


class Watched(io.BytesIO):
    largest = 0

    def readline(self, size=-1):
        line = super().readline(size)
        self.largest = max(self.largest, len(line))
        return line


def test_each_line_has_its_offset_and_number():
    lines = list(read_lines(io.BytesIO(b"a\n\nbc\r\nd"), max_line_bytes=10))
    assert lines == [Line(0, 1, b"a\n"), Line(2, 2, b"\n"), Line(3, 3, b"bc\r\n"), Line(7, 4, b"d")]


def test_a_byte_order_mark_is_passed_over_only_at_the_start():
    lines = list(read_lines(io.BytesIO(b"\xef\xbb\xbfa\n\xef\xbb\xbfb"), max_line_bytes=10))
    assert lines == [Line(3, 1, b"a\n"), Line(5, 2, b"\xef\xbb\xbfb")]


def test_a_line_that_is_too_long_is_rejected_and_reading_goes_on():
    lines = list(read_lines(io.BytesIO(b"ok\n" + b"x" * 50 + b"\nend\n"), max_line_bytes=10))
    assert [type(line) for line in lines] == [Line, Rejected, Line]
    assert lines[1].reason == "line_too_long: 51 bytes, at most 10 are read"
    assert (lines[1].offset, lines[1].line) == (3, 2)
    assert lines[2] == Line(54, 3, b"end\n")


def test_a_huge_line_is_never_held_whole():
    stream = Watched(b"x" * 20_000_000 + b"\nend\n")
    rejected, end = read_lines(stream, max_line_bytes=1_000)
    assert stream.largest <= 1 << 20
    assert len(rejected.raw) <= RAW_KEPT
    assert end == Line(20_000_001, 2, b"end\n")


@given(st.lists(st.binary(max_size=12).map(lambda raw: raw.replace(b"\n", b"")), max_size=20), st.integers(2, 15))
def test_no_byte_is_lost_and_every_offset_is_true(pieces, most):
    content = b"".join(piece + b"\n" for piece in pieces)
    offset = 3 if content.startswith(b"\xef\xbb\xbf") else 0
    for number, line in enumerate(read_lines(io.BytesIO(content), max_line_bytes=most), start=1):
        assert line.offset == offset
        assert content[offset:].startswith(line.raw)
        assert (line.number if isinstance(line, Line) else line.line) == number
        offset = content.index(b"\n", offset) + 1
    assert offset == len(content)
