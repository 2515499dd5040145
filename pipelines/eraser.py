"""Who and what goes, recognised in the parts of a file."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from monitor.config import Settings
from monitor.datasets import read_erased
from monitor.durable import shred, write_file
from monitor.erased import Erased
from monitor.ledger import open_ledger
from monitor.records import LoggedConversation, Rejected, SubmittedReport
from monitor.redaction import admit_rejected, identify, identify_sighting
from monitor.sources.rewriting import Kept, Part

# Names of people stand in it only while they are being erased.
WORDS_FILE = "erasing.json"
# In every line.
ANY_WORDS = (b"",)


@dataclass(frozen=True, slots=True)
class Eraser:
    """Who and what goes; the key of ids, the region of phone numbers, and words that tie an unreadable line to them."""

    erased: Erased
    key: bytes
    region: str
    words: tuple[bytes, ...] = ()

    def holds(self, record: LoggedConversation | SubmittedReport) -> bool:
        """Tell whether a record is theirs."""
        return self.erased.covers(*identify(record, key=self.key))

    def names(self, raw: bytes) -> bool:
        """Tell whether raw bytes name them."""
        return any(word in raw for word in self.words)

    def must_change(self, part: Part) -> bool:
        """Tell whether a file that has this part must be written anew."""
        match part:
            case Rejected(raw=raw):
                return self.names(raw)
            case _:
                return isinstance(part.record, LoggedConversation | SubmittedReport) and self.holds(part.record)

    def keep(self, part: Part) -> Kept | None:
        """Say what of a file is written anew: rejected lines redacted, records as they are, theirs not at all."""
        if isinstance(part, Rejected):
            is_hidden = self.names(part.raw)
            shown = replace(part, raw=b"") if is_hidden else part
            return Kept(admit_rejected(shown, region=self.region), is_hidden=is_hidden)
        record = part.record
        if not isinstance(record, LoggedConversation | SubmittedReport) or self.holds(record):
            return None
        ids = [identify(record, key=self.key)[0]]
        if isinstance(record, SubmittedReport):
            ids.append(identify_sighting(record, key=self.key))
        return Kept(part, tuple(ids))


def read_all_erased(settings: Settings) -> Erased:
    """Read from the ledger who and what was ever erased."""
    with open_ledger(settings.ledger) as ledger:
        return read_erased(ledger)


def write_words(home: Path, words: Sequence[str]) -> None:
    """Lay down the words that a line is recognised by, for whoever completes the erasure if it is killed."""
    write_file(home / WORDS_FILE, json.dumps(sorted({*_read(home), *words})).encode())


def read_words(home: Path) -> tuple[bytes, ...]:
    """Read those words as they stand in a file: in UTF-8, or escaped as JSON does."""
    written = [spelling for word in _read(home) for spelling in (word.encode(), json.dumps(word)[1:-1].encode())]
    return tuple(dict.fromkeys(written))


def remove_words(home: Path) -> None:
    """Remove those words when the erasure is complete."""
    shred(home / WORDS_FILE)


def _read(home: Path) -> list[str]:
    path = home / WORDS_FILE
    words: list[str] = json.loads(path.read_bytes()) if path.is_file() else []
    return words
