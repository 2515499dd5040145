import random
import shutil
from datetime import date, datetime

import pytest

from monitor.config import Settings
from monitor.errors import StoreError
from monitor.ledger import open_ledger
from monitor.records import Actor
from monitor.sources import expire_copies
from monitor.taxonomy import Permission, Verdict
from monitor.triage import CaseRef, assess_case, read_case_state
from monitor.warehouse.cases import CaseFilter, cases_frame, read_case
from monitor.warehouse.connection import open_snapshot, open_working
from pipelines.__main__ import main
from pipelines.command import OK, PROBLEMS_FOUND, REFUSED
from pipelines.nightly import run_night
from pipelines.rebuild import rebuild
from pipelines.verify import verify
from tests.faults.mutilations import MUTILATIONS, make_noise, remove, truncate
from tests.faults.nights import NIGHTS, copy_home, digest_of, make_home

MIA = Actor("mia", Permission.ANALYST)


@pytest.fixture
def home(calm, tmp_path) -> Settings:
    """A home with both nights, to be mutilated."""
    return copy_home(calm.home, tmp_path / "home")


def leave_a_log(settings):
    """Leave the working warehouse as a run that was killed: the latest rows are in the log beside it only."""
    copy = settings.home / "killed"
    with open_working(settings.working) as store:
        store.execute("create table scratch as select range from range(1000); drop table scratch")
        shutil.copy(settings.working, copy)
        shutil.copy(f"{settings.working}.wal", f"{copy}.wal")
    copy.replace(settings.working)
    log = settings.home / f"{settings.working.name}.wal"
    (settings.home / "killed.wal").replace(log)
    return log


def decide_on_worst(settings):
    with open_snapshot(settings.published) as store:
        case = read_case(store, cases_frame(store, CaseFilter(), limit=1)["case_id"][0])
    with open_ledger(settings.ledger) as ledger:
        assess_case(ledger, CaseRef(case.case_id, case.content_hash, 0), Verdict.CONFIRMED, actor=MIA)
    return case


def refusal(action):
    """Return what an action is refused with, or None."""
    try:
        action()
    except StoreError as error:
        return str(error)
    return None


@pytest.mark.parametrize("harm", MUTILATIONS)
def test_a_mutilated_warehouse_is_noticed_or_harmless(home, calm, harm):
    harm(home.working, random.Random(7))
    harm(home.published, random.Random(8))
    said = refusal(lambda: run_night(home, [], night=NIGHTS[1]))
    assert said is None or "monitor rebuild" in said
    found = verify(home)
    assert found.content == digest_of(calm) or "published.duckdb" in found.problems[0]


@pytest.mark.parametrize("harm", MUTILATIONS)
def test_a_run_that_was_killed_and_whose_log_was_mutilated_loses_nothing(home, calm, nights, harm):
    harm(leave_a_log(home), random.Random(9))
    said = refusal(lambda: run_night(home, [nights / NIGHTS[1].isoformat()], night=NIGHTS[1]))
    assert (said is None or "monitor rebuild" in said) and digest_of(home) == digest_of(calm)


@pytest.mark.parametrize(
    ("of_working", "of_published"), [(remove, remove), (truncate, make_noise), (make_noise, truncate)]
)
def test_a_rebuilt_warehouse_holds_the_same_and_decisions_show_again(home, calm, of_working, of_published):
    decided = decide_on_worst(home)
    of_working(home.working, random.Random(1))
    of_published(home.published, random.Random(2))
    assert rebuild(home).digest == digest_of(calm) == digest_of(home)
    with open_snapshot(home.published) as store, open_ledger(home.ledger) as ledger:
        assert read_case(store, decided.case_id) == decided
        assert read_case_state(ledger, decided.case_id).verdict is Verdict.CONFIRMED
    found = verify(home)
    assert found.problems == []


def test_the_next_night_goes_on_after_a_rebuild_as_if_nothing_had_been(home, calm, nights, tmp_path):
    remove(home.working, random.Random(1))
    with pytest.raises(StoreError, match="has lost 2 runs or files, such as 2026-11-01: `monitor rebuild`"):
        run_night(home, [nights / NIGHTS[0].isoformat()], night=NIGHTS[0])
    leave_noise = home.home / f"{home.working.name}.wal"
    leave_noise.write_bytes(b"an old log")
    rebuild(home)
    undisturbed = copy_home(calm.home, tmp_path / "undisturbed")
    for settings in (home, undisturbed):
        assert not run_night(settings, [nights / NIGHTS[1].isoformat()], night=NIGHTS[1]).is_new
        run_night(settings, [nights / NIGHTS[1].isoformat() / "support.jsonl", nights], night=date(2026, 11, 3))
    assert digest_of(home) == digest_of(undisturbed)
    assert {path.name for path in home.home.iterdir()} == {path.name for path in undisturbed.home.iterdir()}


