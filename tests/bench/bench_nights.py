"""Whether clusters keep their identity over thirty nights: `python -m tests.bench.bench_nights [seed …]`."""

import gzip
import json
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np

from monitor.clusters import (
    UNNAMED,
    Before,
    Known,
    Plane,
    Will,
    bind,
    find_centroids,
    group_night,
    keep_name,
    members_by_label,
    name_clusters,
    read_members,
    remember,
    resolve,
    withhold,
)
from monitor.clusters.constraints import GroupingKind, find_violations
from monitor.clusters.corrections import correct
from monitor.clusters.identity import SAME_MEANING
from monitor.embeddings import PACKAGED, load_encoder
from monitor.errors import LedgerError
from monitor.ledger import open_ledger
from monitor.records import Actor
from monitor.taxonomy import Axis, Permission, Verdict
from monitor.triage import (
    CaseRef,
    SeenCluster,
    accept_moves,
    assess_case,
    last_event,
    merge_clusters,
    read_cluster_state,
    read_edits,
    read_taught,
    refuse_moves,
    rename_cluster,
    split_cluster,
    undo_grouping,
)

LABELLED = Path(__file__).parents[3] / "shared" / "data" / "labelled"
NIGHTS = 30
PLANTED_NIGHT, PLANTED = 20, 12
# How likely a person does each of these on a day, and how many cases get a verdict.
MERGES, SPLITS, UNDOES, RENAMES, VERDICTS = 0.35, 0.35, 0.25, 0.15, 4
SNAPSHOT = 200
WITHHELD, MEMBERS_HEARD = withhold(()), 20
MIA = Actor("mia", Permission.ANALYST)


@dataclass
class World:
    """Every row with its family and the night it comes, and what happened so far."""

    rows: dict
    families: dict
    nights: dict
    vectors: dict
    planted: str
    before: Before = field(default_factory=Before)
    since: int = 0
    lineage: list = field(default_factory=list)
    names: dict = field(default_factory=dict)
    namings: dict = field(default_factory=dict)
    homes: dict = field(default_factory=dict)
    own: dict = field(default_factory=dict)
    touched: set = field(default_factory=set)
    ever: set = field(default_factory=set)
    moves: tuple = ()
    tally: Counter = field(default_factory=Counter)


