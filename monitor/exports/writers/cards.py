"""What a set is, as a Hugging Face dataset card."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import yaml

from monitor.exports.writers.lines import as_json
from monitor.exports.writers.shapes import Batch, Record
from monitor.exports.writers.tables import columns_of
from monitor.taxonomy import Side, label

# Bounds and names of Hugging Face's size categories.
SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
MORE = "1M<n<10M"
# A log may call its language anything; the card's front matter knows codes only.
LANGUAGE = re.compile(r"[a-z]{2,3}")
SIDES = {
    Side.EVAL: "to test with; never train on it, and never publish it where models are trained",
    Side.TRAIN: "to train on; never test with it",
}
ABOUT = """\
Failures of a chatbot, each promoted by a person: what was asked, the failing response, and what should have been done.
The two splits share no leak family (near-duplicates, one conversation, one cluster). Texts are as they were stored,
with personal data redacted; many are harmful by nature.

`failing_response` is what the chatbot should **not** have said: never learn from it as an answer.
"""


def write_card(batch: Batch) -> str:
    """Describe a set for its readers: front matter that `datasets` obeys, and what its numbers and columns are."""
    rows = [row for records in batch.records.values() for row in records]
    matter = yaml.safe_dump(_front_matter(batch, rows), sort_keys=False, allow_unicode=True)
    parts = [f"---\n{matter}---\n", f"# {batch.title}\n", ABOUT, *_provenance(batch)]
    parts += [_table("Splits", ("split", "examples", "what it is for"), _splits(batch))]
    for column, title in (("failure", "What went wrong"), ("expected", "What should have been done")):
        counted = Counter(label(row[column]) for row in rows).most_common()
        parts.append(_table(title, (column, "examples"), ((word, f"{count:,}") for word, count in counted)))
    parts.append(
        _table("Columns", ("column", "what it holds"), ((f"`{name}`", said) for name, said in _columns(batch)))
    )
    return "\n".join(parts)


def _front_matter(batch: Batch, rows: Sequence[Record]) -> dict[str, Any]:
    languages = sorted({row["language"] for row in rows if LANGUAGE.fullmatch(row["language"] or "")})
    files = [{"split": str(side), "path": f"data/{side}.parquet"} for side in batch.records]
    return {
        "pretty_name": f"{batch.version.name}, version {batch.version.number}",
        "license": batch.version.conditions.licence or "unknown",
        **({"language": languages} if languages else {}),
        "task_categories": ["text-generation"],
        "size_categories": [next((name for bound, name in SIZES if len(rows) < bound), MORE)],
        "tags": ["not-for-all-audiences", "safety", "chatbot-failures"],
        "configs": [{"config_name": "default", "data_files": files}],
    }


def _provenance(batch: Batch) -> Iterator[str]:
    version = batch.version
    frozen = f"Version {version.number} of `{version.name}`, frozen {version.frozen_at:%Y-%m-%d}"
    yield f"{frozen}, content SHA-256 `{version.digest}`.\n"
    said = asdict(version.conditions)
    yield "".join(f"- {name}: {'unknown' if value is None else as_json(value)}\n" for name, value in said.items())
    if version.replaces is not None:
        yield f"It is version {version.replaces} without what was erased from that.\n"
    if version.note:
        # People write notes, with whatever a page would take for a tag or a link.
        yield f"Note:\n\n    {as_json(version.note)}\n"


def _splits(batch: Batch) -> Iterator[tuple[str, ...]]:
    for side, records in batch.records.items():
        yield f"`{side}`", f"{len(records):,}", SIDES[side]


def _columns(batch: Batch) -> Iterator[tuple[str, str]]:
    yield from columns_of(batch).items()
    yield "messages", "The same as `prompt_json`, as a list of role and content."


def _table(title: str, head: Sequence[str], rows: Iterator[tuple[str, ...]]) -> str:
    lines = (f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows))
    return f"## {title}\n\n" + "".join(f"{line}\n" for line in lines)
