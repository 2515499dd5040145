import numpy as np
import polars as pl

from monitor.linking import find_nearest
from monitor.linking.candidates import CANDIDATE_SCHEMA
from monitor.linking.nearest import BLOCK, MOST_NEAREST

ACROSS, UP, AHEAD = np.eye(3, dtype=np.float32)
VECTORS = {"p1": ACROSS, "r1": UP, "p2": AHEAD, "r2": AHEAD, "r3": UP}


def exchanges(*rows):
    return pl.DataFrame(rows, schema=["prompt_hash", "response_hash"], orient="row")


def test_what_a_report_lies_between_is_near_and_what_it_does_not_is_not():
    report = (ACROSS + UP) / np.float32(np.sqrt(2))
    found = find_nearest({"a": report}, exchanges(("p1", "r1"), ("p2", "r2"), (None, "r3")), VECTORS)
    assert dict(found.schema) == CANDIDATE_SCHEMA
    assert found.rows() == [
        ("a", None, None, None, "r3", 0.0),
        ("a", None, None, "p1", "r1", 0.0),
    ]


def test_what_has_no_vectors_yet_is_left_out():
    assert find_nearest({"a": UP}, exchanges(("p9", "r1"), ("p1", "r9")), VECTORS).is_empty()
    assert find_nearest({}, exchanges(("p1", "r1")), VECTORS).is_empty()
    assert find_nearest({"a": UP}, exchanges().cast(pl.String), VECTORS).is_empty()


def test_the_nearest_of_many_are_kept_for_each_of_many_reports():
    turns = np.linspace(0, 1, 100, dtype=np.float32)
    vectors = {f"r{n:02}": np.array([np.cos(turn), np.sin(turn), 0]) for n, turn in enumerate(turns)}
    reports = {f"{n:03}": np.array([1, 0, 0], dtype=np.float32) for n in range(BLOCK + 5)}
    found = find_nearest(reports, exchanges(*((None, name) for name in vectors)), vectors)
    assert len(found) == len(reports) * MOST_NEAREST
    assert set(found["response_hash"]) == {f"r{n:02}" for n in range(MOST_NEAREST)}
