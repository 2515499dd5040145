"""The mails of an mbox file, or the one mail of an .eml file, each as its raw bytes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from monitor.errors import SourceError
from monitor.records import Rejected
from monitor.sources.lines import BYTE_ORDER_MARK, Line, read_lines
from monitor.sources.options import ReadOptions
from monitor.sources.reasons import Code
from monitor.sources.rows import Row, rejected

# The line before each mail of an mbox (RFC 4155): who sent it and when.
ENVELOPE = re.compile(rb"From \S.*[0-9]:[0-9]{2}")
HEADER = re.compile(rb"([!-9;-~]+):")
# Two of these open no other kind of file that we read.
MAIL_HEADERS = frozenset(
    b"arc-seal cc date delivered-to dkim-signature from in-reply-to message-id mime-version received reply-to "
    b"return-path sender subject to x-received".split()
)
LEAST_HEADERS = 2
# The mboxrd way to keep a line of text from looking like an envelope.
QUOTED_ENVELOPE = re.compile(rb"^>(>*From )", re.MULTILINE)


def is_mail(opening: bytes) -> bool:
    r"""Whether a file opens like an mbox or like one mail: with an envelope, or with nothing but headers.

    >>> is_mail(b"Date: today\nSubject: it lied\n\nHello"), is_mail(b"date: 1\nsteps:\n- a\n")
    (True, False)
    """
    if ENVELOPE.match(opening):
        return True
    head, _, _ = opening.replace(b"\r\n", b"\n").partition(b"\n\n")
    names = [HEADER.match(line) for line in head.split(b"\n") if not line.startswith((b" ", b"\t"))]
    # The last line may be cut short.
    known = {found[1].lower() for found in names if found} & MAIL_HEADERS
    return all(names[:-1]) and len(known) >= LEAST_HEADERS


def read_mails(stream: IO[bytes], *, options: ReadOptions) -> Iterator[Row | Rejected]:
    """Read each mail; one that is longer than a row may be is rejected, or refused where it is the whole file."""
    stream.seek(0)
    raw = stream.read(options.max_line_bytes + 1).removeprefix(BYTE_ORDER_MARK)
    if ENVELOPE.match(raw):
        yield from _read_mbox(stream, options)
    elif len(raw) > options.max_line_bytes:
        raise SourceError(f"{Code.LINE_TOO_LONG}: one mail of more than {options.max_line_bytes} bytes")
    else:
        yield Row(0, 1, {"mail": raw}, raw)


def _read_mbox(stream: IO[bytes], options: ReadOptions) -> Iterator[Row | Rejected]:
    mail: _Mail | None = None
    is_after_blank = True
    for line in read_lines(stream, max_line_bytes=options.max_line_bytes):
        raw = b"" if isinstance(line, Rejected) else line.raw
        if mail is None or (is_after_blank and ENVELOPE.match(raw)):
            if mail is not None:
                yield mail.row()
            mail = _Mail(line.offset, line.line if isinstance(line, Rejected) else line.number)
        mail.add(line, most_bytes=options.max_line_bytes)
        is_after_blank = raw in (b"\n", b"\r\n")
    if mail is not None:
        yield mail.row()


@dataclass(slots=True)
class _Mail:
    """One mail of an mbox while its lines come in, never more of it than may be read."""

    offset: int
    number: int
    raw: bytearray = field(default_factory=bytearray)
    reason: str | None = None

    def add(self, line: Line | Rejected, *, most_bytes: int) -> None:
        """Take in the next line; what is too long is not kept, only that it was."""
        if isinstance(line, Rejected):
            self.reason = line.reason
        elif len(self.raw) + len(line.raw) > most_bytes:
            self.reason = f"{Code.LINE_TOO_LONG}: a mail of more than {most_bytes} bytes"
        else:
            self.raw += line.raw

    def row(self) -> Row | Rejected:
        """Return the mail without its envelope, its own lines unquoted."""
        if self.reason is not None:
            return rejected(self.offset, self.number, reason=self.reason, raw=self.raw)
        _, _, mail = bytes(self.raw).partition(b"\n")
        return Row(self.offset, self.number, {"mail": QUOTED_ENVELOPE.sub(rb"\1", mail)}, bytes(self.raw))
