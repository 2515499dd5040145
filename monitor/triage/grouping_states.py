"""What people decided about clusters, and what of it counts: a fold over the clusters' events."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from monitor.clusters.constraints import Grouping, GroupingKind
from monitor.clusters.corrections import Edit
from monitor.ledger import Event, Ledger, live_events, read_events, read_head, subject_id, subject_name
from monitor.taxonomy import Axis, EventKind, Subject
from monitor.triage.incident_states import fold_incident
from monitor.triage.states import fold_case


@dataclass(frozen=True, slots=True)
class SeenCluster:
    """A cluster as the person saw it: the version of its decisions, and the cases that show it best."""

    cluster_id: str
    axis: Axis
    version: int
    case_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClusterState:
    """What people decided about one cluster; `name` is theirs, None for the machine's."""

    cluster_id: str
    version: int
    name: str | None
    history: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """What people decided by the ledger's event `until`.

    `groupings` count, oldest first. `decided` cases have a verdict or are in an incident. `refused` are the moves, as
    case and cluster, that nobody shall propose again.
    """

    until: int
    groupings: tuple[Grouping, ...]
    names: dict[str, str]
    decided: frozenset[str]
    refused: frozenset[tuple[str, str]]


def read_cluster_state(ledger: Ledger, cluster_id: str) -> ClusterState:
    """Read what people decided about one cluster; nobody has at version 0."""
    history = read_events(ledger, subject_id=subject_id(Subject.CLUSTER, cluster_id))
    return ClusterState(cluster_id, len(history), _name(live_events(history)), history)


def read_cluster_names(ledger: Ledger) -> dict[str, str]:
    """Read the names that people gave to clusters."""
    return _names(_histories(read_events(ledger, subject=Subject.CLUSTER)))


def read_taught(ledger: Ledger, axis: Axis, *, until: int) -> Taught:
    """Read what people decided about the clusters of an axis by one of the ledger's events."""
    histories = _histories(_by(ledger, Subject.CLUSTER, until))
    every = (event for events in histories.values() for event in live_events(events))
    live = sorted((event for event in every if event.payload["axis"] == axis), key=_sequence)
    refused = (event for event in live if event.kind is EventKind.MOVES_REFUSED)
    return Taught(
        until=until,
        groupings=tuple(_grouping(event) for event in live if _is_grouping(event)),
        names=_names(histories),
        decided=_read_decided(ledger, until),
        refused=frozenset((case_id, event.payload["to"]) for event in refused for case_id in event.payload["case_ids"]),
    )


def read_edits(ledger: Ledger, axis: Axis, *, since: int, until: int) -> tuple[Edit, ...]:
    """Read what was decided about an axis's clusters, and taken back, after one of the ledger's events, by another.

    What was both decided and taken back in between is left out.
    """
    edits = []
    for events in _histories(_by(ledger, Subject.CLUSTER, until)).values():
        made = {event.version: event for event in events if _is_grouping(event) and event.payload["axis"] == axis}
        undone = {event.payload["undoes"]: event for event in events if event.kind is EventKind.UNDONE}
        for version, event in made.items():
            if event.sequence > since and version not in undone:
                edits.append((event.sequence, Edit(_grouping(event))))
            elif event.sequence <= since and version in undone and undone[version].sequence > since:
                edits.append((undone[version].sequence, Edit(_grouping(event), is_undone=True)))
    return tuple(edit for _, edit in sorted(edits, key=lambda one: one[0]))


def last_event(ledger: Ledger, *, at: datetime | None) -> int:
    """Return the number of the ledger's last event, or of the last one by a time; 0 when there is none."""
    if at is None:
        return read_head(ledger).count
    return max((event.sequence for event in read_events(ledger) if event.at <= at), default=0)


def _by(ledger: Ledger, subject: Subject, until: int) -> list[Event]:
    return [event for event in read_events(ledger, subject=subject) if event.sequence <= until]


def _histories(events: Iterable[Event]) -> dict[str, list[Event]]:
    histories: defaultdict[str, list[Event]] = defaultdict(list)
    for event in events:
        histories[subject_name(event.subject_id)].append(event)
    return dict(histories)


def _sequence(event: Event) -> int:
    return event.sequence


def _read_decided(ledger: Ledger, until: int) -> frozenset[str]:
    cases = _histories(_by(ledger, Subject.CASE, until))
    assessed = {case_id for case_id, events in cases.items() if fold_case(case_id, events).verdict is not None}
    incidents = map(fold_incident, _histories(_by(ledger, Subject.INCIDENT, until)).values())
    held = {case_id for incident in incidents if incident is not None for case_id in incident.case_ids}
    return frozenset(assessed | held)


def _names(histories: dict[str, list[Event]]) -> dict[str, str]:
    found = {cluster_id: _name(live_events(events)) for cluster_id, events in histories.items()}
    return {cluster_id: name for cluster_id, name in found.items() if name is not None}


def _name(live: Iterable[Event]) -> str | None:
    given = [str(event.payload["name"]) for event in live if event.kind is EventKind.RENAMED]
    return given[-1] if given else None


def _is_grouping(event: Event) -> bool:
    # A merger is an event of both clusters; the one that went in tells only where.
    return event.kind in GROUPINGS and "into" not in event.payload and not event.is_erased


def _grouping(event: Event) -> Grouping:
    return GROUPINGS[event.kind](subject_name(event.subject_id), event)


def _pairing(kind: GroupingKind, other: str) -> Callable[[str, Event], Grouping]:
    """Read what a person decided about two clusters, the other of which the event calls `other`."""

    def read(cluster_id: str, event: Event) -> Grouping:
        told = event.payload
        here, there = tuple(told["here"]), tuple(told["there"])
        return Grouping(kind=kind, cluster_id=cluster_id, other_id=told[other], here=here, there=there)

    return read


def _move(cluster_id: str, event: Event) -> Grouping:
    told = event.payload
    return Grouping(
        kind=GroupingKind.MOVED, cluster_id=cluster_id, other_id=told["to"], here=(), there=tuple(told["case_ids"])
    )


GROUPINGS: dict[EventKind, Callable[[str, Event], Grouping]] = {
    EventKind.CLUSTERS_MERGED: _pairing(GroupingKind.MERGED, "other"),
    EventKind.CLUSTER_SPLIT: _pairing(GroupingKind.SPLIT, "new_id"),
    EventKind.MOVES_ACCEPTED: _move,
}
