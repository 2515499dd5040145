"""Four eyes on training data: nothing is trained on that one person alone chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.errors import DatasetError
from monitor.ledger import Draft, Event, Ledger, append_event, hold, live_events, read_events, subject_id
from monitor.records import Actor, DatasetVersion, FrozenDataset
from monitor.taxonomy import EventKind, Side, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who let the train side of a frozen version be trained on; `at` is UTC."""

    actor: str
    at: datetime
    reason: str
    version: int


def approve(ledger: Ledger, frozen: FrozenDataset, *, actor: Actor, reason: str = "") -> Approval:
    """Let the train side of a frozen version be trained on.

    Raises DatasetError when it has none, when it is approved already, or when the actor promoted any of it: a second
    person has to look.
    """
    version = frozen.version
    _refuse_promoter(frozen, actor.name)
    with hold(ledger) as held:
        if read_approval(held, version) is not None:
            raise DatasetError(f"{version.name} version {version.number} is approved already")
        earlier = read_events(held, subject_id=_subject(version))
        draft = Draft(_subject(version), EventKind.APPROVED, actor, {"digest": version.digest}, reason)
        return _approval(append_event(held, draft, expected_version=len(earlier)))


def revoke(ledger: Ledger, version: DatasetVersion, *, actor: Actor, reason: str = "") -> Event:
    """Take the approval of a version back; raises DatasetError when it has none."""
    with hold(ledger) as held:
        approval = read_approval(held, version)
        if approval is None:
            raise DatasetError(f"{version.name} version {version.number} is not approved")
        earlier = read_events(held, subject_id=_subject(version))
        draft = Draft(_subject(version), EventKind.UNDONE, actor, {"undoes": approval.version}, reason)
        return append_event(held, draft, expected_version=len(earlier))


def read_approval(ledger: Ledger, version: DatasetVersion) -> Approval | None:
    """Read who approved a version's train side, or None while nobody has."""
    live = live_events(read_events(ledger, subject_id=_subject(version)))
    given = [event for event in live if event.payload["digest"] == version.digest]
    return _approval(given[-1]) if given else None


def refuse_unapproved(ledger: Ledger, frozen: FrozenDataset, sides: Sequence[Side]) -> None:
    """Raise DatasetError when train examples are about to leave that nobody but their promoters has looked at."""
    version = frozen.version
    if Side.TRAIN in sides and version.train_ids and read_approval(ledger, version) is None:
        raise DatasetError(
            f"the train side of {version.name} version {version.number} is not approved: a second person, who promoted "
            "none of it, approves it on the Datasets page or with `monitor datasets approve`"
        )


def _refuse_promoter(frozen: FrozenDataset, name: str) -> None:
    trained = [one for one in frozen.examples if one.side is Side.TRAIN]
    said = f"{frozen.version.name} version {frozen.version.number}"
    if not trained:
        raise DatasetError(f"{said} has no train side to approve")
    theirs = [one.example_id for one in trained if one.promoted_by == name]
    if theirs:
        raise DatasetError(f"{name!r} promoted {theirs[0]} of {said}: a second person approves it")


def _subject(version: DatasetVersion) -> str:
    return subject_id(Subject.APPROVAL, f"{version.name}-v{version.number}")


def _approval(event: Event) -> Approval:
    return Approval(actor=event.actor, at=event.at, reason=event.reason, version=event.version)
