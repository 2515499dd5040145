"""Which clusters emerged or escalated tonight, and which alarms go on or end."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import reduce
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

from monitor.alarms.expected import FIRST_DISPERSION, FIRST_HALF, chance_of, expect, fit, freak_chance, interval_of
from monitor.alarms.history import WINDOWS, History, Standing
from monitor.taxonomy import AlarmKind, AlarmState

# A night on which nothing changed raises a false alarm one time in two hundred, over all clusters together.
ENTER = 0.005
# An alarm ends when its last nights would be nothing special for this cluster: far from the level that raised it.
LEAVE = 0.1
LEAVE_NIGHTS = 3
EMERGING_NIGHTS = 2
# With fewer nights behind it a cluster is new: it can emerge, but not rise above what is not known yet.
LEAST_NIGHTS = 7
# A level that has held for four weeks is the usual one.
SETTLED_NIGHTS = 28
# Fewer conversations, or fewer people, are for the inbox: there a severe one is on top already.
LEAST_CONVERSATIONS = 5
LEAST_PEOPLE = 3
# In a very large cluster a tenth more is certain, and wakes nobody.
LEAST_RISE = 1.5

Floats = NDArray[np.float64]
Tail = Callable[[NDArray[np.int64], Floats, Floats], Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """What rose: `conversations` of `total` in the last `nights`, where `expected` (`low` to `high`) were usual.

    `since` is the first night of the rise; `chance` is that of as many when nothing changed.
    """

    kind: AlarmKind
    cluster_id: str
    state: AlarmState
    since: date
    nights: int
    conversations: int
    total: int
    expected: float
    low: float
    high: float
    chance: float


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the last nights brought each cluster, and what was usual; arrays of shape (clusters,)."""

    nights: NDArray[np.int64]
    counts: NDArray[np.int64]
    totals: NDArray[np.int64]
    mean: Floats
    dispersion: Floats
    chance: Floats


class Judge(Protocol):
    """A way to judge the last nights by those before the one numbered `first`."""

    def __call__(self, history: History, first: int | NDArray[np.int64], *, nights: int) -> _Seen:
        """Return what the last `nights` brought, what was usual, and the chance of that."""


def watch(history: History, standing: Mapping[str, Standing]) -> tuple[Alarm, ...]:
    """Judge the last night of `history`; `standing` are the alarms after the night before, by cluster.

    A cluster that is new is judged by how rare its like was before, a known one by its own rate. The clusters of one
    night share one chance of a false alarm: Benjamini and Hochberg (1995), "Controlling the false discovery rate". A
    standing alarm ends at a lower level than the one that raised it.
    """
    if not history.cluster_ids or len(history.nights) <= 1:
        return ()
    is_new = history.later[:, :-1].sum(axis=1) < LEAST_NIGHTS
    seen = _either(is_new, _emerged(history), _escalated(history))
    stands = np.array([one in standing for one in history.cluster_ids])
    raised = _is_raised(seen.chance, ~stands)
    kinds = np.where(is_new, AlarmKind.EMERGENCE, AlarmKind.ESCALATION)
    fresh = (
        _alarm(history, row, seen, (AlarmKind(kinds[row]), AlarmState.RAISED, history.nights[-int(seen.nights[row])]))
        for row in map(int, np.flatnonzero(raised))
    )
    return (*fresh, *_go_on(history, standing, is_new))


def _is_raised(chance: Floats, judged: NDArray[np.bool_]) -> NDArray[np.bool_]:
    raised = np.zeros(len(chance), dtype=np.bool_)
    if judged.any():
        raised[judged] = false_discovery_control(np.minimum(chance[judged], 1)) <= ENTER
    return raised


def _emerged(history: History) -> _Seen:
    """Judge by the last night or two: a cluster may be found only when its second night adds to the first."""
    return _least_likely(history, _by_all_before, most=EMERGING_NIGHTS)


def _escalated(history: History) -> _Seen:
    return _least_likely(history, _by_usual, most=max(WINDOWS))


def _least_likely(history: History, judge: Judge, *, most: int) -> _Seen:
    """Judge by each of the WINDOWS, and keep of each cluster the least likely; more chances to be wrong cost."""
    windows = [(column, nights) for column, nights in enumerate(WINDOWS) if nights <= most]
    judged = [
        _worth_telling(history, judge(history, len(history.nights) - nights, nights=nights), column=column)
        for column, nights in windows
        if nights < len(history.nights)
    ]
    best = reduce(lambda one, other: _either(other.chance < one.chance, other, one), judged)
    return replace(best, chance=best.chance * len(windows))


