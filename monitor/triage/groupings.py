"""What a person can do to clusters: each decision binds every later night, until it is taken back."""

import re
from collections.abc import Collection, Mapping

from monitor.clusters import new_cluster_id
from monitor.errors import LedgerError
from monitor.ledger import Draft, Event, Ledger, append_event, hold, live_events, subject_id
from monitor.records import Actor
from monitor.taxonomy import EventKind, Subject
from monitor.triage.grouping_states import SeenCluster, read_cluster_state

# A name stands in labels, where Markdown would come to life: letters and digits, with little between them.
NAME = re.compile(r"[^\W_]+(?:[ ,'&-]+[^\W_]+)*")
LONGEST_NAME = 80


def merge_clusters(ledger: Ledger, into: SeenCluster, other: SeenCluster, *, actor: Actor, reason: str) -> Event:
    """Make one cluster of two, under the id of `into`; the cases that show them stay together from now on."""
    _refuse_blank(reason)
    if into.cluster_id == other.cluster_id or into.axis is not other.axis:
        raise LedgerError(f"{into.cluster_id} and {other.cluster_id} cannot be one: need two clusters of one axis")
    with hold(ledger) as held:
        for seen in (into, other):
            _refuse_merged(held, seen.cluster_id)
        # Each half names the other, so that one undo takes both back.
        kept = {
            "other": other.cluster_id,
            "here": list(into.case_ids),
            "there": list(other.case_ids),
            "partner": [other.cluster_id, other.version + 1],
        }
        gone = {"into": into.cluster_id, "partner": [into.cluster_id, into.version + 1]}
        _append(held, other, _draft(other, EventKind.CLUSTERS_MERGED, actor, gone, reason))
        return _append(held, into, _draft(into, EventKind.CLUSTERS_MERGED, actor, kept, reason))


def split_cluster(ledger: Ledger, seen: SeenCluster, case_ids: Collection[str], *, actor: Actor, reason: str) -> Event:
    """Give some of a cluster's cases a cluster of their own, apart from those that stay.

    The event's payload names the new cluster as `new_id`.
    """
    _refuse_blank(reason)
    there = sorted(set(case_ids))
    here = [case_id for case_id in seen.case_ids if case_id not in set(there)]
    if not there or not here:
        raise LedgerError(f"of {seen.cluster_id} some cases must leave and some must stay")
    payload = {"new_id": new_cluster_id(there, seen.axis, taken={seen.cluster_id}), "here": here, "there": there}
    with hold(ledger) as held:
        _refuse_merged(held, seen.cluster_id)
        return _append(held, seen, _draft(seen, EventKind.CLUSTER_SPLIT, actor, payload, reason))


def rename_cluster(ledger: Ledger, seen: SeenCluster, name: str, *, actor: Actor) -> Event:
    """Give a cluster a name that no machine changes."""
    if len(name) > LONGEST_NAME or NAME.fullmatch(name) is None:
        raise LedgerError(
            f"a cluster's name has up to {LONGEST_NAME} letters, digits, spaces, commas, hyphens, apostrophes and &"
        )
    return _append(ledger, seen, _draft(seen, EventKind.RENAMED, actor, {"name": name}))


def accept_moves(ledger: Ledger, seen: SeenCluster, *, to: str, case_ids: Collection[str], actor: Actor) -> Event:
    """Let decided cases go where the machine would have them; earlier decisions on how they group count no more."""
    return _answer(
        ledger, seen, _draft(seen, EventKind.MOVES_ACCEPTED, actor, {"to": to, "case_ids": sorted(case_ids)})
    )


def refuse_moves(ledger: Ledger, seen: SeenCluster, *, to: str, case_ids: Collection[str], actor: Actor) -> Event:
    """Keep decided cases where they are, and never propose the same again."""
    return _answer(ledger, seen, _draft(seen, EventKind.MOVES_REFUSED, actor, {"to": to, "case_ids": sorted(case_ids)}))


def undo_grouping(ledger: Ledger, seen: SeenCluster, *, actor: Actor, reason: str = "") -> Event:
    """Take back the last decision on a cluster that still counts; it binds no more, and the next night goes back."""
    with hold(ledger) as held:
        live = live_events(read_cluster_state(held, seen.cluster_id).history)
        if not live:
            raise LedgerError(f"{seen.cluster_id} has no decision left to take back")
        undone = _append(held, seen, _undo_draft(seen.cluster_id, live[-1].version, actor, reason))
        if "partner" in live[-1].payload:
            partner_id, version = live[-1].payload["partner"]
            draft = _undo_draft(partner_id, version, actor, reason)
            append_event(held, draft, expected_version=read_cluster_state(held, partner_id).version)
    return undone


def _draft(seen: SeenCluster, kind: EventKind, actor: Actor, payload: Mapping[str, object], reason: str = "") -> Draft:
    return Draft(subject_id(Subject.CLUSTER, seen.cluster_id), kind, actor, {"axis": seen.axis, **payload}, reason)


def _undo_draft(cluster_id: str, version: int, actor: Actor, reason: str) -> Draft:
    return Draft(subject_id(Subject.CLUSTER, cluster_id), EventKind.UNDONE, actor, {"undoes": version}, reason)


def _append(ledger: Ledger, seen: SeenCluster, draft: Draft) -> Event:
    return append_event(ledger, draft, expected_version=seen.version)


def _answer(ledger: Ledger, seen: SeenCluster, draft: Draft) -> Event:
    if not draft.payload["case_ids"]:
        raise LedgerError("a move needs a case")
    return _append(ledger, seen, draft)


def _refuse_blank(reason: str) -> None:
    if not reason.strip():
        raise LedgerError("merging and splitting need a reason, for whoever comes after")


def _refuse_merged(held: Ledger, cluster_id: str) -> None:
    live = live_events(read_cluster_state(held, cluster_id).history)
    into = next((event.payload["into"] for event in reversed(live) if "into" in event.payload), None)
    if into is not None:
        raise LedgerError(f"{cluster_id} was merged into {into} already; undo that first")
