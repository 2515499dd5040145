"""Responses to detections: one detector per failure, with the evidence it cites."""

from monitor.detectors import (
    bias,
    false_capability,
    false_identity,
    harmful_compliance,
    jailbreak,
    jailbreak_attempt,
    made_up_facts,
    no_clarification,
    over_refusal,
    personal_data_leak,
    prompt_leak,
)
from monitor.detectors.detect import DETECTORS