def test_what_a_run_had_loaded_before_it_was_killed_is_loaded_again(nights, tmp_path, monkeypatch):
    first, second = (nights / night.isoformat() for night in NIGHTS)
    disturbed, undisturbed = make_home(tmp_path / "disturbed"), make_home(tmp_path / "undisturbed")
    for settings in (disturbed, undisturbed):
        run_night(settings, [first], night=NIGHTS[0])
    monkeypatch.setenv("MONITOR_HOME", str(disturbed.home))
    assert main(["ingest", str(second / "web.jsonl")]) == OK
    remove(disturbed.working, random.Random(1))
    assert main(["rebuild"]) == OK
    with open_working(disturbed.working) as store:
        assert store.execute("select count(*) from conversations").fetchone() == (15 + 6,)
        (today,) = store.execute("select night from runs where finished_at is null").fetchone()
    for settings in (disturbed, undisturbed):
        run_night(settings, [second / "web.jsonl"], night=today)
    assert digest_of(disturbed) == digest_of(undisturbed)


def test_a_night_without_any_file_is_rebuilt_too(nights, tmp_path):
    settings = make_home(tmp_path / "home")
    for day, night in enumerate(["web", "web", "web"], start=1):
        run_night(settings, [nights / NIGHTS[0].isoformat() / f"{night}.jsonl"], night=date(2026, 11, day))
    (tmp_path / "nothing").mkdir()
    run_night(settings, [nights / NIGHTS[1].isoformat() / "web.jsonl"], night=date(2026, 11, 2))
    run_night(settings, [nights / NIGHTS[1].isoformat() / "support.jsonl"], night=date(2026, 11, 3))
    silent = run_night(settings, [tmp_path / "nothing"], night=date(2026, 11, 4))
    assert silent.is_new
    before = digest_of(settings)
    assert rebuild(settings).digest == before


@pytest.mark.parametrize(
    ("loss", "complaint"),
    [
        (lambda copy: copy.write_bytes(b"another log"), "was changed"),
        (lambda copy: copy.unlink(), "is missing"),
        (lambda copy: sidecar_of(copy).write_bytes(b"{"), "is damaged"),
        (lambda copy: sidecar_of(copy).unlink(), "has no sidecar"),
        (lambda copy: (copy.unlink(), sidecar_of(copy).unlink()), "read 4 files; .* has 3 of them"),
    ],
)
def test_a_lost_landing_copy_is_named_and_nothing_is_replaced(home, nights, capsys, monkeypatch, loss, complaint):
    monkeypatch.setenv("MONITOR_HOME", str(home.home))
    loss(copy_of(home, "reports.jsonl"))
    before = {path: path.read_bytes() for path in (home.working, home.published)}
    with pytest.raises(StoreError, match=complaint):
        rebuild(home)
    assert main(["rebuild"]) == REFUSED
    assert {path: path.read_bytes() for path in before} == before
    assert main(["rebuild", "--accept-loss"]) == PROBLEMS_FOUND
    assert "lost: " in capsys.readouterr().out


def copy_of(settings, name):
    with open_working(settings.working) as store:
        (sha256,) = store.execute(
            "select sha256 from landings where name = $name order by run_id limit 1", {"name": name}
        ).fetchone()
    return settings.landing / sha256[:2] / sha256[2:]


def sidecar_of(copy):
    return copy.with_name(copy.name + ".json")


def test_a_copy_that_lost_its_sidecar_is_still_loaded(home):
    sidecar_of(copy_of(home, "reports.jsonl")).unlink()
    rebuild(home, accept_loss=True)
    with open_working(home.working) as store:
        assert store.execute("select count(*) from reports").fetchone() == (2,)


def test_without_the_key_nothing_is_rebuilt_since_every_id_would_be_another(home):
    (home.home / "key").unlink()
    with pytest.raises(StoreError, match="key is gone"):
        rebuild(home)


def test_times_of_runs_are_those_of_the_runs_and_not_of_the_rebuild(home):
    def times():
        with open_snapshot(home.published) as store:
            return store.execute("select run_id, started_at, finished_at from runs order by run_id").fetchall()

    before = times()
    rebuild(home)
    for (_, started, finished), (_, started_again, finished_again) in zip(before, times(), strict=True):
        assert started == started_again
        assert abs(finished - finished_again).total_seconds() < 30
        assert isinstance(finished_again, datetime)


def test_what_was_kept_long_enough_is_gone_and_a_rebuild_says_so(home):
    expired = expire_copies(home.landing, before=datetime(2100, 1, 1), at=datetime(2100, 1, 1))
    assert expired
    assert verify(home).problems == []
    assert f"{expired} landing copies were kept for as long" in str(refusal(lambda: rebuild(home)))
