"""How files would be read, told in lines, without storing anything."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from monitor.config import Settings
from monitor.records import LoggedConversation, PassedOver, Rejected, SubmittedReport
from monitor.redaction import redact_texts
from monitor.sources import Located, ReadOptions, open_source, read_piece, with_code

# Ten rows show how a format or a column map is read; a reader that rejects everything shows it just as soon.
SHOWN = 10
# So many parts are looked at to find ten records among lines that hold none.
LOOKED_AT = 1_000
WORDS_SHOWN = 200


def preview_file(file: Path, settings: Settings, *, options: ReadOptions) -> Iterator[str]:
    """Yield how the first records of a file are read, why others are rejected, and what holds no record.

    Personal data is redacted as it would be. Raises SourceError if the file would be refused.
    """
    with open_source(file, options=options) as source:
        yield f"{file}: {source.format}"
        parts = chain.from_iterable(read_piece(piece, options=options) for piece in source.pieces)
        for line in _preview(parts):
            yield from redact_texts([f"  {line}"], region=settings.default_region)


def _preview(parts: Iterator[Located | Rejected]) -> Iterator[str]:
    records = rejected = 0
    passed_over: Counter[str] = Counter()
    for one in islice(parts, LOOKED_AT):
        match one:
            case Located(record=PassedOver(reason=reason)):
                passed_over[reason] += 1
            case Located(record=LoggedConversation() | SubmittedReport() as record) if records < SHOWN:
                records += 1
                yield f"{records}. line {one.line}, byte {one.offset}: {_facts(record)}"
                yield from _words(record)
            case Rejected() if rejected < SHOWN:
                rejected += 1
                yield f"rejected: line {one.line}, byte {one.offset}: {with_code(one.reason)}"
        if records >= SHOWN:
            break
    for reason, count in passed_over.items():
        yield f"no record: {count} × {reason}"
    if not records:
        yield f"no record in the first {LOOKED_AT} parts"


def _facts(record: LoggedConversation | SubmittedReport) -> str:
    """Say what is known around the words; what is unknown is left out."""
    hidden = {"messages", "text", "title", "format", "signals", "extra", "clock"}
    named = {name: getattr(record, name) for name in record.__dataclass_fields__ if name not in hidden}
    facts = [f"{name} {value}" for name, value in named.items() if value not in (None, ())]
    if isinstance(record, LoggedConversation) and record.signals:
        facts.append(f"{len(record.signals)} signals")
    if record.extra is not None:
        facts.append(f"kept as extra: {', '.join(json.loads(record.extra))}")
    return " · ".join(facts)


def _words(record: LoggedConversation | SubmittedReport) -> Iterator[str]:
    if isinstance(record, SubmittedReport):
        yield from (f"   {_short(text)}" for text in (record.title, record.text) if text)
        return
    for index, message in enumerate(record.messages):
        branch = "" if message.follows is None else f" (after message {message.follows})"
        yield f"   {index} {message.role}{branch}: {_short(message.text)}"


def _short(text: str) -> str:
    return text if len(text) <= WORDS_SHOWN else f"{text[:WORDS_SHOWN]}…"