def read_rows(name, family):
    with gzip.open(LABELLED / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        return [(f"{name}-{row[family]}", row["response"]) for row in rows if str(row["label"]) == "1"]


def make_world(encode, chance):
    told = read_rows("jailbroken", "question_id") + read_rows("jailbroken_llmjudge", "behavior")
    case_ids = [f"{number:05}" for number in range(len(told))]
    families = {case_id: family for case_id, (family, _) in zip(case_ids, told, strict=True)}
    members = defaultdict(list)
    for case_id, family in families.items():
        members[family].append(case_id)
    planted = chance.choice(sorted(family for family, cases in members.items() if len(cases) >= PLANTED))
    nights = {}
    for family, cases in sorted(members.items()):
        if family == planted:
            nights |= dict.fromkeys(cases[:PLANTED], PLANTED_NIGHT)
            continue
        first = 0 if chance.random() < 0.5 else chance.randrange(NIGHTS - 4)
        pause = chance.randrange(NIGHTS)
        open_nights = [night for night in range(first, NIGHTS) if not pause <= night < pause + 5] or [first]
        nights |= {case: first if chance.random() < 0.3 else chance.choice(open_nights) for case in cases}
    rows = {case_id: text for case_id, (_, text) in zip(case_ids, told, strict=True) if case_id in nights}
    vectors = dict(zip(rows, encode(list(rows.values())), strict=True))
    return World(rows, families, nights, vectors, planted)


def run_night(world, ledger, night):
    case_ids = sorted(case for case, came in world.nights.items() if came <= night)
    texts = [world.rows[case] for case in case_ids]
    plane = Plane(Axis.RESPONSE, case_ids, texts, np.stack([world.vectors[case] for case in case_ids]))
    until = last_event(ledger, at=None)
    taught = read_taught(ledger, Axis.RESPONSE, until=until)
    edits = read_edits(ledger, Axis.RESPONSE, since=world.since, until=until)
    bonds = bind(taught.groupings)
    found = group_night(plane, world.before, Will(edits, bonds, taught.decided, taught.refused))
    clusters = found.clusters_of(case_ids)
    judge_human(world, clusters, (taught, edits, bonds))
    judge_names(world, plane, found, taught.names)
    world.lineage.append(found.lineage)
    judge_families(world, clusters, found, night)
    world.ever |= set(clusters.values())
    refit_rows = found.rows if found.is_refit else world.before.refit_rows
    world.before, world.since, world.moves = Before(clusters, found.centroids, refit_rows), until, found.moves
    world.tally["refits"] += found.is_refit
    world.tally["proposed"] += len(found.moves)
    return clusters, found


def judge_human(world, clusters, told):
    taught, edits, bonds = told
    seen = {case: clusters.get(case) for case in world.rows if case in world.before.clusters or case in clusters}
    world.tally["violations"] += len(list(find_violations(seen, bonds)))
    world.tally["violations of last words"] += count_broken(taught.groupings, seen)
    wanted = correct(world.before.clusters, edits, divide=lambda rest, here, there: ())
    fixed = {case for case in taught.decided if case in world.before.clusters and case in wanted}
    # What a split or an undone merger leaves open follows the nearest side: a person's doing, not the machine's.
    undecided = {one.grouping.cluster_id for one in edits} | {one.grouping.other_id for one in edits}
    fixed = {case for case in fixed if world.before.clusters[case] not in undecided}
    world.tally["decided"] += len(fixed)
    world.tally["decided moved"] += sum(clusters.get(case) != wanted[case] for case in fixed)
    world.touched |= undecided


def count_broken(groupings, clusters):
    """Count decisions that do not hold among the cases that nobody decided on since, without asking any bond."""
    last = {case: number for number, one in enumerate(groupings) for case in (*one.here, *one.there)}
    broken = 0
    for number, one in enumerate(groupings):
        here, there = (
            {clusters.get(case) or case for case in cases if last[case] == number and case in clusters}
            for cases in (one.here, one.there)
        )
        if one.kind is GroupingKind.MERGED:
            broken += len(here | there) > 1
        elif one.kind is GroupingKind.SPLIT:
            broken += len(there) > 1 or bool(here & there)
    return broken


def judge_names(world, plane, found, given):
    """Name the clusters by the policy of `pipelines.naming`, and count those that are called otherwise than before."""
    rows = dict(members_by_label(found.clustering.labels))
    members = {label: frozenset(plane.case_ids[row] for row in own) for label, own in rows.items()}
    heard = {label: read_members(plane.texts, rows[label], withheld=WITHHELD, most=MEMBERS_HEARD) for label in rows}
    kept = {
        label: naming.name
        for label, cluster_id in found.ids.items()
        if (naming := world.namings.get(cluster_id)) and keep_name(naming, members[label], heard[label])
    }
    named = name_clusters(plane.texts, found.clustering.labels, known=Known(vectors=plane.vectors, kept=kept))
    world.namings = world.namings | {
        cluster_id: remember(named[label], members[label], heard[label])
        for label, cluster_id in found.ids.items()
        if label not in kept
    }
    names = {cluster_id: given.get(cluster_id, named[label].name) for label, cluster_id in found.ids.items()}
    both = names.keys() & world.names.keys() - given.keys()
    changed = sum(names[one] != world.names[one] for one in both)
    world.tally["names seen"] += len(both)
    world.tally["renamed"] += changed
    world.tally["worst renamed, per mille"] = max(
        world.tally["worst renamed, per mille"], 1000 * changed // max(len(both), 1)
    )
    world.names = names


def judge_families(world, clusters, found, night):
    counted, sizes = defaultdict(Counter), Counter(clusters.values())
    for case, cluster_id in clusters.items():
        counted[world.families[case]][cluster_id] += 1
    for family, homes in counted.items():
        home, size = min(homes.items(), key=lambda one: (-one[1], one[0]))
        if size >= 3:
            world.homes.setdefault(family, []).append(home)
            # A family is a cluster of its own when most of each is in the other.
            is_own = 2 * size > max(sizes[home], homes.total())
            world.own.setdefault(family, []).append(home if is_own else None)
    if night == PLANTED_NIGHT:
        home, size = counted[world.planted].most_common(1)[0] if counted[world.planted] else (None, 0)
        born = {event.cluster_id for event in found.lineage if event.event == "born"}
        world.tally["planted found"] = size
        world.tally["planted named"] = home in born and not world.names[home].startswith(UNNAMED)


def seen(ledger, clusters, cluster_id):
    cases = tuple(case for case, one in sorted(clusters.items()) if one == cluster_id)[:SNAPSHOT]
    return SeenCluster(cluster_id, Axis.RESPONSE, read_cluster_state(ledger, cluster_id).version, cases)


def decide(world, ledger, clusters, chance):
    """One day of people: verdicts, and now and then a merger, a split, an undo, a name, an answer to a proposal."""
    for case in chance.sample(sorted(clusters), min(VERDICTS, len(clusters))):
        attempt(world, partial(assess_case, ledger, CaseRef(case, "h", 0), Verdict.CONFIRMED, actor=MIA))
    ids = sorted(set(clusters.values()))
    look = partial(seen, ledger, clusters)
    if chance.random() < MERGES:
        into, other = chance.sample(ids, 2)
        attempt(world, lambda: merge_clusters(ledger, look(into), look(other), actor=MIA, reason="same"))
    if chance.random() < SPLITS:
        whole = look(chance.choice(ids))
        leaving = chance.sample(whole.case_ids, max(1, len(whole.case_ids) // 3))
        attempt(world, lambda: split_cluster(ledger, whole, leaving, actor=MIA, reason="differs"))
    if chance.random() < UNDOES and world.touched:
        undone = chance.choice(sorted(world.touched))
        attempt(world, lambda: undo_grouping(ledger, look(undone), actor=MIA))
    if chance.random() < RENAMES:
        named = chance.choice(ids)
        attempt(world, lambda: rename_cluster(ledger, look(named), "A human name", actor=MIA))
    for case, home, other in world.moves[:3]:
        answer = chance.choice([accept_moves, refuse_moves])
        attempt(world, partial(answer, ledger, look(home), to=other, case_ids=[case], actor=MIA))


def attempt(world, act):
    """Do what a person wants; what is refused (merged already, nothing left to take back) changes nothing."""
    try:
        act()
    except LedgerError:
        world.tally["refused acts"] += 1
    else:
        world.tally["acts"] += 1


def report(world, seed, seconds):
    tally = world.tally
    alive = set(world.before.clusters.values())
    untouched = {family: homes for family, homes in world.homes.items() if world.touched.isdisjoint(homes)}
    kept = sum(homes[0] == homes[-1] for homes in untouched.values())
    always = [homes for homes in world.own.values() if None not in homes and world.touched.isdisjoint(homes)]
    own = [homes for homes in world.own.values() if homes[0] and homes[-1] and world.touched.isdisjoint(homes)]
    own_kept, always_kept = (sum(homes[0] == homes[-1] for homes in many) for many in (own, always))
    steps = [(one, two) for homes in untouched.values() for one, two in pairwise(homes)]
    stepped = sum(one == two for one, two in steps)
    dead = sorted((world.ever | world.touched) - alive)
    ended = {one: resolve(world.lineage, one, alive) for one in dead if one in world.ever}
    lost = [one for one, heirs in ended.items() if not heirs and not is_told(world.lineage, one)]
    print(f"seed {seed}: {len(world.rows)} rows, {len(world.homes)} families, {len(alive)} clusters, {seconds:.0f} s")
    print(f"  {tally['acts']} acts of people, {tally['refits']} refits, {tally['proposed']} moves proposed")
    print(f"  families that are a cluster of their own on their first and last night, and keep its id: {own_kept}"
          f" of {len(own)} = {own_kept / len(own):.3f}; on every night: {always_kept} of {len(always)}")  # fmt: skip
    print(f"  all families, also those whose mixed cluster a refit parted, that keep their id for good: {kept}"
          f" of {len(untouched)} = {kept / len(untouched):.3f};"
          f" from night to night {stepped / len(steps):.4f}")  # fmt: skip
    print(f"  human constraints violated: {tally['violations']}, last words broken {tally['violations of last words']}")
    print(f"  decided cases moved: {tally['decided moved']} of {tally['decided']} looked at")
    print(f"  old links: {len(ended)}, to living clusters {sum(map(bool, ended.values()))}, unresolved {len(lost)}")
    print(f"  renamed: {tally['renamed'] / tally['names seen']:.4f} of {tally['names seen']} names, over the nights;"
          f" worst night {tally['worst renamed, per mille'] / 1000:.3f}")  # fmt: skip
    print(f"  planted {PLANTED}: {tally['planted found']} in one new named cluster: {bool(tally['planted named'])}")


def report_meanings(world):
    """How alike the means of two different families come: what `SAME_MEANING` stands on."""
    families = sorted(set(world.families.values()))
    of = {family: number for number, family in enumerate(families)}
    case_ids = sorted(world.rows)
    labels = np.array([of[world.families[case]] for case in case_ids])
    means = np.stack(list(find_centroids(np.stack([world.vectors[case] for case in case_ids]), labels).values()))
    cosines = (means @ means.T)[np.triu_indices(len(means), k=1)]
    print(f"  means of two families: cosine {np.percentile(cosines, 99):.2f} at the 99th percentile,"
          f" {np.mean(cosines >= SAME_MEANING):.5f} of all pairs at least {SAME_MEANING}")  # fmt: skip


def is_told(nights, cluster_id):
    """Tell whether the lineage says that a cluster vanished with no case left in any cluster."""
    ends = [event for events in nights for event in events if event.cluster_id == cluster_id]
    return bool(ends) and ends[-1].event == "vanished" and ends[-1].other_id is None


def main():
    encode = load_encoder(PACKAGED).encode
    for seed in map(int, sys.argv[1:] or ["1"]):
        chance = random.Random(seed)
        world = make_world(encode, chance)
        start = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder, open_ledger(f"sqlite:///{folder}/ledger.sqlite") as ledger:
            for night in range(NIGHTS):
                clusters, _ = run_night(world, ledger, night)
                decide(world, ledger, clusters, chance)
        report(world, seed, time.perf_counter() - start)
        report_meanings(world)


if __name__ == "__main__":
    main()
