"""The export for the evaluation harness, run by it; skipped where it is not installed."""

import subprocess
import sys

import pytest

from monitor.exports import export_dataset
from monitor.records import Message
from monitor.taxonomy import Expected, Role, Side
from tests.exports.curated import BAD, GOOD, REFUSAL, asserted
from tests.exports.hostile import HOSTILE

# What the libraries warn about among themselves is not ours to answer for.
pytestmark = [pytest.mark.export_check, pytest.mark.filterwarnings("default")]
NEEDS = "needs the export-check extra: pip install -e '.[export-check]'"


def test_the_harness_counts_a_broken_assertion_as_not_following(example, frozen, tmp_path):
    pytest.importorskip("lm_eval", reason=NEEDS)
    folder, answers = asserted(example, frozen, tmp_path, "lm_eval")
    told, _ = run_harness(folder, answers)
    assert told["results"]["core_v1"]["follows_expectation,none"] == 0.5
    assert told["results"]["core_v1"]["decided,none"] == 1.0


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
