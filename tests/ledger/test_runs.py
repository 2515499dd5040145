from concurrent.futures import ThreadPoolExecutor

from monitor.ledger import read_runs, record_run, verify_ledger


def test_the_same_run_twice_is_one_event(ledger):
    first = record_run(ledger, "2026-11-22", {"seen": 400, "inserted": 398})
    again = record_run(ledger, "2026-11-22", {"seen": 400, "inserted": 0})
    assert again == first
    assert read_runs(ledger) == (first,)
    assert first.payload == {"seen": 400, "inserted": 398}


def test_runs_recorded_at_once_are_one_event_each(ledger):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: record_run(ledger, f"run-{number % 4}", {}), range(32)))
    assert verify_ledger(ledger).count == 4
