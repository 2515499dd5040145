"""What an alarm is judged by: the nights of every cluster, and the alarms that stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from monitor.taxonomy import AlarmKind

# How many nights are taken together, tonight the last: a rise from many shows at once, one from a few in a week.
WINDOWS = (1, 2, 7)
# Eight weeks show each weekday eight times, and a week more is needed to judge the last one by them.
HISTORY_DAYS = 63


@dataclass(frozen=True, slots=True)
class Standing:
    """An alarm that stood after the night before: its kind, and the night it was raised on."""

    kind: AlarmKind
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The nights with traffic, oldest first, tonight last, and what each of the clusters had of it.

    `counts` are conversations, shape (clusters, nights); `totals` those of all traffic, shape (nights,). `people` are
    the different users in the last nights of each of the WINDOWS, shape (clusters, windows); a conversation without a
    known user counts as a user of its own. `born` is the night on which each cluster was first found, None where that
    was before anything here.
    """

    cluster_ids: Sequence[str]
    nights: Sequence[date]
    counts: NDArray[np.int64]
    totals: NDArray[np.int64]
    people: NDArray[np.int64]
    born: Sequence[date | None]

    @property
    def weekdays(self) -> NDArray[np.int64]:
        """The weekday of each night, Monday 0, shape (nights,)."""
        return np.array([night.weekday() for night in self.nights], dtype=np.int64)

    @property
    def later(self) -> NDArray[np.bool_]:
        """Which nights came after the one that discovered the cluster, shape (clusters, nights)."""
        nights = np.array(self.nights, dtype="datetime64[D]")
        born = np.array([one or date.min for one in self.born], dtype="datetime64[D]")
        return np.asarray(nights[None, :] > born[:, None])


def build_history(clusters: pl.DataFrame, traffic: pl.DataFrame, people: Sequence[pl.DataFrame] = ()) -> History:
    """Arrange counts by cluster and night; a cluster without conversations on a night had none.

    Columns of `clusters`: cluster_id, born, night, conversations; of `traffic`: night, conversations; of `people`, a
    frame for each of the WINDOWS: cluster_id, people.
    """
    known = clusters.group_by("cluster_id").agg(pl.col("born").first()).sort("cluster_id")
    rows = {cluster_id: row for row, cluster_id in enumerate(known["cluster_id"])}
    nights = traffic["night"].to_list()
    columns = {night: column for column, night in enumerate(nights)}
    counts = np.zeros((len(rows), len(nights)), dtype=np.int64)
    for cluster_id, night, conversations in clusters.select("cluster_id", "night", "conversations").iter_rows():
        counts[rows[cluster_id], columns[night]] = conversations
    of_windows = np.zeros((len(rows), len(WINDOWS)), dtype=np.int64)
    for window, frame in enumerate(people):
        for cluster_id, number in frame.select("cluster_id", "people").iter_rows():
            of_windows[rows[cluster_id], window] = number
    return History(
        cluster_ids=list(rows),
        nights=nights,
        counts=counts,
        totals=traffic["conversations"].to_numpy().astype(np.int64),
        people=of_windows,
        born=known["born"].to_list(),
    )
