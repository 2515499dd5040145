"""The exports for PyRIT and garak, loaded and run by them; skipped where they are not installed."""

import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.exports import export_dataset
from monitor.records import Message
from monitor.taxonomy import Expected, Role, Side
from tests.exports.hostile import HOSTILE

# What the libraries warn about among themselves is not ours to answer for.
pytestmark = [pytest.mark.export_check, pytest.mark.filterwarnings("default")]
RED_TEAM = "needs the red-team-check extra: pip install -e '.[red-team-check]'"


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
