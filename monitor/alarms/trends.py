"""What each night of one cluster would usually bring, to draw beside what it brought."""

from dataclasses import dataclass
from datetime import date

from numpy import arange

from monitor.alarms.expected import expect, fit, interval_of
from monitor.alarms.history import History
from monitor.alarms.rates import PER, Rate, rate_of
from monitor.alarms.watching import LEAST_NIGHTS


@dataclass(frozen=True, slots=True)
class Usual:
    """How many of ten thousand conversations are usual on a night, and the bounds of 95 % of such nights."""

    per: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class TrendNight:
    """One night of a cluster: its rate (None: no traffic), and what was usual (None: it is too new to say)."""

    night: date
    rate: Rate | None
    usual: Usual | None


def trend_of(history: History, cluster_id: str, *, before: date | None = None) -> tuple[TrendNight, ...]:
    """Return the nights of one cluster, oldest first, with what was usual after its discovery.

    `before` is the first night of a rise that is going on: what is usual is known from the nights before it, otherwise
    from all but the last.
    """
    row = history.cluster_ids.index(cluster_id)
    last = before or history.nights[-1]
    is_before = arange(len(history.nights)) < sum(night < last for night in history.nights)
    found = fit(history.counts, history.totals, weekdays=history.weekdays, kept=history.later & is_before[None, :])
    is_known = found.nights[row] >= LEAST_NIGHTS
    trend = []
    for column, night in enumerate(history.nights):
        total = history.totals[column : column + 1]
        mean, dispersion = expect(found, total, weekdays=history.weekdays[column : column + 1])
        low, high = interval_of(mean[row : row + 1], dispersion[row : row + 1])
        scale = PER / int(total[0])
        usual = Usual(float(mean[row]) * scale, float(low[0]) * scale, float(high[0]) * scale) if is_known else None
        trend.append(TrendNight(night, rate_of(int(history.counts[row, column]), int(total[0])), usual))
    return tuple(trend)
