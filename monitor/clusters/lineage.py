"""What became of each cluster, night by night, and where an old cluster's cases are today."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from monitor.taxonomy import LineageKind

# "Mostly": at least half of the old members that are in a cluster tonight.
MINIMUM_SHARE = 0.5

Shared = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class LineageEvent:
    """One thing that happened to a cluster; `shared` counts the cases both sides have in common.

    `other_id` is the cluster it was merged into or split from; of one that vanished, where most of its cases are.
    """

    cluster_id: str
    event: LineageKind
    other_id: str | None
    shared: int


def tell_lineage(
    previous: Mapping[str, str], current: Mapping[str, str], *, minimum_share: float = MINIMUM_SHARE
) -> tuple[LineageEvent, ...]:
    """Tell what happened to every cluster of both nights, each given as case id → cluster id.

    An old cluster that is gone was merged into the one that took most of its cases, or else it vanished. A new one
    was split from where most of its cases were, or else it was born.
    """
    shared = Counter((old_id, current[case]) for case, old_id in previous.items() if case in current)
    sizes, old_ids = Counter(current.values()), set(previous.values())
    new = [_origin(now, shared, old_ids, most=size * minimum_share) for now, size in sizes.items()]
    old = [_end(old_id, shared, minimum_share) for old_id in old_ids - sizes.keys()]
    return tuple(sorted([*new, *old], key=lambda event: event.cluster_id))


def resolve(
    nights: Sequence[Sequence[LineageEvent]], cluster_id: str, alive: Collection[str], *, since: int = 0
) -> tuple[str, ...]:
    """Return the clusters alive today that a cluster became: itself, its heirs, or none when its cases are in none.

    `nights` holds what happened each night, oldest first; `since` is the first of them that counts.
    """
    if cluster_id in alive:
        return (cluster_id,)
    ended = [
        (night, event)
        for night, events in enumerate(nights)
        for event in events
        if night >= since
        and event.cluster_id == cluster_id
        and event.event in (LineageKind.MERGED, LineageKind.VANISHED)
    ]
    if not ended:
        return ()
    night, end = ended[-1]
    parts = [one.cluster_id for one in nights[night] if (one.event, one.other_id) == (LineageKind.SPLIT, cluster_id)]
    heirs = [*([] if end.other_id is None else [end.other_id]), *parts]
    # An heir lives on the night of the end, so that only what happened later can have ended it.
    found = [later for heir in heirs for later in resolve(nights, heir, alive, since=night + 1)]
    return tuple(sorted(set(found)))


def _origin(cluster_id: str, shared: Shared, old_ids: Collection[str], *, most: float) -> LineageEvent:
    """Say that one of tonight's clusters continued, or else was split from an old one or born."""
    origins = {old_id: count for (old_id, now), count in shared.items() if now == cluster_id}
    if cluster_id in old_ids:
        return LineageEvent(cluster_id, LineageKind.CONTINUED, None, origins.get(cluster_id, 0))
    main = min(origins, key=lambda old_id: (-origins[old_id], old_id), default=None)
    # One stray old case among many new ones does not make a cluster the child of that case's old one.
    if main is None or origins[main] < most:
        return LineageEvent(cluster_id, LineageKind.BORN, None, 0)
    return LineageEvent(cluster_id, LineageKind.SPLIT, main, origins[main])


def _end(old_id: str, shared: Shared, minimum_share: float) -> LineageEvent:
    """Say that one of last night's clusters was merged into another, or else that it vanished."""
    heirs = {now: count for (other, now), count in shared.items() if other == old_id}
    heir = min(heirs, key=lambda now: (-heirs[now], now), default=None)
    if heir is None:
        return LineageEvent(old_id, LineageKind.VANISHED, None, 0)
    is_mostly = heirs[heir] >= minimum_share * sum(heirs.values())
    return LineageEvent(old_id, LineageKind.MERGED if is_mostly else LineageKind.VANISHED, heir, heirs[heir])
