"""Kill, mutilate, fill and tamper by the hundred: `PYTHONPATH=. python tests/bench/bench_durability.py`.

Prints `fault | injected | handled`, and what was not handled; `--share 0.1` injects a tenth. Handled means: a killed
night ends, after a plain rerun, with the content of an undisturbed one; a mutilated warehouse is rebuilt to it, with
every decided case in its place; a full or failing disk is named with the bytes needed, and the next run completes; of
what the ledger acknowledged nothing is lost; whatever was tampered with is found with its place.
"""

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from monitor.config import Settings
from monitor.errors import MonitorError
from monitor.ledger import open_ledger
from monitor.records import Actor
from monitor.taxonomy import Permission, Verdict
from monitor.triage import CaseRef, assess_case, read_case_states
from monitor.warehouse.cases import CaseFilter, cases_frame, read_case
from monitor.warehouse.connection import open_snapshot, open_working
from pipelines.verify import verify
from tests.faults.disks import build_shim, make_room, small_disk, why_not
from tests.faults.kills import POINTS, Scene, open_scene
from tests.faults.ledger_kills import kill_writers
from tests.faults.ledger_mutations import TAMPERINGS, flip_a_bit, tamper, write_ledger
from tests.faults.mutilations import MUTILATIONS
from tests.faults.nights import NIGHTS, copy_home

RANDOM_KILLS, NAMED_ROUNDS = 500, 2
MUTILATED = 200
DISKS = 60
FAILING = 60
WRITERS, WRITER_KILLS = 16, 300
TAMPERED = 500
# Of six faults one is a flipped bit of the file, the others are changed rows.
FLIPPED_SHARE = 6
SAID = re.compile(r"error: cannot write (\S+): [^;]+; [\d,]+ bytes needed")
PLACE = re.compile(
    r"event -?\d+|head row|[Pp]age \d+|index \w+|schema \(\w+\)|rules were changed: \w+ \w+|not a database"
)
FORCED = ("/.landing-", ".json-", "warehouse.duckdb", "warehouse.duckdb.wal", "published.next", "ledger.sqlite")
MIA = Actor("mia", Permission.ANALYST)


@dataclass(slots=True)
class Tally:
    """How many faults of one kind were injected and handled, and the first that was not."""

    fault: str
    injected: int = 0
    handled: int = 0
    first_unhandled: str = ""

    def count(self, is_handled: bool, what: str) -> None:  # noqa: FBT001 - the one thing it counts
        self.injected += 1
        self.handled += is_handled
        if not is_handled and not self.first_unhandled:
            self.first_unhandled = what

    def line(self) -> str:
        return f"{self.fault} | {self.injected} | {self.handled}"


def kill_at_points(scene: Scene, folder: Path, rounds: int) -> Tally:
    tally = Tally("kill -9 before or after a named step of a night, then a plain rerun")
    for _ in range(rounds):
        for name, dotted in POINTS.items():
            for when in ("before", "after"):
                home = copy_home(scene.home, folder / "home").home
                killed = scene.run(home, kill={"name": dotted, "when": when})["killed"]
                tally.count(killed and scene.is_undisturbed(home), f"{when} {name}")
    return tally


def kill_at_random(scene: Scene, folder: Path, kills: int) -> Tally:
    tally = Tally("kill -9 at a random moment of a night, then a plain rerun")
    chance = random.Random(1)
    while tally.injected < kills:
        home = copy_home(scene.home, folder / "home").home
        killed = scene.kill_at_random(home, chance)
        is_undisturbed = scene.is_undisturbed(home)
        for _ in range(killed):
            tally.count(is_undisturbed, f"one of {killed} kills after {tally.injected}")
    return tally


def mutilate(scene: Scene, folder: Path, times: int) -> Tally:
    tally = Tally("warehouse, its log or its snapshot mutilated or deleted, then `monitor rebuild`")
    chance = random.Random(2)
    decided = copy_home(scene.home, folder / "decided")
    scene.run(decided.home)
    cases = decide_on_all(decided)
    for number in range(times):
        settings = copy_home(decided.home, folder / "home")
        leave_a_log(settings)
        harm = MUTILATIONS[number % len(MUTILATIONS)]
        for path in chance.choice(files_of(settings)):
            harm(path, chance)
        answer = scene.drive(home=settings.home, folder=scene.nights, rebuild=True)
        is_same = answer.get("digest") == scene.digest and answer.get("problems") == []
        tally.count(is_same and cases <= shown_decisions(settings), f"{harm.__name__}: {answer}")
    return tally


def files_of(settings: Settings) -> list[list[Path]]:
    """Return which files are mutilated together."""
    log = settings.working.with_name(f"{settings.working.name}.wal")
    return [
        [settings.working],
        [settings.published],
        [log],
        [settings.working, settings.published],
        [settings.working, log, settings.published],
    ]


def leave_a_log(settings: Settings) -> None:
    """Leave the working warehouse as a killed run would: with a log beside it."""
    with open_working(settings.working) as store:
        store.execute("create table scratch as select range from range(1000); drop table scratch")
        log = Path(f"{settings.working}.wal").read_bytes()
    Path(f"{settings.working}.wal").write_bytes(log)


def decide_on_all(settings: Settings) -> set[tuple[str, Verdict]]:
    """Decide on every case, and return the decisions."""
    with open_snapshot(settings.published) as store, open_ledger(settings.ledger) as ledger:
        cases = [read_case(store, name) for name in cases_frame(store, CaseFilter(), limit=1000)["case_id"]]
        for at, case in enumerate(one for one in cases if one is not None):
            verdict = list(Verdict)[at % len(Verdict)]
            assess_case(ledger, CaseRef(case.case_id, case.content_hash, 0), verdict, actor=MIA)
    return shown_decisions(settings)


