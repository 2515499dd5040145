"""Reports to the conversations that they tell of, and to like reports: rare words first, then wording and vectors."""

from monitor.linking.candidates import Told, build_told, empty_candidates, rank_exchanges, rarities
from monitor.linking.groups import join_reports
from monitor.linking.matching import (
    Found,
    find_meant,
    find_shared_words,
    find_worded,
    pair_reports,
)
from monitor.linking.nearest import find_nearest
from monitor.linking.quotes import find_quotes

__all__ = [
    "Found",
    "Told",
    "build_told",
    "empty_candidates",
    "find_meant",
    "find_nearest",
    "find_quotes",
    "find_shared_words",
    "find_worded",
    "join_reports",
    "pair_reports",
    "rank_exchanges",
    "rarities",
]
