from datetime import datetime

import pytest

from monitor.warehouse.connection import open_working
from monitor.warehouse.digest import LEFT_OUT, content_digest

LANDING = "insert into landings values ($sha, 'log', 1, 'messages', 1, 1, 1, 0, 0, $run, $at, 0, 'web')"
EMBEDDING = "insert into embeddings values ($hash, 'encoder', $vector)"


def fill(store, rows):
    for statement, params in rows:
        store.execute(statement, params)
    return content_digest(store)


ROWS = [
    (LANDING, {"sha": "a", "run": "1", "at": datetime(2026, 11, 1)}),
    (LANDING, {"sha": "b", "run": "2", "at": datetime(2026, 11, 2)}),
    (EMBEDDING, {"hash": "h", "vector": [0.1, -0.5]}),
]
LATER = [(LANDING, params | {"at": datetime(2030, 1, 1)}) for _, params in ROWS[:2]]


@pytest.fixture
def digest_of(tmp_path):
    counter = iter(range(100))

    def digest_of(rows):
        with open_working(tmp_path / f"{next(counter)}.duckdb") as store:
            return fill(store, rows)

    return digest_of


def test_neither_the_order_of_rows_nor_the_clock_changes_the_digest(digest_of):
    assert digest_of(ROWS) == digest_of(ROWS[::-1]) == digest_of([*LATER, ROWS[2]])


@pytest.mark.parametrize(
    "rows",
    [
        ROWS[:2],
        [*ROWS, (EMBEDDING, {"hash": "h", "vector": [0.1, -0.5]})],
        [*ROWS[:2], (EMBEDDING, {"hash": "h", "vector": [0.1, -0.50001]})],
        [*ROWS[:2], (EMBEDDING, {"hash": "h", "vector": [-0.5, 0.1]})],
        [*ROWS[1:], (LANDING, ROWS[0][1] | {"run": "9"})],
    ],
)
def test_any_other_difference_changes_the_digest(digest_of, rows):
    assert digest_of(rows) != digest_of(ROWS)


def test_what_is_left_out_is_really_there(store):
    for table, columns in LEFT_OUT.items():
        there = {row[0] for row in store.execute(f"describe {table}").fetchall()}
        assert set(columns) <= there
