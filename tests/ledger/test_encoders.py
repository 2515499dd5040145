from datetime import datetime

from monitor.ledger import EncoderChange, NamedEncoder, read_encoder_changes, record_encoder_change, verify_ledger

OLD, NEW = NamedEncoder("a@1/head256", "a"), NamedEncoder("b@2/head256", "models/b")


def test_a_migration_is_recorded_once_and_read_as_it_was(ledger):
    change = EncoderChange(OLD, NEW, datetime(2026, 11, 2, 3, 4, 5, 678))
    first = record_encoder_change(ledger, change)
    assert record_encoder_change(ledger, change) == first
    back = EncoderChange(NEW, OLD, datetime(2026, 11, 3))
    record_encoder_change(ledger, back)
    read = read_encoder_changes(ledger)
    assert [(one.before, one.after, one.at) for one in read] == [
        (OLD, NEW, change.at),
        (NEW, OLD, back.at),
    ]
    assert read[0].sequence < read[1].sequence
    assert verify_ledger(ledger).count == 2
