"""Responses to detections: one detector per failure, with the evidence it cites."""

from monitor.detectors.detect import Detect
from monitor.detectors.detector import Detector, Finding, Judgement, Scores
from monitor.detectors.family import DETECTORS

__all__ = ["DETECTORS", "Detect", "Detector", "Finding", "Judgement", "Scores"]
