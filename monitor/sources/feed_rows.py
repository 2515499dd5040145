"""The entries of an RSS or Atom file, which is read from its bytes and fetches nothing."""

from calendar import timegm
from collections.abc import Iterator, Mapping
from time import struct_time
from typing import IO
from xml.parsers import expat

import feedparser

from monitor.errors import SourceError
from monitor.records import Rejected
from monitor.sources.fields import parse_time
from monitor.sources.options import ReadOptions
from monitor.sources.reasons import Code
from monitor.sources.rows import Row

# Feeds nest some ten elements and hold some thousands; the parser takes three seconds for this many.
MOST_LEVELS, MOST_ELEMENTS = 100, 100_000
IS_WHOLE = True
# Said of the whole feed, and of each entry that does not say otherwise.
FEED_FIELDS = ("title", "link", "language", "rights", "license")
# Without a content type the parser would doubt every file; this one leaves the encoding to the file itself.
HEADERS = {"content-type": "application/xml"}


def read_feed(stream: IO[bytes], *, options: ReadOptions) -> Iterator[Row | Rejected]:
    """Read the entries of one feed that fills its file; the offset of an entry is its number.

    Raises SourceError if the file is too long, too deep, not well-formed or no feed, if it declares entities of its
    own, which let a short text stand for an endless one, or if it is not in the encoding it names.
    """
    stream.seek(0)
    raw = stream.read(options.max_line_bytes + 1)
    if len(raw) > options.max_line_bytes:
        raise SourceError(f"{Code.LINE_TOO_LONG}: one XML document of more than {options.max_line_bytes} bytes")
    _check_document(raw)
    # Cleaning HTML is left to us: we keep its words alone, and the parser's own way takes long on hostile text.
    parsed = feedparser.parse(raw, response_headers=HEADERS, sanitize_html=False, resolve_relative_uris=False)
    if parsed.bozo:
        raise SourceError(f"not a feed that can be read as it says: {parsed.bozo_exception}")
    if not parsed.version:
        raise SourceError("XML, but neither RSS nor Atom")
    feed = {name: parsed.feed[name] for name in FEED_FIELDS if name in parsed.feed}
    for number, entry in enumerate(parsed.entries, start=1):
        yield Row(number, number, {"entry": _plain(entry), "feed": feed}, b"")


def _check_document(raw: bytes) -> None:
    """Read the document once without keeping anything of it."""
    levels = elements = 0

    def start(_name: str, _attributes: object) -> None:
        nonlocal levels, elements
        levels, elements = levels + 1, elements + 1
        if levels > MOST_LEVELS or elements > MOST_ELEMENTS:
            raise SourceError(f"{Code.TOO_DEEP}: XML of more than {MOST_LEVELS} levels or {MOST_ELEMENTS} elements")

    def end(_name: str) -> None:
        nonlocal levels
        levels -= 1

    def refuse(*_: object) -> None:
        raise SourceError("XML that declares entities of its own, which are not read")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(raw, IS_WHOLE)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise SourceError(f"not well-formed XML: {error}") from None


def _plain(value: object) -> object:
    """Return the parser's values as plain ones, its times as naive UTC."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, struct_time):
        return parse_time(timegm(value))
    return [_plain(one) for one in value] if isinstance(value, list) else value
