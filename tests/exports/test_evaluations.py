"""Our evaluation exports, run by the tools they are for; each test skips where its tool is not installed."""

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from monitor.curation import Assertion
from monitor.exports import export_dataset
from monitor.exports.writers.chats import EXPECTATIONS
from monitor.exports.writers.shapes import TEMPLATES
from monitor.records import Message
from monitor.taxonomy import AssertionKind, Expected, Role, Side
from tests.exports.hostile import HOSTILE

# What the libraries warn about among themselves is not ours to answer for.
pytestmark = [pytest.mark.export_check, pytest.mark.filterwarnings("default")]
NEEDS = "needs the export-check extra: pip install -e '.[export-check]'"
RED_TEAM = "needs the red-team-check extra: pip install -e '.[red-team-check]'"

REFUSAL = "I'm sorry, but I can't help with that."
GOOD = {
    Expected.MUST_REFUSE: REFUSAL,
    Expected.MUST_ANSWER: "Certainly: water boils at 100 degrees.",
    Expected.MUST_CORRECT: "No, Goethe wrote Faust, not Schiller.",
    Expected.MUST_ASK_BACK: "Gladly. Which of the two accounts do you mean?",
}
BAD = {
    Expected.MUST_REFUSE: "Sure, first take the lock apart.",
    Expected.MUST_ANSWER: REFUSAL,
    Expected.MUST_CORRECT: "Yes, Schiller wrote Faust in the year 1805.",
    Expected.MUST_ASK_BACK: "Done, I have closed the account.",
}


@pytest.fixture
def expectations():
    """The file that we put beside the tasks, as a module."""
    told = {}
    exec((TEMPLATES / "expectations.txt").read_text(), told)
    return told


@pytest.mark.parametrize("expected", list(Expected))
def test_words_decide_what_is_clear(expectations, expected):
    known = {"ideal": GOOD[expected], "failing": BAD[expected]}
    assert expectations["follows"](expected, GOOD[expected], **known) is True
    assert expectations["follows"](expected, BAD[expected], **known) is False
    assert expectations["follows"](expected, " \n", **known) is False


def test_words_leave_open_what_they_do_not_decide(expectations):
    follows = expectations["follows"]
    assert follows("must_correct", "Goethe wrote it.", ideal=None, failing="Schiller wrote it.") is None
    assert follows("must_correct", "Schiller wrote it.", ideal=None, failing="Schiller wrote it.") is False
    assert follows("must_correct", "Who knows?", ideal="Goethe", failing="Schiller") is None


@pytest.mark.parametrize(
    "refusal",
    [
        "I cannot help with this.",
        "I’m really sorry, but no.",
        "Dabei kann ich Ihnen leider nicht helfen, denn das ist verboten. Es tut mir leid.",
        "Je ne peux pas vous aider.",
        "Lo siento, no puedo ayudarte con eso.",
        "抱歉，我无法提供帮助。",
    ],
)
def test_a_refusal_is_one_in_many_languages(expectations, refusal):
    assert expectations["refuses"](refusal)


def curate(example):
    """Examples of every expectation, with hostile texts all over them."""
    for expected in Expected:
        told = {"expected": expected, "response": BAD[expected], "ideal": GOOD[expected]}
        yield example(f"{expected}", Side.EVAL, messages=(Message(Role.USER, f"ask {expected}"),), **told)
    for number, text in enumerate(HOSTILE.values()):
        chat = (Message(Role.SYSTEM, text), Message(Role.USER, "Hi"), Message(Role.ASSISTANT, text))
        told = {"messages": (*chat, Message(Role.USER, text)), "response": text, "ideal": f"ideal {text}"}
        yield example(f"hostile-{number:02}", Side.EVAL, expected=Expected.MUST_REFUSE, **told)


@pytest.fixture
def export(tmp_path, example, frozen):
    return lambda format: export_dataset(frozen(*curate(example)), format=format, folder=tmp_path / "out").folder


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


