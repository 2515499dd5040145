import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from monitor.errors import StoreError
from monitor.warehouse.connection import Snapshot, open_snapshot, open_working, transaction
from monitor.warehouse.publishing import checkpoint, publish

HOLD = """
import sys, time
from pathlib import Path
from monitor.warehouse.connection import open_working
with open_working(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def count_sources(store):
    return store.execute("select count(*) from run_counts").fetchone()[0]


def add_count(store, name):
    store.execute("insert into run_counts values ('r', 's', $name, 1)", {"name": name})


def test_a_second_run_is_told_that_another_one_is_writing(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        with pytest.raises(StoreError, match="another run is writing"), open_working(path):
            pass
        holder.kill()


def test_a_damaged_file_is_refused_by_name(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(StoreError, match=r"warehouse\.duckdb"), open_working(path):
        pass


def test_a_newer_schema_is_refused(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    with open_working(path) as store:
        store.execute("insert into schema_version values (999)")
    with pytest.raises(StoreError, match="schema 999"), open_working(path):
        pass


def test_an_upgrade_is_done_once(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    for _ in range(2):
        with open_working(path) as store:
            versions = store.execute("select count(*), max(version) from schema_version").fetchone()
    assert versions[0] == versions[1]


def test_a_broken_transaction_leaves_nothing(store):
    with pytest.raises(ZeroDivisionError), transaction(store):
        add_count(store, "half")
        _ = 1 / 0
    assert count_sources(store) == 0


def test_a_reader_keeps_its_snapshot_and_a_new_one_sees_the_new(tmp_path):
    working, published = tmp_path / "working.duckdb", tmp_path / "published.duckdb"
    with open_working(working) as store:
        checkpoint(store)
    publish(working, published)
    old = Snapshot(published)
    with open_working(working) as store:
        add_count(store, "new")
        checkpoint(store)
    publish(working, published)
    with open_snapshot(published) as new:
        assert (count_sources(old.cursor()), count_sources(new)) == (0, 1)
    old.close()


def test_a_snapshot_cannot_be_written(tmp_path):
    path = tmp_path / "working.duckdb"
    with open_working(path) as store:
        checkpoint(store)
    with open_snapshot(path) as snapshot, pytest.raises(Exception, match="read-only"):
        add_count(snapshot, "x")


def test_threads_read_one_snapshot_side_by_side(tmp_path):
    path = tmp_path / "working.duckdb"
    with open_working(path) as store:
        add_count(store, "one")
        checkpoint(store)
    snapshot, seen = Snapshot(path), []
    threads = [threading.Thread(target=lambda: seen.append(count_sources(snapshot.cursor()))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [1] * 8


def test_a_failed_publication_keeps_the_last_good_snapshot(tmp_path):
    working, published = tmp_path / "working.duckdb", tmp_path / "published.duckdb"
    with open_working(working) as store:
        checkpoint(store)
    publish(working, published)
    good = published.read_bytes()
    working.write_bytes(b"broken" * 100)
    with pytest.raises(StoreError):
        publish(working, published)
    assert published.read_bytes() == good


def test_a_missing_snapshot_says_what_to_run(tmp_path):
    with pytest.raises(StoreError, match="monitor nightly"):
        Snapshot(tmp_path / "none.duckdb")


def test_a_path_with_a_quote_is_only_a_path(tmp_path):
    path = tmp_path / "o'hara'; drop table runs;--.duckdb"
    with open_working(tmp_path / "plain.duckdb") as store:
        add_count(store, "one")
        checkpoint(store)
    shutil.copy(tmp_path / "plain.duckdb", path)
    with open_snapshot(Path(path)) as store:
        assert count_sources(store) == 1
