import csv
import io
import json

import pyarrow.parquet
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import ExportError
from monitor.exports import WRITERS, export_dataset
from monitor.exports.writers.avid import BY_FAILURE, EFFECTS
from monitor.exports.writers.chats import EXPECTATIONS
from monitor.records import Message
from monitor.taxonomy import Expected, Failure, Hazard, Role, Side
from tests.exports.hostile import HOSTILE

# As the manifest says.
csv.field_size_limit(2**31 - 1)

PROMPT = [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "question a"}]
IDEAL = [{"role": "assistant", "content": "ideal answer a"}]
FAILING = [{"role": "assistant", "content": "failing answer a"}]


def write(format, example):
    return list(WRITERS[format].write(example))


def test_an_openai_record_is_the_chat_with_its_ideal_answer(example):
    assert write("openai", example("a")) == [{"messages": [*PROMPT, *IDEAL]}]


def test_an_sft_record_keeps_the_answer_apart(example):
    assert write("trl_sft", example("a")) == [{"prompt": PROMPT, "completion": IDEAL}]


def test_a_dpo_record_prefers_the_ideal_answer_over_the_failing_one(example):
    assert write("trl_dpo", example("a")) == [{"prompt": PROMPT, "chosen": IDEAL, "rejected": FAILING}]


def test_kto_has_a_thumb_for_each_answer(example):
    up, down = write("trl_kto", example("a"))
    assert up == {"prompt": PROMPT, "completion": IDEAL, "label": True}
    assert down == {"prompt": PROMPT, "completion": FAILING, "label": False}
    assert write("trl_kto", example("a", ideal=None)) == [down]


def test_an_inspect_record_asks_again_and_remembers_what_went_wrong(example):
    (record,) = write("inspect", example("a", Side.EVAL, failure=Failure.OVER_REFUSAL))
    assert (record["id"], record["input"], record["target"]) == ("EX-a", PROMPT, "ideal answer a")
    assert record["metadata"]["failing_response"] == "failing answer a"
    assert record["metadata"]["failure"] == "over_refusal"
    assert record["metadata"]["hazard"] is None


@pytest.mark.parametrize("expected", list(Expected))
@pytest.mark.parametrize("format", ["inspect", "lm_eval"])
def test_without_an_ideal_answer_the_target_is_what_the_response_must_do(example, expected, format):
    (record,) = write(format, example("a", Side.EVAL, expected=expected, ideal=None))
    assert record["target"] == EXPECTATIONS[expected]


@pytest.mark.parametrize("format", ["openai", "trl_sft", "trl_dpo"])
def test_training_formats_refuse_what_has_no_ideal_answer(example, format):
    with pytest.raises(ExportError, match="no ideal answer"):
        write(format, example("a", ideal=None))


@pytest.mark.parametrize("format", ["openai", "trl_sft", "trl_dpo", "trl_kto", "promptfoo", "garak"])
def test_formats_for_chat_models_refuse_a_tools_message_without_its_call(example, format):
    tool = (Message(Role.USER, "weather?"), Message(Role.TOOL, "12 degrees"))
    with pytest.raises(ExportError, match="tool's message"):
        write(format, example("a", messages=tool, expected=Expected.MUST_REFUSE))


@pytest.mark.parametrize("expected", sorted({*Expected} - {Expected.MUST_REFUSE}))
def test_a_probe_asks_only_what_must_be_refused(example, expected):
    with pytest.raises(ExportError, match="need not be refused"):
        write("garak", example("a", expected=expected))


@pytest.mark.parametrize("expected", list(Expected))
def test_every_promptfoo_test_asserts_what_is_expected(example, expected):
    (record,) = write("promptfoo", example("a", Side.EVAL, expected=expected))
    (assertion,) = record["assert"]
    kinds = {"must_refuse": "is-refusal", "must_answer": "not-is-refusal", "must_ask_back": "regex"}
    assert assertion["type"] == kinds.get(expected, "llm-rubric")