def _worth_telling(history: History, seen: _Seen, *, column: int) -> _Seen:
    """Leave alone what is too few, from too few people, or hardly more than usual."""
    is_large = (seen.counts >= LEAST_CONVERSATIONS) & (history.people[:, column] >= LEAST_PEOPLE)
    return replace(seen, chance=np.where(is_large & (seen.counts >= LEAST_RISE * seen.mean), seen.chance, 1.0))


def _by_usual(history: History, first: int | NDArray[np.int64], *, nights: int) -> _Seen:
    """Judge the last nights by what was usual after each cluster's discovery and before the night numbered `first`."""
    kept = history.later & _before(history, first)
    found = fit(history.counts, history.totals, weekdays=history.weekdays, kept=kept)
    mean, dispersion = expect(found, history.totals[-nights:], weekdays=history.weekdays[-nights:])
    # A single night may be a freak; two in a row are not.
    seen = _judged(history, mean, dispersion, nights=nights, tail=freak_chance if nights == 1 else chance_of)
    return replace(seen, chance=np.where(found.nights < LEAST_NIGHTS, 1.0, seen.chance))


def _by_all_before(history: History, first: int | NDArray[np.int64], *, nights: int) -> _Seen:
    """Judge the last nights by how rare each cluster's like was on all nights before the one numbered `first`.

    The first conversations of a cluster are too few to tell weekdays apart, and those that discovered it count here:
    they make a burst less surprising, never more.
    """
    before = _before(history, first)
    like = np.sum(history.counts * before, axis=1) + FIRST_HALF
    rate = like / np.maximum(np.sum(history.totals * before, axis=1), 1)
    return _judged(history, rate * history.totals[-nights:].sum(), FIRST_DISPERSION + 1 / like, nights=nights)


def _before(history: History, first: int | NDArray[np.int64]) -> NDArray[np.bool_]:
    numbers = np.arange(len(history.nights))[None, :]
    return np.asarray(numbers < np.broadcast_to(first, (len(history.cluster_ids),))[:, None])


def _judged(history: History, mean: Floats, dispersion: Floats, *, nights: int, tail: Tail = chance_of) -> _Seen:
    counts = history.counts[:, -nights:].sum(axis=1)
    totals = np.full(len(counts), history.totals[-nights:].sum())
    return _Seen(np.full(len(counts), nights), counts, totals, mean, dispersion, tail(counts, mean, dispersion))


def _either(where: NDArray[np.bool_], one: _Seen, other: _Seen) -> _Seen:
    return _Seen(*(np.where(where, getattr(one, each.name), getattr(other, each.name)) for each in fields(_Seen)))


def _go_on(history: History, standing: Mapping[str, Standing], is_new: NDArray[np.bool_]) -> Iterator[Alarm]:
    """Say of each standing alarm that it goes on, or ended tonight, by the nights before it began."""
    rows = [row for row, cluster_id in enumerate(history.cluster_ids) if cluster_id in standing]
    if not rows:
        return
    first = np.full(len(history.cluster_ids), len(history.nights) - 1)
    first[rows] = [bisect_left(history.nights, standing[history.cluster_ids[row]].since) for row in rows]
    nights = min(LEAVE_NIGHTS, len(history.nights) - 1)
    rare, usual = _by_all_before(history, first, nights=nights), _by_usual(history, first, nights=nights)
    for row in rows:
        before = standing[history.cluster_ids[row]]
        emerged = before.kind is AlarmKind.EMERGENCE
        seen = rare if emerged else usual
        is_known = (emerged and not is_new[row]) or (history.nights[-1] - before.since).days >= SETTLED_NIGHTS
        is_over = is_known or seen.chance[row] > LEAVE
        yield _alarm(
            history, row, seen, (before.kind, AlarmState.OVER if is_over else AlarmState.STANDING, before.since)
        )


def _alarm(history: History, row: int, seen: _Seen, told: tuple[AlarmKind, AlarmState, date]) -> Alarm:
    kind, state, since = told
    low, high = interval_of(seen.mean[row : row + 1], seen.dispersion[row : row + 1])
    return Alarm(
        kind=kind,
        cluster_id=history.cluster_ids[row],
        state=state,
        since=since,
        nights=int(seen.nights[row]),
        conversations=int(seen.counts[row]),
        total=int(seen.totals[row]),
        expected=float(seen.mean[row]),
        low=float(low[0]),
        high=float(high[0]),
        chance=float(min(seen.chance[row], 1.0)),
    )