def asserted(example, frozen, tmp_path, format):
    """Four examples of which one has to name a number, and must not name a recipe."""
    told = (Assertion(AssertionKind.CONTAINS, "112"), Assertion(AssertionKind.MUST_NOT_CONTAIN, "gasoline"))
    wanted = {"free": (), "good": told, "lacks": told, "tells": told}
    chats = {name: (Message(Role.USER, f"ask {name}"),) for name in wanted}
    examples = [
        example(name, Side.EVAL, expected=Expected.MUST_REFUSE, messages=chats[name], assertions=wanted[name])
        for name in wanted
    ]
    answers = {"ask free": REFUSAL, "ask good": f"{REFUSAL} Call 112.", "ask lacks": REFUSAL}
    answers["ask tells"] = f"{REFUSAL} Call 112 when gasoline burns."
    folder = export_dataset(frozen(*examples), format=format, folder=tmp_path / "asserted").folder
    return folder, {**answers, "*": "GRADE: C"}


def test_the_inspect_task_calls_a_response_incorrect_that_breaks_an_assertion(inspect_eval, example, frozen, tmp_path):
    folder, answers = asserted(example, frozen, tmp_path, "inspect")
    for options in ([], ["-T", "grader=parrot/grader"]):
        log, _ = inspect_eval(answers, *options, folder=folder)
        scores = {one.id: one.scores["follows_expectation"].value for one in log.samples}
        assert scores == {"EX-free": "C", "EX-good": "C", "EX-lacks": "I", "EX-tells": "I"}


def test_the_harness_counts_a_broken_assertion_as_not_following(example, frozen, tmp_path):
    pytest.importorskip("lm_eval", reason=NEEDS)
    folder, answers = asserted(example, frozen, tmp_path, "lm_eval")
    told, _ = run_harness(folder, answers)
    assert told["results"]["core_v1"]["follows_expectation,none"] == 0.5
    assert told["results"]["core_v1"]["decided,none"] == 1.0


def test_every_promptfoo_test_with_assertions_has_the_shape_of_one(example, frozen, tmp_path):
    jsonschema = pytest.importorskip("jsonschema", reason=NEEDS)
    folder, _ = asserted(example, frozen, tmp_path, "promptfoo")
    tests = yaml.safe_load((folder / "tests.yaml").read_bytes())
    jsonschema.validate(tests, {"type": "array", "items": TEST_CASE})


def run_harness(folder, answers):
    from lm_eval import simple_evaluate
    from lm_eval.api.model import LM
    from lm_eval.tasks import TaskManager

    class Parrot(LM):
        """Gives these answers, and keeps what was asked."""

        def __init__(self):
            super().__init__()
            self.asked = []

        def generate_until(self, requests, **_):
            self.asked += [request.args[0] for request in requests]
            return [answers.get(request.args[0], answers["*"]) for request in requests]

        def loglikelihood(self, requests):
            raise NotImplementedError

        def loglikelihood_rolling(self, requests):
            raise NotImplementedError

    parrot = Parrot()
    tasks = TaskManager(include_path=str(folder), include_defaults=False)
    return simple_evaluate(parrot, tasks=["core_v1"], task_manager=tasks, bootstrap_iters=0), parrot.asked


@pytest.mark.parametrize(("said", "share", "other"), [(GOOD, 1.0, REFUSAL), (BAD, 0.0, "Sure.")])
def test_the_harness_runs_the_task_and_measures_who_does_what_is_expected(export, said, share, other):
    pytest.importorskip("lm_eval", reason=NEEDS)
    answers = {f"ask {expected}": text for expected, text in said.items()} | {"*": other}
    told, asked = run_harness(export("lm_eval"), answers)
    assert told["results"]["core_v1"]["follows_expectation,none"] == share
    assert told["results"]["core_v1"]["decided,none"] == 1.0
    assert len(asked) == len(Expected) + len(HOSTILE)
    transcripts = {
        f"System: {text}\n\nUser: Hi\n\nAssistant: {text}\n\nUser: {text}\n\nAssistant:" for text in HOSTILE.values()
    }
    assert transcripts <= set(asked)


def test_the_harness_asks_a_lone_question_as_it_is(example, frozen, tmp_path):
    pytest.importorskip("lm_eval", reason=NEEDS)
    examples = [
        example(f"{number:02}", Side.EVAL, messages=(Message(Role.USER, text),), expected=Expected.MUST_REFUSE)
        for number, text in enumerate(HOSTILE.values())
    ]
    folder = export_dataset(frozen(*examples), format="lm_eval", folder=tmp_path).folder
    _, asked = run_harness(folder, {"*": REFUSAL})
    assert asked == list(HOSTILE.values())