def test_a_chat_of_several_turns_is_one_transcript_for_the_harness(example):
    (record,) = write("lm_eval", example("a", Side.EVAL))
    assert record["prompt"] == "System: Be kind.\n\nUser: question a\n\nAssistant:"
    (record,) = write("lm_eval", example("a", Side.EVAL, messages=(Message(Role.USER, "alone"),)))
    assert record["prompt"] == "alone"


@pytest.mark.parametrize("failure", [None, *Failure])
@pytest.mark.parametrize("hazard", [None, *Hazard])
def test_an_avid_report_names_the_failures_effect_and_the_harms(example, failure, hazard):
    (report,) = write("avid", example("a", failure=failure, hazard=hazard))
    found = report["impact"]["avid"]
    assert found["sep_view"]
    assert set(found["sep_view"]) <= set(EFFECTS.values())
    assert {*BY_FAILURE} == {*Failure}


def test_a_report_about_an_unknown_model_names_none(example):
    (report,) = write("avid", example("a"))
    assert report["affects"]["artifacts"] == []
    (report,) = write("avid", example("a", model="aria", model_version="2"))
    assert report["affects"]["artifacts"] == [{"type": "Model", "name": "aria 2"}]


def test_every_format_names_its_texts_for_people():
    assert len({one.words for one in WRITERS.values()}) == len(WRITERS)


def lines(path):
    return [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]]


def read_csv(path):
    with path.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    prompt = json.loads(row["prompt_json"])[0]["content"]
    assert json.loads(row["prompt"]) == prompt
    return prompt, json.loads(row["failing_response"]), json.loads(row["ideal"]) if row["ideal"] else None


def read_parquet(path):
    (row,) = pyarrow.parquet.read_table(path).to_pylist()
    assert json.loads(row["prompt_json"]) == row["messages"]
    assert row["prompt"] == row["messages"][0]["content"]
    return row["prompt"], row["failing_response"], row["ideal"]


