"""Which encoder made the clusters of which run, when runs are gone through again."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from monitor.config import Settings
from monitor.errors import ModelError
from monitor.ledger import EncoderChange, Event, NamedEncoder
from monitor.warehouse.connection import open_working
from monitor.warehouse.publishing import checkpoint
from pipelines.command import progress_bars
from pipelines.encoders import encoder_named
from pipelines.migrate_encoder import carry_out, find_moves


class Course:
    """The settings as they were run by run: each migration takes place again where it did."""

    def __init__(self, settings: Settings, changes: Iterable[EncoderChange] = ()) -> None:
        """Begin with the encoder that the first of these migrations left, or else with that of the settings."""
        self._changes = deque(changes)
        self.settings = settings
        if self._changes:
            self._name(self._changes[0].before)

    def catch_up(self, warehouse: Path, *, until: int | None) -> None:
        """Migrate a warehouse as it was before the event of that sequence in the ledger; None: as often as it was."""
        while self._changes and (until is None or self._changes[0].sequence < until):
            change = self._changes.popleft()
            self._name(change.after)
            with open_working(warehouse, memory_limit=self.settings.memory_limit) as store, progress_bars() as bars:
                carry_out(store, self.settings, find_moves(store, self.settings), bars=bars, at=change.at)
                checkpoint(store)

    def _name(self, one: NamedEncoder) -> None:
        self.settings = self.settings.model_copy(update={"encoder": one.setting})


def find_lost_encoders(
    settings: Settings, changes: Sequence[EncoderChange], recorded: Sequence[Event]
) -> Iterator[str]:
    """Yield a sentence for every encoder that made clusters and is not here any more, or not in the settings.

    Runs record the name of theirs since these are kept; of earlier ones it is unknown.
    """
    for one in dict.fromkeys(one for change in changes for one in (change.before, change.after)):
        if not _is_here(one):
            yield f"clusters were made of vectors by {one.encoder}, and the model {one.setting!r} is not that one now"
    told = [(event.sequence, event.payload["encoder"]) for event in recorded if event.payload.get("encoder")]
    told += [(change.sequence, change.after.encoder) for change in changes]
    _, last = max(told, default=(0, None))
    ours = encoder_named(settings.encoder).name
    if last not in (None, ours):
        yield f"the clusters are made of vectors by {last}, the settings name {ours}: their ids would change"


def _is_here(one: NamedEncoder) -> bool:
    try:
        return encoder_named(one.setting).name == one.encoder
    except ModelError:
        return False