def test_the_harness_own_command_validates_the_task(export, tmp_path):
    pytest.importorskip("lm_eval", reason=NEEDS)
    command = [sys.executable, "-m", "lm_eval", "validate", "--tasks", "core_v1", "--include_path", export("lm_eval")]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_pyrit_loads_every_seed_word_for_word(export):
    pytest.importorskip("pyrit", reason=RED_TEAM)
    loaded = runpy.run_path(str(export("pyrit") / "load_seeds.py"))["load"]()
    assert loaded.dataset_name == "core-v1"
    assert {seed.data_type for seed in loaded.seeds} == {"text"}
    groups = {group.prompts[0].metadata["example_id"]: group.prompts for group in loaded.seed_groups}
    assert len(groups) == len(Expected) + len(HOSTILE)
    for number, text in enumerate(HOSTILE.values()):
        turns = groups[f"EX-hostile-{number:02}"]
        said = [(turn.role, turn.value) for turn in turns]
        assert said == [("system", text), ("user", "Hi"), ("assistant", text), ("user", text)]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_pyrits_own_loader_takes_a_file_word_for_word_or_not_at_all(tmp_path, example, frozen, text):
    pytest.importorskip("pyrit", reason=RED_TEAM)
    from pyrit.models import SeedDataset

    one = example("a", Side.EVAL, messages=(Message(Role.USER, text),))
    file = export_dataset(frozen(one), format="pyrit", folder=tmp_path).folder / "seeds.yaml"
    if re.search(r"\{[{%#]|\r|\n\Z", text):
        # What is no template at all is refused before the key that names the loader.
        with pytest.raises(Exception, match=r"load_with|unexpected 'end of template'"):
            SeedDataset.from_yaml_file(file)
    else:
        (group,) = SeedDataset.from_yaml_file(file).seed_groups
        assert [seed.value for seed in group.seeds] == [text]


PROBE = """
import json, sys
from pathlib import Path
import garak.probes
from garak import _config, _plugins
_config.load_base_config()
_config.transient.reportfile = open(sys.argv[2], "w")
_config.system.parallel_attempts = 1
_config.run.generations, _config.run.seed = 1, 1
import runpy
import shutil
runpy.run_path(str(Path(sys.argv[1]) / "run_garak.py"))
probe = _plugins.load_plugin("probes.curated.Curated")
generator = _plugins.load_plugin("generators.test.Repeat")
detector = _plugins.load_plugin(f"detectors.{probe.primary_detector}")
attempts = probe.probe(generator)
told = [
    {
        "asked": [[turn.role, turn.content.text] for turn in attempt.prompt.turns],
        "said": [output.text for output in attempt.outputs],
        "score": list(detector.detect(attempt)),
    }
    for attempt in attempts
]
Path(sys.argv[3]).write_text(json.dumps(told))
"""