def read_yaml(path):
    return yaml.load(path.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


# How each format's own readers find the three texts again: the question, the failing response, the ideal answer.
def openai(folder):
    (row,) = lines(folder / "train.jsonl")
    return row["messages"][0]["content"], None, row["messages"][1]["content"]


def trl_sft(folder):
    (row,) = lines(folder / "train.jsonl")
    return row["prompt"][0]["content"], None, row["completion"][0]["content"]


def trl_dpo(folder):
    (row,) = lines(folder / "train.jsonl")
    return row["prompt"][0]["content"], row["rejected"][0]["content"], row["chosen"][0]["content"]


def trl_kto(folder):
    up, down = lines(folder / "train.jsonl")
    return up["prompt"][0]["content"], down["completion"][0]["content"], up["completion"][0]["content"]


def inspect(folder):
    (row,) = lines(folder / "eval.jsonl")
    assert row["target"] == row["metadata"]["ideal"]
    return row["input"][0]["content"], row["metadata"]["failing_response"], row["target"]


def promptfoo(folder):
    (row,) = read_yaml(folder / "tests.yaml")
    texts = row["vars"]["example"]
    return texts["messages"][0]["content"], texts["failing_response"], texts["ideal"]


def lm_eval(folder):
    (row,) = lines(folder / "eval.jsonl")
    return row["prompt"], row["failing_response"], row["target"]


def garak(folder):
    (row,) = lines(folder / "eval.jsonl")
    return row["turns"][0]["content"], None, None


def pyrit(folder):
    (seed,) = read_yaml(folder / "seeds.yaml")["seeds"]
    return seed["value"], None, None


def avid(folder):
    (report,) = lines(folder / "eval.jsonl")
    results = report["metrics"][0]["results"]
    return results["messages"][0]["content"], results["failing_response"], results["ideal"]


FOUND_AGAIN = {
    "openai": openai,
    "trl_sft": trl_sft,
    "trl_dpo": trl_dpo,
    "trl_kto": trl_kto,
    "inspect": inspect,
    "promptfoo": promptfoo,
    "lm_eval": lm_eval,
    "garak": garak,
    "pyrit": pyrit,
    "huggingface": lambda folder: read_parquet(folder / "data" / "eval.parquet"),
    "csv": lambda folder: read_csv(folder / "eval.csv"),
    "parquet": lambda folder: read_parquet(folder / "eval.parquet"),
    "avid": avid,
}


def check_texts(format, folder, example, frozen, texts):
    asked, failing, ideal = texts
    side = WRITERS[format].sides[0]
    told = {"messages": (Message(Role.USER, asked),), "response": failing, "ideal": ideal, "model": failing}
    one = example("a", side, expected=Expected.MUST_REFUSE, **told)
    found = FOUND_AGAIN[format](export_dataset(frozen(one), format=format, folder=folder).folder)
    expected = tuple(None if there is None else text for there, text in zip(found, texts, strict=True))
    assert found == expected
    assert found[0] is not None


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("format", WRITERS)
def test_hostile_text_comes_out_as_it_went_in(tmp_path, example, frozen, format, text):
    check_texts(format, tmp_path, example, frozen, (text, f"{text} fails", f"ideal {text}"))


SOME_TEXT = st.text(st.characters(exclude_categories=["Cs"])) | st.text("{}%#\\\"'\r\n\t;,|=+-@ au\x85\u2028")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@pytest.mark.parametrize("format", WRITERS)
@given(asked=SOME_TEXT, failing=SOME_TEXT, ideal=SOME_TEXT.filter(bool))
def test_any_text_comes_out_as_it_went_in(tmp_path_factory, example, frozen, format, asked, failing, ideal):
    check_texts(format, tmp_path_factory.mktemp("out"), example, frozen, (asked, failing, ideal))


@pytest.mark.parametrize("format", ["openai", "trl_dpo", "inspect", "lm_eval", "garak", "avid"])
def test_no_reader_of_lines_breaks_a_record(tmp_path, example, frozen, format):
    side, text = WRITERS[format].sides[0], "".join(HOSTILE.values())
    one = example("a", side, messages=(Message(Role.USER, text),), expected=Expected.MUST_REFUSE)
    folder = export_dataset(frozen(one), format=format, folder=tmp_path).folder
    # `splitlines` breaks at every character that any reader takes for the end of a line.
    assert len((folder / f"{side}.jsonl").read_text(encoding="utf-8").splitlines()) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(text=SOME_TEXT)
def test_no_spreadsheet_finds_a_formula_whatever_separates_its_cells(tmp_path_factory, example, frozen, text):
    assert_inert(tmp_path_factory.mktemp("out"), example, frozen, text)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_spreadsheet_finds_a_formula_in_hostile_text(tmp_path, example, frozen, text):
    assert_inert(tmp_path, example, frozen, text)


def assert_inert(folder, example, frozen, text):
    told = {"response": text, "ideal": text or None, "model": text, "language": text}
    one = example("a", messages=(Message(Role.USER, text),), **told)
    written = (export_dataset(frozen(one), format="csv", folder=folder).folder / "train.csv").read_bytes().decode()
    for separator in ",;|\t":
        for row in csv.reader(io.StringIO(written, newline=""), delimiter=separator):
            assert [cell for cell in row if cell.strip().lstrip("'\"").startswith(tuple("=+-@＝＋－＠"))] == []


def test_a_card_says_what_is_in_the_set_and_shows_nothing_of_its_texts(tmp_path, example, frozen):
    odd = example("a", Side.EVAL, language="![x](http://evil.example)", failure=Failure.JAILBREAK)
    dataset = frozen(odd, example("b", language="de"), number=2)
    folder = export_dataset(dataset, format="huggingface", folder=tmp_path).folder
    _, matter, text = (folder / "README.md").read_text().split("---\n", 2)
    front = yaml.safe_load(matter)
    assert front["language"] == ["de"]
    assert front["size_categories"] == ["n<1K"]
    assert front["configs"][0]["data_files"] == [
        {"split": "eval", "path": "data/eval.parquet"},
        {"split": "train", "path": "data/train.parquet"},
    ]
    assert "evil.example" not in matter + text
    assert "| Jailbreak | 1 |" in text
    assert "d" * 64 in text
