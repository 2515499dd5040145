"""Four eyes on training data: nothing is trained on that one person alone chose."""

from collections.abc import Sequence
from dataclasses import replace

from monitor.errors import DatasetError
from monitor.frozen import Approval, DatasetVersion, FrozenDataset
from monitor.ledger import Draft, Event, Ledger, append_event, hold, live_events, read_events, subject_id
from monitor.records import Actor
from monitor.taxonomy import EventKind, Side, Subject


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


def with_approval(ledger: Ledger, frozen: FrozenDataset, sides: Sequence[Side]) -> FrozenDataset:
    """Add who let a version's train side leave, if it does.

    Raises DatasetError when train examples are about to leave that nobody but their promoters has looked at.
    """
    version = frozen.version
    if Side.TRAIN not in sides or not version.train_ids:
        return frozen
    approval = read_approval(ledger, version)
    if approval is None:
        raise DatasetError(
            f"the train side of {version.name} version {version.number} is not approved: a second person, who promoted "
            "none of it, approves it on the Datasets page or with `monitor datasets approve`"
        )
    return replace(frozen, approval=approval)


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