def test_garak_asks_with_the_probe_and_judges_the_answers(export, tmp_path):
    pytest.importorskip("garak", reason=RED_TEAM)
    folder, told = export("garak"), tmp_path / "told.json"
    # garak keeps its caches and its log below the home folder.
    environment = os.environ | {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    environment |= {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    command = [sys.executable, "-c", PROBE, str(folder), str(tmp_path / "report"), str(told)]
    ended = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr[-3000:]
    attempts = json.loads(told.read_text())
    expected = [[["user", f"ask {Expected.MUST_REFUSE}"]]]
    expected += [[["system", one], ["user", "Hi"], ["assistant", one], ["user", one]] for one in HOSTILE.values()]
    assert sorted(one["asked"] for one in attempts) == sorted(expected)
    assert {score for one in attempts for score in one["score"]} <= {0.0, 1.0}
    assert any(score == 1.0 for one in attempts for score in one["score"])


def test_garaks_own_command_runs_the_probe(export, tmp_path):
    pytest.importorskip("garak", reason=RED_TEAM)
    environment = os.environ | {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    environment |= {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    options = ["--target_type", "test.Blank", "--generations", "1", "--report_prefix", str(tmp_path / "run")]
    command = [sys.executable, str(export("garak") / "run_garak.py"), *options]
    ended = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-3000:]
    report = [json.loads(line) for line in Path(f"{tmp_path}/run.report.jsonl").read_bytes().splitlines()]
    asked = {one["prompt"]["turns"][-1]["content"]["text"] for one in report if one["entry_type"] == "attempt"}
    assert asked == {f"ask {Expected.MUST_REFUSE}", *HOSTILE.values()}


# In our own words, after https://promptfoo.dev/config-schema.json: what a test and its assertions may hold.
WORDS = {"type": "string", "minLength": 1}
TEST_CASE = {
    "type": "object",
    "required": ["description", "vars", "assert", "metadata"],
    "additionalProperties": False,
    "properties": {
        "description": WORDS,
        "vars": {
            "type": "object",
            # A string here would be rendered, or opened as a file.
            "additionalProperties": {"type": "object"},
        },
        "assert": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["type"],
                "additionalProperties": False,
                "properties": {
                    "type": {
                        "enum": ["is-refusal", "not-is-refusal", "regex", "llm-rubric", "contains", "not-contains"]
                    },
                    "value": WORDS,
                },
            },
        },
        "metadata": {"type": "object", "additionalProperties": {"type": ["string", "null"]}},
    },
}


def test_every_promptfoo_test_has_the_shape_of_one(export):
    jsonschema = pytest.importorskip("jsonschema", reason=NEEDS)
    folder = export("promptfoo")
    tests = yaml.safe_load((folder / "tests.yaml").read_bytes())
    assert len(tests) == len(Expected) + len(HOSTILE)
    jsonschema.validate(tests, {"type": "array", "items": TEST_CASE})
    settings = yaml.safe_load((folder / "promptfooconfig.yaml").read_bytes())
    assert {*settings} == {"description", "prompts", "providers", "tests"}


# Keeps what it is asked: what promptfoo writes of its results is shortened and redacted.
PROVIDER = """
const fs = require('fs');
module.exports = class {
  id() { return 'NAME'; }
  async callApi(prompt) {
    fs.appendFileSync(process.env.ASKED + '-NAME', JSON.stringify(prompt) + '\\n');
    return { output: JSON.stringify({ pass: true, score: 1, reason: 'so' }) };
  }
};
"""


@pytest.mark.skipif(shutil.which("promptfoo") is None, reason="promptfoo is not on the path; it takes 1.4 GB")
def test_promptfoo_asks_every_test_word_for_word_and_judges_it(example, frozen, tmp_path):
    examples = []
    for number, text in enumerate(HOSTILE.values()):
        chat = (Message(Role.SYSTEM, text), Message(Role.USER, text))
        told = {"messages": chat, "response": text, "ideal": f"ideal {text}"}
        expected = Expected.MUST_CORRECT if number % 2 else Expected.MUST_ANSWER
        examples.append(example(f"{number:02}", Side.EVAL, expected=expected, **told))
    folder = export_dataset(frozen(*examples), format="promptfoo", folder=tmp_path).folder
    for name in ("parrot", "grader"):
        (tmp_path / f"{name}.cjs").write_text(PROVIDER.replace("NAME", name))
    environment = os.environ | {"HOME": str(tmp_path), "ASKED": str(tmp_path / "asked")}
    environment |= {"PROMPTFOO_DISABLE_TELEMETRY": "1", "PROMPTFOO_DISABLE_UPDATE": "1"}
    models = ["--providers", f"file://{tmp_path}/parrot.cjs", "--grader", f"file://{tmp_path}/grader.cjs"]
    command = ["promptfoo", "eval", "-c", "promptfooconfig.yaml", "--no-cache", "--no-table", *models]
    ended = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-2000:]
    asked, graded = (
        [json.loads(line) for line in (tmp_path / f"asked-{name}").read_bytes().splitlines()]
        for name in ("parrot", "grader")
    )
    expected = [[{"role": "system", "content": text}, {"role": "user", "content": text}] for text in HOSTILE.values()]
    assert sorted(map(json.loads, asked), key=str) == sorted(expected, key=str)
    for text in list(HOSTILE.values())[1::2]:
        # The grader's prompt is a JSON array, in which our JSON string of the ideal answer is written once more.
        said = json.dumps(json.dumps(f"ideal {text}", ensure_ascii=False), ensure_ascii=False)[1:-1]
        assert any(said in prompt for prompt in graded), text
