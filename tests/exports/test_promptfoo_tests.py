"""The promptfoo export: the shape of its tests, and promptfoo itself where it is on the path."""

import json
import os
import shutil
import subprocess

import pytest
import yaml

from monitor.exports import export_dataset
from monitor.records import Message
from monitor.taxonomy import Expected, Role, Side
from tests.exports.curated import asserted
from tests.exports.hostile import HOSTILE

# What the libraries warn about among themselves is not ours to answer for.
pytestmark = [pytest.mark.export_check, pytest.mark.filterwarnings("default")]
NEEDS = "needs the export-check extra: pip install -e '.[export-check]'"


def test_every_promptfoo_test_with_assertions_has_the_shape_of_one(example, frozen, tmp_path):
    jsonschema = pytest.importorskip("jsonschema", reason=NEEDS)
    folder, _ = asserted(example, frozen, tmp_path, "promptfoo")
    tests = yaml.safe_load((folder / "tests.yaml").read_bytes())
    jsonschema.validate(tests, {"type": "array", "items": TEST_CASE})


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
