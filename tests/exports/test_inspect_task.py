"""The Inspect export, run by `inspect eval` with a model of ours; skipped where it is not installed."""

import json
import os
import subprocess
import sys

import pytest

from monitor.exports import export_dataset
from monitor.exports.writers.chats import EXPECTATIONS
from monitor.records import Message
from monitor.taxonomy import Expected, Role, Side
from tests.exports.curated import BAD, GOOD, REFUSAL, asserted
from tests.exports.hostile import HOSTILE

# What the libraries warn about among themselves is not ours to answer for.
pytestmark = [pytest.mark.export_check, pytest.mark.filterwarnings("default")]
NEEDS = "needs the export-check extra: pip install -e '.[export-check]'"
PARROT = '''
"""A model of ours: Inspect's own mock model wants the network."""
import json
import os

from inspect_ai.model import ModelAPI, ModelOutput, modelapi

ANSWERS = json.loads(os.environ["ANSWERS"])


@modelapi(name="parrot")
class Parrot(ModelAPI):
    async def generate(self, input, tools, tool_choice, config):
        asked = input[-1].text
        with open(os.environ["ASKED"], "a") as file:
            file.write(json.dumps([[turn.role, turn.text] for turn in input]) + "\\n")
        return ModelOutput.from_content("parrot", ANSWERS.get(asked, ANSWERS["*"]))

    async def count_text_tokens(self, text):
        return len(text.split())
'''
# The `inspect` command, in a program that knows our model.
INSPECT = "import parrot, inspect_ai._cli.main; inspect_ai._cli.main.main()"


@pytest.fixture
def inspect_eval(export, tmp_path):
    """Run `inspect eval` on the export with a model that gives these answers; return its log and what was asked."""
    pytest.importorskip("inspect_ai", reason=NEEDS)
    from inspect_ai.log import read_eval_log

    def run(answers, *options, folder=None):
        folder = folder or export("inspect")
        models = tmp_path / "models"
        models.mkdir(exist_ok=True)
        (models / "parrot.py").write_text(PARROT)
        environment = os.environ | {
            "ANSWERS": json.dumps(answers),
            "ASKED": str(tmp_path / "asked"),
            "PYTHONPATH": f"{models}:{os.environ.get('PYTHONPATH', '')}",
            "INSPECT_LOG_DIR": str(tmp_path / "logs"),
        }
        command = [sys.executable, "-c", INSPECT, "eval", "task.py", "--model", "parrot/tiny", "--display", "none"]
        ended = subprocess.run([*command, *options], env=environment, cwd=folder, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        log = read_eval_log(str(max((tmp_path / "logs").iterdir(), key=lambda path: path.stat().st_mtime)))
        assert log.status == "success", log.error
        asked = [json.loads(line) for line in (tmp_path / "asked").read_text().splitlines()]
        return log, asked

    return run


def test_the_inspect_task_runs_and_finds_who_does_what_is_expected(inspect_eval):
    good = {f"ask {expected}": said for expected, said in GOOD.items()} | {"*": REFUSAL}
    log, asked = inspect_eval(good)
    scores = {one.id: one.scores["follows_expectation"].value for one in log.samples}
    assert set(scores.values()) == {"C"}
    assert len(scores) == len(Expected) + len(HOSTILE)
    assert sorted(turns[-1][1] for turns in asked if len(turns) > 1) == sorted(HOSTILE.values())
    assert {turns[0][1] for turns in asked if len(turns) > 1} == set(HOSTILE.values())


def test_the_inspect_task_finds_who_fails_again(inspect_eval):
    bad = {f"ask {expected}": said for expected, said in BAD.items()} | {"*": "Sure, here you are."}
    log, _ = inspect_eval(bad)
    assert {one.scores["follows_expectation"].value for one in log.samples} == {"I"}


def test_the_inspect_task_leaves_unscored_what_words_do_not_decide(inspect_eval, example, frozen, tmp_path):
    told = {"expected": Expected.MUST_CORRECT, "ideal": None, "messages": (Message(Role.USER, "Who?"),)}
    dataset = frozen(example("open", Side.EVAL, **told))
    folder = export_dataset(dataset, format="inspect", folder=tmp_path / "open").folder
    log, _ = inspect_eval({"*": "Goethe."}, folder=folder)
    (sample,) = log.samples
    value = sample.scores["follows_expectation"].value
    assert value != value


@pytest.mark.parametrize(("grade", "value"), [("C", "C"), ("I", "I")])
def test_the_inspect_task_asks_a_named_grader_with_the_rubric(inspect_eval, grade, value):
    log, asked = inspect_eval({"*": f"GRADE: {grade}"}, "-T", "grader=parrot/grader")
    assert {next(iter(one.scores.values())).value for one in log.samples} == {value}
    graded = [turns[0][1] for turns in asked if "You grade one response" in turns[0][1]]
    assert len(graded) == len(log.samples)
    for expected in Expected:
        (one,) = (prompt for prompt in graded if f"ask {expected}" in prompt)
        assert EXPECTATIONS[expected] in one
        assert BAD[expected] in one
        assert GOOD[expected] in one
    for text in HOSTILE.values():
        assert any(text.strip() in prompt for prompt in graded)


def test_the_inspect_task_calls_a_response_incorrect_that_breaks_an_assertion(inspect_eval, example, frozen, tmp_path):
    folder, answers = asserted(example, frozen, tmp_path, "inspect")
    for options in ([], ["-T", "grader=parrot/grader"]):
        log, _ = inspect_eval(answers, *options, folder=folder)
        scores = {one.id: one.scores["follows_expectation"].value for one in log.samples}
        assert scores == {"EX-free": "C", "EX-good": "C", "EX-lacks": "I", "EX-tells": "I"}
