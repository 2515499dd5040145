"""Personal data out of whatever is about to be stored."""

from monitor.redaction.admission import (
    admit_conversation,
    admit_rejected,
    admit_report,
    identify,
    identify_person,
    identify_sighting,
)
from monitor.redaction.key import load_key
from monitor.redaction.redact import PLACEHOLDER, REDACTION_VERSION, redact_texts

__all__ = [
    "PLACEHOLDER",
    "REDACTION_VERSION",
    "admit_conversation",
    "admit_rejected",
    "admit_report",
    "identify",
    "identify_person",
    "identify_sighting",
    "load_key",
    "redact_texts",
]
