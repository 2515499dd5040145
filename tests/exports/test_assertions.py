import csv
import json

import pyarrow.parquet
import pytest

from monitor.curation import Assertion, Provenance
from monitor.exports import WRITERS, export_dataset
from monitor.exports.writers.chats import EXPECTATIONS
from monitor.exports.writers.tables import COLUMNS
from monitor.taxonomy import AssertionKind, Choice, Expected, IdealOrigin, Side, Verdict
from tests.exports.hostile import HOSTILE

CALL = Assertion(AssertionKind.CONTAINS, "112")
NO_RECIPE = Assertion(AssertionKind.MUST_NOT_CONTAIN, "{{ gasoline }}")
KIND = Assertion(AssertionKind.RUBRIC, "It is kind.")
ALL = (CALL, NO_RECIPE, KIND)
WRITTEN = [{"kind": "contains", "text": "112"}, {"kind": "must_not_contain", "text": "{{ gasoline }}"}]
WRITTEN += [{"kind": "rubric", "text": "It is kind."}]
FOUND = Provenance(
    detectors=("jailbreak 3",), verdict=Verdict.CONFIRMED, assessed_by=("ben",), chosen_as=Choice.CENTRAL
)


def write(format, example):
    (record,) = WRITERS[format].write(example)
    return record


def test_promptfoo_checks_each_and_renders_its_words_as_they_are(example):
    record = write("promptfoo", example("a", Side.EVAL, assertions=ALL))
    assert record["vars"]["example"]["assertions"] == ["112", "{{ gasoline }}", "It is kind."]
    assert record["assert"] == [
        {"type": "not-is-refusal"},
        {"type": "contains", "value": "{{ example.assertions[0] | safe }}"},
        {"type": "not-contains", "value": "{{ example.assertions[1] | safe }}"},
        {"type": "llm-rubric", "value": "{{ example.assertions[2] | safe }}"},
    ]


@pytest.mark.parametrize("format", ["inspect", "lm_eval"])
def test_a_grader_reads_the_rubrics_and_a_task_the_words(example, format):
    record = write(format, example("a", Side.EVAL, assertions=ALL))
    told = record.get("metadata", record)
    assert told["assertions"] == WRITTEN
    assert told["rubric"] == f"{EXPECTATIONS[Expected.MUST_ANSWER]} It is kind."


def test_tables_have_a_column_of_json_for_what_some_example_has(example, frozen, tmp_path):
    told = {"assertions": ALL, "provenance": FOUND, "ideal_origin": IdealOrigin.MODEL, "ideal_accepted_by": "mia"}
    dataset = frozen(example("a", Side.EVAL), example("b", Side.TRAIN, **told))
    folder = export_dataset(dataset, format="parquet", folder=tmp_path).folder
    (plain,), (rich,) = (pyarrow.parquet.read_table(folder / f"{side}.parquet").to_pylist() for side in Side)
    assert plain.keys() == rich.keys() == {*COLUMNS, "messages", "assertions", "ideal_origin", "provenance"}
    assert (plain["assertions"], plain["provenance"]) == (None, None)
    assert json.loads(rich["assertions"]) == WRITTEN
    assert rich["ideal_origin"] == "model"
    assert json.loads(rich["provenance"]) == {
        "detectors": ["jailbreak 3"],
        "verdict": "confirmed",
        "assessed_by": ["ben"],
        "chosen_as": "central",
    }


def test_what_people_wrote_comes_back_from_a_csv_byte_for_byte(example, frozen, tmp_path):
    hostile = [
        example(f"{number:02}", Side.EVAL, assertions=(Assertion(AssertionKind.CONTAINS, text),))
        for number, text in enumerate(HOSTILE.values())
    ]
    folder = export_dataset(frozen(*hostile), format="csv", folder=tmp_path).folder
    with (folder / "eval.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [json.loads(row["assertions"])[0]["text"] for row in rows] == list(HOSTILE.values())
    assert not any(row["assertions"].startswith(("=", "+", "-", "@")) for row in rows)


@pytest.mark.parametrize("format", ["csv", "parquet", "huggingface", "inspect", "lm_eval", "promptfoo"])
def test_a_set_without_any_is_exported_as_it_always_was(example, frozen, tmp_path, format):
    folder = export_dataset(frozen(example("a", Side.EVAL)), format=format, folder=tmp_path).folder
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert not {"assertions.py", "heeding.py"} & {file.name for file in files}
    said = b"".join(file.read_bytes() for file in files)
    assert b"assertions" not in said
    assert b"provenance" not in said


def test_a_card_and_croissant_describe_the_columns_that_are_there(example, frozen, tmp_path):
    folder = export_dataset(frozen(example("a", assertions=ALL)), format="huggingface", folder=tmp_path).folder
    assert "`assertions`" in (folder / "README.md").read_text(encoding="utf-8")
    fields = json.loads((folder / "croissant.json").read_bytes())["recordSet"][0]["field"]
    assert [one["name"] for one in fields] == [*COLUMNS, "assertions"]
