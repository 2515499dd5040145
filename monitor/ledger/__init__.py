"""The only door to the decision store: append-only, hash-chained events."""

from monitor.ledger.connection import Ledger, attempt, hold, open_ledger
from monitor.ledger.encoders import EncoderChange, NamedEncoder, read_encoder_changes, record_encoder_change
from monitor.ledger.erasure import blank_events, scrub_ledger
from monitor.ledger.events import Draft, Event, canonical_json, live_events, subject_id, subject_name
from monitor.ledger.runs import RUNNER, read_runs, record_run
from monitor.ledger.store import allocate_id, append_event, read_events
from monitor.ledger.verification import Verified, read_head, verify_ledger

__all__ = [
    "RUNNER",
    "Draft",
    "EncoderChange",
    "Event",
    "Ledger",
    "NamedEncoder",
    "Verified",
    "allocate_id",
    "append_event",
    "attempt",
    "blank_events",
    "canonical_json",
    "hold",
    "live_events",
    "open_ledger",
    "read_encoder_changes",
    "read_events",
    "read_head",
    "read_runs",
    "record_encoder_change",
    "record_run",
    "scrub_ledger",
    "subject_id",
    "subject_name",
    "verify_ledger",
]
