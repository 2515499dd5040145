"""Labels that keep what people decided, changed no more than that takes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from monitor.clusters.clustering import NOISE
from monitor.clusters.constraints import Bonds

# "Mostly": more than half of the rows of a label that were in some cluster last night.
MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Rows:
    """What is known of each row: its case, its label last night (NOISE for none), whether it is pinned, its vector.

    Labels of last night and of tonight name the same clusters. A pinned row has tonight the label it must keep.
    """

    case_ids: list[str]
    previous: NDArray[np.int64]
    pinned: NDArray[np.bool_]
    vectors: NDArray[np.float32]


@dataclass(slots=True)
class _Placing:
    """Labels being changed; `atoms` are the rows that must stay together, by their position among the bonds' groups."""

    labels: NDArray[np.int64]
    rows: Rows
    atoms: dict[int, NDArray[np.int64]]
    enemies: Mapping[int, set[int]]
    moved_out: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    next_label: int = 0

    def mint(self) -> int:
        """Return a label that nobody has had."""
        self.next_label += 1
        return self.next_label - 1


def obey(labels: NDArray[np.int64], rows: Rows, bonds: Bonds) -> NDArray[np.int64]:
    """Return labels under which no bond is broken; the order of the rows must be that of their cases' ids.

    First, rows that belong together get one label: the pinned one, else that of most of them; another label that
    mostly holds rows of last night's same cluster comes along whole. Then, where rows that belong apart share a label,
    those leave it that had another before, and the rows no bond speaks of follow the nearest side.
    """
    placing = _placing(labels.copy(), rows, bonds)
    for atom in placing.atoms.values():
        _bring_together(placing, atom)
    _take_apart(placing)
    return placing.labels


def _placing(labels: NDArray[np.int64], rows: Rows, bonds: Bonds) -> _Placing:
    row_of = {case_id: row for row, case_id in enumerate(rows.case_ids)}
    found = {
        number: np.array([row_of[case_id] for case_id in group if case_id in row_of], dtype=np.int64)
        for number, group in enumerate(bonds.groups)
    }
    atoms = {number: own for number, own in found.items() if len(own)}
    enemies: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in bonds.apart:
        enemies[one].add(other)
        enemies[other].add(one)
    first_free = 1 + int(max(np.max(labels, initial=NOISE), np.max(rows.previous, initial=NOISE)))
    return _Placing(labels, rows, atoms, enemies, next_label=first_free)


def _bring_together(placing: _Placing, atom: NDArray[np.int64]) -> None:
    labels, rows = placing.labels, placing.rows
    if len(atom) == 1:
        return
    target = _target(placing, atom)
    homes = {int(label) for label in rows.previous[atom] if label != NOISE}
    for label in sorted({int(one) for one in labels[atom]} - {NOISE, target}):
        members = np.flatnonzero(labels == label)
        known = rows.previous[members]
        known = known[known != NOISE]
        if len(known) and np.mean(np.isin(known, sorted(homes))) > MOSTLY:
            _move_unpinned(placing, members, target)
    labels[atom] = target


def _target(placing: _Placing, atom: NDArray[np.int64]) -> int:
    """Return the label for rows that belong together: the pinned one, else last night's, else that of most."""
    labels, rows = placing.labels, placing.rows
    pinned = _most(labels[atom[rows.pinned[atom]]])
    if pinned != NOISE:
        return pinned
    home = _most(rows.previous[atom])
    if home != NOISE and (home in labels[atom] or np.all(labels[atom] == NOISE)):
        return home
    found = _most(labels[atom])
    return placing.mint() if found == NOISE else found


def _move_unpinned(placing: _Placing, members: NDArray[np.int64], target: int) -> None:
    """Give members of a label another one, except the pinned and those that are bound to a pinned one."""
    held = placing.rows.pinned.copy()
    for atom in placing.atoms.values():
        held[atom] |= bool(np.any(placing.rows.pinned[atom]))
    placing.labels[members[~held[members]]] = target


def _take_apart(placing: _Placing) -> None:
    """Give groups that belong apart different labels, and let the other rows of a label follow the nearest side."""
    held: defaultdict[int, list[int]] = defaultdict(list)
    conflicts: defaultdict[int, set[int]] = defaultdict(set)
    for number in sorted(placing.atoms, key=lambda one: _rank(placing, one)):
        atom = placing.atoms[number]
        label = int(placing.labels[atom[0]])
        if label == NOISE:
            continue
        if _is_free(placing, number, held[label]):
            held[label].append(number)
            continue
        conflicts[label].update(one for one in held[label] if one in placing.enemies[number])
        new = _other_label(placing, number, label, held=held)
        placing.labels[atom] = new
        held[new].append(number)
        conflicts[label].add(number)
    for label, sides in conflicts.items():
        _follow(placing, label, sorted(sides))


def _rank(placing: _Placing, number: int) -> tuple[bool, bool, int, int]:
    """Order who may stay: the pinned, those who were there last night, the larger groups."""
    atom, rows = placing.atoms[number], placing.rows
    is_home = _most(rows.previous[atom]) == placing.labels[atom[0]]
    return (not bool(np.any(rows.pinned[atom])), not is_home, -len(atom), number)


def _is_free(placing: _Placing, number: int, holders: Iterable[int]) -> bool:
    return not any(holder in placing.enemies.get(number, ()) for holder in holders)


def _other_label(placing: _Placing, number: int, label: int, *, held: Mapping[int, list[int]]) -> int:
    """Return where a group goes that cannot stay: home, where others that left went, or to a label of its own."""
    atom = placing.atoms[number]
    home = _most(placing.rows.previous[atom])
    wanted = [*([home] if home not in (NOISE, label) else []), *placing.moved_out[label]]
    for candidate in wanted:
        there = [
            other for other, own in placing.atoms.items() if other != number and placing.labels[own[0]] == candidate
        ]
        if _is_free(placing, number, [*held.get(candidate, ()), *there]):
            return candidate
    placing.moved_out[label].append(placing.mint())
    return placing.moved_out[label][-1]


def _follow(placing: _Placing, label: int, sides: list[int]) -> None:
    """Let each free row of a label go to the side where it was last night, or else to the nearest."""
    labels, rows = placing.labels, placing.rows
    is_free = (labels == label) & ~rows.pinned
    for atom in placing.atoms.values():
        is_free[atom] = False
    shown = np.concatenate([placing.atoms[number] for number in sides])
    open_labels = np.unique(labels[shown])
    free = np.flatnonzero(is_free & ~np.isin(rows.previous, open_labels))
    returning = np.flatnonzero(is_free & np.isin(rows.previous, open_labels))
    labels[returning] = rows.previous[returning]
    if len(free):
        labels[free] = labels[shown][np.argmax(rows.vectors[free] @ rows.vectors[shown].T, axis=1)]


def _most(labels: NDArray[np.int64]) -> int:
    """Return the label that most of these rows have, the smallest of equal ones; NOISE where none has one."""
    counted = Counter(int(label) for label in labels if label != NOISE)
    return min(counted, key=lambda label: (-counted[label], label), default=NOISE)