def shown_decisions(settings: Settings) -> set[tuple[str, Verdict]]:
    """Return the decisions of the ledger whose case the snapshot shows with the words it was decided on."""
    with open_snapshot(settings.published) as store, open_ledger(settings.ledger) as ledger:
        states = read_case_states(ledger)
        return {(name, one.verdict) for name, one in states.items() if one.verdict and read_case(store, name)}


def fill_disks(scene: Scene, folder: Path, times: int) -> Tally:
    tally = Tally("disk full in the home, landing or ledger folder (tmpfs), then room, then a plain rerun")
    if reason := why_not(folder):
        tally.fault += f" (not injected: {reason})"
        return tally
    chance = random.Random(3)
    while tally.injected < times:
        home = copy_home(scene.home, folder / f"full-{tally.injected}").home
        full, spare = chance.choice(((home, 9_000_000), (home, 4_000_000), (home / "landing", 4_096)))
        with small_disk(full, spare=chance.randrange(spare)):
            answer = run_command(scene, home)
            make_room(full)
            is_named = answer["code"] == 1 and SAID.search(answer["told"])
            tally.count(bool(is_named) and scene.is_undisturbed(home), f"{full}: {answer}")
        shutil.rmtree(home, ignore_errors=True)
    return tally


def fail_to_force(scene: Scene, folder: Path, times: int) -> Tally:
    tally = Tally("EIO when something is forced to disk, then a plain rerun")
    chance = random.Random(4)
    tries = 0
    while tally.injected < times and tries < times * 3:
        tries += 1
        home = copy_home(scene.home, folder / "home").home
        part, call = chance.choice(FORCED), chance.randint(1, 6)
        answer = run_command(scene, home, FAULT_PATH=part, FAULT_FROM=str(call))
        if answer["code"] == 3:
            # It was forced to disk less often than that: nothing was injected.
            continue
        is_named = answer["code"] == 1 and SAID.search(answer["told"])
        tally.count(bool(is_named) and scene.is_undisturbed(home), f"{part} from call {call}: {answer}")
    return tally


def run_command(scene: Scene, home: Path, **environ: str) -> dict[str, object]:
    argv = ["nightly", str(scene.nights / NIGHTS[1].isoformat()), "--night", NIGHTS[1].isoformat()]
    return scene.drive(argv=argv, environ={"MONITOR_HOME": str(home), **environ})


def kill_ledger_writers(folder: Path, kills: int) -> Tally:
    tally = Tally(f"kill -9 of one of {WRITERS} writers to the ledger")
    outcome = kill_writers(folder, writers=WRITERS, kills=max(kills, WRITERS))
    for _ in range(outcome.kills):
        tally.count(not outcome.lost, f"{len(outcome.lost)} of {outcome.acknowledged} acknowledged events are gone")
    tally.fault += f" ({outcome.acknowledged:,} events were acknowledged, {len(outcome.lost)} are gone)"
    return tally


def tamper_with_ledger(folder: Path, times: int) -> Tally:
    tally = Tally("ledger rows or bytes changed: found by `monitor verify` with the place")
    chance = random.Random(5)
    untouched, home = folder / "untouched.sqlite", folder / "tampered"
    write_ledger(untouched)
    for number in range(times):
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        path = Path(shutil.copy(untouched, home / "ledger.sqlite"))
        if number % FLIPPED_SHARE == 0:
            how = f"bit of page {flip_a_bit(path, chance)}"
        else:
            tampering = chance.choice(TAMPERINGS)
            tamper(path, tampering, chance)
            how = tampering.__name__
        found = [problem for problem in verify(Settings(home=home)).problems if problem.startswith("ledger: ")]
        tally.count(bool(found) and PLACE.search(found[0]) is not None, f"{how}: {found}")
    return tally


def tallies(folder: Path, share: float) -> Iterator[Tally]:
    """Inject everything, or a share of it."""

    def times(many: int) -> int:
        return max(1, round(many * share))

    yield kill_ledger_writers(made(folder / "writers"), times(WRITER_KILLS))
    yield tamper_with_ledger(made(folder / "tampering"), times(TAMPERED))
    shim = None
    with suppress(subprocess.CalledProcessError):
        shim = build_shim(folder)
    with open_scene(made(folder / "scene"), **({} if shim is None else {"LD_PRELOAD": str(shim)})) as scene:
        jobs: tuple[tuple[Callable[[Scene, Path, int], Tally], int], ...] = (
            (kill_at_points, NAMED_ROUNDS),
            (kill_at_random, RANDOM_KILLS),
            (mutilate, MUTILATED),
            (fill_disks, DISKS),
            *(((fail_to_force, FAILING),) if shim else ()),
        )
        for number, (job, many) in enumerate(jobs):
            yield job(scene, made(folder / str(number)), times(many))


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--share", type=float, default=1.0, help="how much of it to inject; default: all")
    share = parser.parse_args().share
    failed = False
    sys.stdout.write("fault | injected | handled\n--- | ---: | ---:\n")
    with tempfile.TemporaryDirectory() as folder:
        for tally in tallies(Path(folder), share):
            sys.stdout.write(tally.line() + "\n")
            if tally.first_unhandled:
                sys.stdout.write(f"  not handled: {tally.first_unhandled}\n")
            sys.stdout.flush()
            failed |= tally.handled < tally.injected
    return int(failed)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except MonitorError as error:
        sys.exit(f"error: {error}")
