import errno
import gzip
import os
import re
import shutil

import pytest

from monitor.errors import DiskError
from monitor.exports import export_dataset
from monitor.redaction import load_key
from pipelines.command import OK, PROBLEMS_FOUND, REFUSED
from tests.exports.conftest import example, frozen
from tests.faults.disks import build_shim, make_room, small_disk, why_not
from tests.faults.kills import Scene, open_scene
from tests.faults.nights import NIGHTS, copy_home

__all__ = ["example", "frozen"]

# A night of these inputs needs 5 MB for its warehouse, and then as much again for each of the snapshots.
SPARE_OF_HOME = (0, 100_000, 1_000_000, 3_000_000, 8_000_000)
SPARE_OF_LEDGER = (0, 40_000)
SAID = re.compile(r"error: cannot write (\S+): ([^;]+); ([\d,]+) bytes needed, [\d,]+ free\. Nothing half-done is kept")
# What is forced to disk, by what its path holds, and from which time on that fails.
FORCED = (
    ("/.landing-", 1),
    (".json-", 1),
    ("/landing", 4),
    ("warehouse.duckdb", 1),
    ("warehouse.duckdb", 5),
    ("warehouse.duckdb.wal", 3),
    ("published.next", 1),
    ("ledger.sqlite", 1),
    ("ledger.sqlite-wal", 2),
    ("ledger.anchor", 1),
)


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    folder = tmp_path_factory.mktemp("disks")
    shim = build_shim(folder)
    with open_scene(folder, **({} if shim is None else {"LD_PRELOAD": str(shim)})) as opened:
        yield opened


@pytest.fixture
def home(scene: Scene, tmp_path):
    return copy_home(scene.home, tmp_path / "home").home


@pytest.fixture(autouse=True)
def _may_mount(request, tmp_path):
    if "disk" in request.fixturenames and (reason := why_not(tmp_path)):
        pytest.skip(reason)


@pytest.fixture
def disk():
    """Ask for this, and the test is skipped where no small disk can be mounted."""
    return small_disk


def run(scene, home, **environ):
    """Run the second night as a command, and return its exit code and what it said."""
    folder = scene.nights / NIGHTS[1].isoformat()
    answer = scene.drive(
        argv=["nightly", str(folder), "--night", NIGHTS[1].isoformat()], environ={"MONITOR_HOME": str(home), **environ}
    )
    return answer["code"], answer["told"]


def assert_refused(code, told, *, path):
    assert code == REFUSED
    said = SAID.search(told)
    assert said is not None, told
    assert said[1].startswith(str(path))
    assert int(said[3].replace(",", "")) > 0


def test_a_full_landing_disk_stops_the_night_and_the_next_one_completes_it(scene, home, disk):
    with disk(home / "landing", spare=0):
        assert_refused(*run(scene, home), path=home / "landing")
        make_room(home / "landing")
        assert scene.is_undisturbed(home)


@pytest.mark.parametrize("spare", SPARE_OF_HOME)
def test_a_full_home_disk_stops_the_night_and_the_next_one_completes_it(scene, home, disk, spare):
    with disk(home, spare=spare):
        assert_refused(*run(scene, home), path=home)
        make_room(home)
        assert scene.is_undisturbed(home)


@pytest.mark.parametrize("spare", SPARE_OF_LEDGER)
def test_a_full_ledger_disk_loses_no_event_and_the_next_night_records_what_was_not(scene, home, disk, tmp_path, spare):
    ledger = tmp_path / "decisions" / "ledger.sqlite"
    ledger.parent.mkdir()
    (home / ledger.name).rename(ledger)
    environ = {"MONITOR_LEDGER_URL": f"sqlite:///{ledger}"}
    with disk(ledger.parent, spare=spare):
        assert_refused(*run(scene, home, **environ), path=ledger)
        make_room(ledger.parent)
        assert run(scene, home, **environ)[0] == PROBLEMS_FOUND
        verified = scene.drive(argv=["verify"], environ={"MONITOR_HOME": str(home), **environ})
        assert verified["code"] == OK
        shutil.copy(ledger, home)
    assert scene.drive(home=home, folder=scene.nights, nights=[])["digest"] == scene.digest


def test_a_full_temporary_folder_stops_the_night_instead_of_refusing_the_file(scene, home, disk, tmp_path):
    (tmp_path / "packed").mkdir()
    (tmp_path / "temporary").mkdir()
    plain = (scene.nights / NIGHTS[1].isoformat() / "support.jsonl").read_bytes() * 20
    packed = tmp_path / "packed" / "support.jsonl.gz"
    packed.write_bytes(gzip.compress(plain))
    request = {"argv": ["nightly", str(packed)], "environ": {"MONITOR_HOME": str(home)}}
    with disk(tmp_path / "temporary", spare=8_192):
        told = scene.drive(**request | {"environ": {"MONITOR_HOME": str(home), "TMPDIR": str(tmp_path / "temporary")}})
        assert_refused(told["code"], told["told"], path=tmp_path / "temporary")
        assert f"{len(plain):,} bytes needed" in told["told"]
    assert scene.drive(**request)["code"] == OK


def test_a_full_export_disk_leaves_nothing_half_written(disk, tmp_path, example, frozen):
    dataset = frozen(*(example(f"{number}", ideal="word " * 500) for number in range(20)))
    out = tmp_path / "out"
    out.mkdir()
    with disk(out, spare=16_384):
        with pytest.raises(DiskError, match=r"cannot write .*core-v1-openai: No space .*; 5\d,\d+ bytes needed"):
            export_dataset(dataset, format="openai", folder=out)
        assert list(out.iterdir()) == []
        make_room(out)
        assert export_dataset(dataset, format="openai", folder=out).folder.is_dir()


@pytest.mark.skipif(shutil.which("cc") is None and shutil.which("gcc") is None, reason="there is no C compiler")
@pytest.mark.parametrize(("part", "call"), FORCED)
def test_a_disk_that_fails_to_take_what_was_written_stops_the_night(scene, home, part, call):
    code, told = run(scene, home, FAULT_PATH=part, FAULT_FROM=str(call))
    assert_refused(code, told, path=home)
    assert scene.is_undisturbed(home)


@pytest.fixture
def failing_disk(monkeypatch):
    def fail(_descriptor):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", fail)


def test_an_export_on_a_failing_disk_leaves_nothing(failing_disk, tmp_path, example, frozen):
    with pytest.raises(DiskError, match=r"core-v1-openai: Input/output error; \d+ bytes needed"):
        export_dataset(frozen(example("a")), format="openai", folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_is_not_on_disk_is_not_used(failing_disk, tmp_path):
    with pytest.raises(DiskError, match=r"cannot write .*key: Input/output error; 32 bytes needed"):
        load_key(tmp_path)
    assert list(tmp_path.iterdir()) == []
