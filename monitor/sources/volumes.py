"""Which source a file is of, and whether each source delivered what it usually does."""

from collections.abc import Iterator, Mapping
from datetime import date
from fnmatch import fnmatchcase
from statistics import median

from monitor.records import RunNote
from monitor.taxonomy import NoteKind

# Two weeks show what is usual; before three nights nothing is.
USUAL_NIGHTS, LEAST_NIGHTS = 14, 3
# A source that comes on fewer nights than this share has no nights on which it must come.
REGULAR_SHARE = 0.8
# A quiet weekend keeps a third or so; a tenth is a broken shipper.
LOW_SHARE = 0.1


def name_source(file_name: str, format: str, *, patterns: Mapping[str, str]) -> str:
    """Return the source whose pattern fits a file's name; a file that fits none is of the source of its format.

    >>> name_source("chat-2026-11-01.jsonl.gz", "messages", patterns={"support": "chat-*"})
    'support'
    """
    fitting = (source for source, pattern in patterns.items() if fnmatchcase(file_name, pattern))
    return next(fitting, format)


def find_silent_sources(seen: Mapping[str, Mapping[date, int]], *, night: date) -> Iterator[RunNote]:
    """Yield each regular source that is missing tonight, or brought nothing, or far less than usual.

    `seen` counts the records of each source in each night it delivered. What such a source would have shown is
    unknown, and must not be read as nothing having gone wrong.
    """
    nights = sorted({one for by_night in seen.values() for one in by_night if one < night})[-USUAL_NIGHTS:]
    if len(nights) < LEAST_NIGHTS:
        return
    for source, by_night in sorted(seen.items()):
        earlier = [by_night[one] for one in nights if by_night.get(one)]
        if len(earlier) >= REGULAR_SHARE * len(nights):
            yield from _judge(source, by_night.get(night), median(earlier))


def _judge(source: str, seen: int | None, usual: float) -> Iterator[RunNote]:
    if seen is None:
        yield RunNote(NoteKind.SOURCE_MISSING, source, f"no new file; usually {usual:,.0f} records a night")
    elif seen == 0:
        yield RunNote(NoteKind.SOURCE_EMPTY, source, f"a file without records; usually {usual:,.0f} a night")
    elif seen < LOW_SHARE * usual:
        yield RunNote(NoteKind.SOURCE_LOW, source, f"{seen:,} records; usually {usual:,.0f} a night")
