"""The detectors, in the order in which they look."""

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
from monitor.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    jailbreak_attempt.DETECTOR,
    jailbreak.DETECTOR,
    harmful_compliance.DETECTOR,
    over_refusal.DETECTOR,
    made_up_facts.DETECTOR,
    bias.DETECTOR,
    false_identity.DETECTOR,
    false_capability.DETECTOR,
    no_clarification.DETECTOR,
    personal_data_leak.DETECTOR,
    prompt_leak.DETECTOR,
)
