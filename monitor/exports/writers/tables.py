"""Examples as rows of a table: CSV and Parquet."""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyarrow
import pyarrow.parquet

from monitor.crosswalk import Scheme, codes_of
from monitor.exports.new_folder import NewFolder
from monitor.exports.writers.chats import assertions, failed_with, origin, provenance, rubric, turns
from monitor.exports.writers.lines import as_json
from monitor.exports.writers.shapes import BOTH, Batch, Format, Record
from monitor.records import Example
from monitor.taxonomy import IdealOrigin, Part

# Every column of every table, in order, with what it holds.
COLUMNS: Mapping[str, str] = {
    "example_id": "Permanent id of the example.",
    "side": "eval or train; an example never changes its side.",
    "prompt": "The last user message before the failing response.",
    "prompt_json": "The whole chat before the failing response: a JSON array of objects with role and content.",
    "failing_response": "What the chatbot said, and should not have: not an answer to learn.",
    "ideal": "The answer that should have been given; empty while nobody has written it.",
    "expected": "What the chatbot should have done.",
    "rubric": "The same as a sentence for a grader.",
    "failure": "What went wrong.",
    "hazard": "What harm it could do: one of MLCommons AILuminate's hazards.",
    "llama_guard": "The hazard's Llama Guard 3 code.",
    "avid": "The hazard's code in AVID's taxonomy.",
    "technique": "How the failure was provoked.",
    "case_id": "The case it was promoted from.",
    "conversation_id": "The conversation it comes from, under its keyed id.",
    "prompt_cluster_id": "The cluster of its prompt when it was promoted.",
    "response_cluster_id": "The cluster of its response when it was promoted.",
    "model": "The model that failed.",
    "model_version": "The model's version.",
    "language": "The language of the conversation.",
}
# Only in a set in which some example has it: what was exported before there were such columns stays as it was.
MORE_COLUMNS: Mapping[str, str] = {
    "assertions": "What must hold of every good answer: a JSON array of objects with kind and text.",
    "ideal_origin": "Whose words the ideal answer is: human, template or model; a model's was accepted by a person.",
    "part": "Whether it is an ordinary good answer or the harmless twin of what must be refused; else it is a failure.",
    "provenance": "Why it is an example: a JSON object with detectors, verdict, assessed_by and chosen_as.",
}
# Words and ids of ours, which hold neither separators nor quotes.
PLAIN = ("example_id", "side", "expected", "failure", "hazard", "llama_guard", "avid", "technique", "case_id")
# Columns that are JSON wherever they stand.
JSON = ("prompt_json", "assertions", "provenance")
MESSAGES = pyarrow.list_(pyarrow.struct([("role", pyarrow.string()), ("content", pyarrow.string())]))
# A group of rows is what a reader holds in memory at once, and an Arrow column of strings holds less than 2 GiB.
MOST_ROWS = 1_000
MOST_CHARACTERS = 64_000_000
# What begins a formula at the start of a cell, or behind what ends one in the eyes of some spreadsheet, and the marks
# between that it may pass over.
FORMULA = re.compile(r"""[;,|][\s'"\\]*[=+@\uff1d\uff0b\uff0d\uff20-]""")


def columns_of(batch: Batch) -> dict[str, str]:
    """Return the columns that both sides of a set have, in order, with what each holds."""
    used = {name for rows in batch.records.values() for row in rows for name in row}
    return {**COLUMNS, **{name: said for name, said in MORE_COLUMNS.items() if name in used}}


def write_row(example: Example) -> list[Record]:
    """Write one row, in which every column is text or None, and `messages` the turns."""
    codes, chat = codes_of(example.hazard), turns(example)
    row = {
        "example_id": example.example_id,
        "side": example.side,
        "prompt": example.prompt,
        "prompt_json": as_json(chat),
        "failing_response": failed_with(example),
        "ideal": example.ideal,
        "expected": example.expected,
        "rubric": rubric(example),
        "failure": example.failure,
        "hazard": example.hazard,
        "llama_guard": codes.get(Scheme.LLAMA_GUARD),
        "avid": codes.get(Scheme.AVID),
        "technique": example.technique,
        **origin(example),
        "messages": chat,
    }
    return [row | _more(example)]


def write_parquet(folder: NewFolder, name: str, rows: Sequence[Record], *, columns: Iterable[str]) -> None:
    """Write rows as one Parquet file of plain strings and lists."""
    schema = pyarrow.schema([(column, pyarrow.string()) for column in columns] + [("messages", MESSAGES)])
    with folder.create(name) as sink, pyarrow.parquet.ParquetWriter(sink, schema, compression="zstd") as writer:
        for group in _groups(rows):
            writer.write_table(pyarrow.Table.from_pylist(group, schema=schema))


def _more(example: Example) -> Record:
    """Return what only some examples have."""
    more: Record = {}
    if example.assertions:
        more["assertions"] = as_json(assertions(example))
    if example.part is not Part.FAILURE:
        more["part"] = example.part
    if example.ideal is not None and example.ideal_origin is not IdealOrigin.HUMAN:
        more["ideal_origin"] = example.ideal_origin
    if example.provenance is not None:
        more["provenance"] = as_json(provenance(example))
    return more


def _groups(rows: Sequence[Record]) -> Iterator[list[Record]]:
    group: list[Record] = []
    characters = 0
    for row in rows:
        group.append(row)
        characters += 2 * len(row["prompt_json"]) + len(row["failing_response"]) + len(row["ideal"] or "")
        if len(group) == MOST_ROWS or characters > MOST_CHARACTERS:
            yield group
            group, characters = [], 0
    if group:
        yield group


def _pack_parquet(batch: Batch, folder: NewFolder) -> None:
    for side, rows in batch.records.items():
        write_parquet(folder, f"{side}.parquet", rows, columns=columns_of(batch))


def _pack_csv(batch: Batch, folder: NewFolder) -> None:
    columns = columns_of(batch)
    for side, rows in batch.records.items():
        with folder.create(f"{side}.csv") as sink:
            table = csv.writer(codecs.getwriter("utf-8")(sink), lineterminator="\n")
            table.writerow(columns)
            table.writerows([_cell(name, row.get(name)) for name in columns] for row in rows)


def _cell(name: str, value: str | None) -> str:
    """Write a text from a log as JSON, in which no spreadsheet finds a formula whatever separator it guesses.

    It begins with a quotation mark or a bracket and has no line end; a sign that could begin a formula behind what
    ends a cell elsewhere is written by its number.
    """
    if value is None:
        return ""
    if name in PLAIN:
        return value
    written = value if name in JSON else as_json(value)
    # The comma stands for the start of the cell.
    return FORMULA.sub(_escape, f",{written}")[1:]


def _escape(found: re.Match[str]) -> str:
    return f"{found[0][:-1]}\\u{ord(found[0][-1]):04x}"


TABLES = {
    "csv": Format(
        "CSV table",
        BOTH,
        write_row,
        _pack_csv,
        notes=(
            f"Every column but {', '.join(PLAIN)} is JSON: json.loads(cell) gives its text byte for byte, and no"
            " spreadsheet takes a cell for a formula. An empty cell is unknown.",
            "Python's csv module wants csv.field_size_limit(2**31 - 1) for cells beyond 128 KiB.",
        ),
    ),
    "parquet": Format("Parquet table", BOTH, write_row, _pack_parquet),
}
