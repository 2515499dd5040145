"""Every error we raise, as a tree.

MonitorError
├── ConfigError      a setting is unknown or has a wrong value
├── SourceError      a file cannot be read as any known format, or is damaged
│   └── RecordError  one record cannot be used; its file goes on, with a rejected line
├── DiskError        a disk is full or failing: names the path and the bytes needed
├── StoreError       the warehouse is missing, locked, newer than this code or damaged
│   ├── CountError   rows seen are not rows inserted + already known + rejected
│   └── LockedError  another run is at work
├── LedgerError      a decision cannot be recorded
│   ├── StaleError   somebody decided first: carries both values
│   └── TamperError  the hash chain is broken
├── DatasetError     an example cannot be promoted, or a dataset frozen
│   └── LeakError    the example's leak family is already on the other side
├── ModelError       an encoder or a learned head cannot be loaded or does not fit
│   └── EncoderError the encoder is not the one that made the stored vectors
├── TeachingError    a detector cannot be taught from what was marked
└── ExportError      an example cannot be written in the asked format
"""


class MonitorError(Exception):
    """Name what was wrong and what would be right."""


class ConfigError(MonitorError):
    """A setting is unknown or has a wrong value."""


class SourceError(MonitorError):
    """A file cannot be read as any known format, or is damaged."""


class RecordError(SourceError):
    """One record of a file cannot be used; the file goes on, with a rejected line."""


class DiskError(MonitorError):
    """A disk is full or failing; the message names the path and the bytes needed."""


class StoreError(MonitorError):
    """The warehouse is missing, locked, newer than this code or damaged."""


class CountError(StoreError):
    """Rows seen are not rows inserted + already known + rejected."""


class LockedError(StoreError):
    """Another run is at work; the message says which, and since when."""


class LedgerError(MonitorError):
    """A decision cannot be recorded."""


class StaleError(LedgerError):
    """Somebody decided first; the message shows both values."""


class TamperError(LedgerError):
    """The hash chain of the ledger is broken."""


class DatasetError(MonitorError):
    """An example cannot be promoted, or a dataset frozen."""


class LeakError(DatasetError):
    """The example's leak family is already on the other side of the split.

    `pair` has the id, side, prompt and response of the two that collide; `open_cases` are the ids of their cases where
    only a loose likeness joins them, so that a person may tell them apart.
    """

    def __init__(
        self, said: str, *, pair: tuple[tuple[str, str, str, str], ...] = (), open_cases: tuple[str, str] | None = None
    ) -> None:
        """Say what collides, and keep the two for showing them."""
        super().__init__(said)
        self.pair = pair
        self.open_cases = open_cases


class ModelError(MonitorError):
    """An encoder or a learned head cannot be loaded, or does not fit its features."""


class EncoderError(ModelError):
    """The encoder is not the one that made the stored vectors; the message says what was found and what to run."""


class TeachingError(MonitorError):
    """A detector cannot be taught from what was marked; the message says what is missing."""


class ExportError(MonitorError):
    """An example cannot be written in the asked format."""
