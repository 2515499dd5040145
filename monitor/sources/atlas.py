"""Case studies of MITRE ATLAS, the knowledge base of attacks on AI systems."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from monitor.errors import RecordError
from monitor.records import SubmittedReport
from monitor.sources.context import unread_fields
from monitor.sources.fields import mappings_in, text_field, time_field
from monitor.sources.options import ReadOptions

# Techniques are named by a template reference such as {{pi_indirect.id}}.
TEMPLATE = re.compile(r"\{\{\s*([\w.]+?)(?:\.id)?\s*\}\}")

# The grant of mitre-atlas/atlas-data.
LICENCE = "Apache-2.0 (MITRE ATLAS)"
# What is read completely; what is read in part stays among the extra fields as a whole.
READ = frozenset({"object-type", "id", "name", "summary", "reporter", "actor", "incident-date"})


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row calls itself a case study."""
    return row.get("object-type") == "case-study"


def read(row: Mapping[str, Any], _options: ReadOptions) -> SubmittedReport:
    """Read one case study, its summary and then its steps; raises RecordError if it has neither.

    Its tags name the kind of study, what was attacked and the techniques.
    """
    steps = list(mappings_in(row.get("procedure")))
    texts = [text_field(row, "summary"), *(text_field(step, "description") for step in steps)]
    text = "\n\n".join(words for words in texts if words)
    if not text:
        raise RecordError("the case study has no summary")
    return SubmittedReport(
        text=text,
        format="atlas",
        channel="MITRE ATLAS",
        title=text_field(row, "name"),
        external_id=text_field(row, "id"),
        reporter=text_field(row, "reporter", "actor"),
        url=next((url for one in mappings_in(row.get("references")) if (url := text_field(one, "url"))), None),
        licence=LICENCE,
        tags=tuple(dict.fromkeys(_tags(row, steps))),
        reported_at=time_field(row, "incident-date"),
        extra=unread_fields(row, read=READ),
    )


def _tags(row: Mapping[str, Any], steps: list[Mapping[str, Any]]) -> Iterator[str]:
    for field in ("case-study-type", "target"):
        yield from filter(None, [text_field(row, field)])
    for step in steps:
        technique = text_field(step, "technique")
        if technique:
            yield TEMPLATE.sub(r"\1", technique)
