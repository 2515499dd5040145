import random

import pytest

from tests.faults.kills import POINTS, REBUILD_POINTS, Scene, open_scene
from tests.faults.nights import NIGHTS, copy_home

# `tests/bench/bench_durability.py` kills hundreds.
RANDOM_KILLS = 8


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    with open_scene(tmp_path_factory.mktemp("kills")) as opened:
        yield opened


@pytest.fixture
def home(scene: Scene, tmp_path):
    return copy_home(scene.home, tmp_path / "home").home


@pytest.mark.parametrize("point", POINTS)
def test_a_night_killed_before_or_after_any_step_is_completed_by_a_plain_rerun(scene, home, point):
    for when in ("before", "after"):
        assert scene.run(home, kill={"name": POINTS[point], "when": when})["killed"]
    assert scene.is_undisturbed(home)


def test_a_night_killed_at_random_moments_is_completed_by_a_plain_rerun(scene, tmp_path):
    chance = random.Random(20261123)
    kills = 0
    while kills < RANDOM_KILLS:
        home = copy_home(scene.home, tmp_path / "home").home
        kills += scene.kill_at_random(home, chance)
        assert scene.is_undisturbed(home), f"after {kills} kills"


@pytest.mark.parametrize("point", REBUILD_POINTS)
def test_a_rebuild_killed_before_or_after_any_step_is_completed_by_another(scene, home, point):
    (home / "warehouse.duckdb").write_bytes(b"noise")
    request = {"home": home, "folder": scene.nights, "rebuild": True}
    for when in ("before", "after"):
        assert scene.drive(**request, kill={"name": REBUILD_POINTS[point], "when": when})["killed"]
    assert scene.drive(**request)["problems"] == []
    assert scene.is_undisturbed(home)


def test_a_driver_without_a_kill_survives(scene, home):
    assert scene.run(home) == {"digest": scene.digest, "problems": [], "killed": False}
    assert scene.run(home, kill={"name": POINTS["clusters"], "when": "before"}) == {"survived": True, "killed": False}
    assert len(NIGHTS) == len(("first", "second"))
