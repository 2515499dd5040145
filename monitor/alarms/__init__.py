"""What emerged, what rose, and what is back: rates against their own history."""

from monitor.alarms.expected import Expected, chance_of, expect, fit, interval_of
from monitor.alarms.history import HISTORY_DAYS, WINDOWS, History, Standing, build_history
from monitor.alarms.rates import PER, Rate, estimate_size, rate_of
from monitor.alarms.regression import Resolution, Sighting, find_evidence
from monitor.alarms.trends import TrendNight, Usual, trend_of
from monitor.alarms.versions import is_from, natural_order
from monitor.alarms.watching import Alarm, watch

__all__ = [
    "HISTORY_DAYS",
    "PER",
    "WINDOWS",
    "Alarm",
    "Expected",
    "History",
    "Rate",
    "Resolution",
    "Sighting",
    "Standing",
    "TrendNight",
    "Usual",
    "build_history",
    "chance_of",
    "estimate_size",
    "expect",
    "find_evidence",
    "fit",
    "interval_of",
    "is_from",
    "natural_order",
    "rate_of",
    "trend_of",
    "watch",
]
