from monitor.ledger.events import GENESIS
from monitor.ledger.migrations import MIGRATIONS, statement


def test_the_recorded_head_begins_where_the_chain_begins():
    assert GENESIS in statement(3, "sqlite")


def test_every_change_is_written_for_both_stores():
    for number in range(1, len(MIGRATIONS) + 1):
        assert all(statement(number, dialect).strip() for dialect in ("sqlite", "postgresql"))
