"""Reports that a web form exported as JSON."""

from collections.abc import Mapping
from typing import Any

from monitor.records import SubmittedReport
from monitor.sources.forms import read_form, recognise_form
from monitor.sources.options import ReadOptions


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the fields are those of a report form."""
    return recognise_form(row)


def read(row: Mapping[str, Any], _options: ReadOptions) -> SubmittedReport:
    """Read one report; raises RecordError if it has no words."""
    return read_form(row, format="report_jsonl")
