"""Another encoder, or the same by name with other vectors: refused, then migrated with every id kept."""

import shutil
from datetime import date

import pytest

from monitor.config import Settings
from monitor.embeddings import PACKAGED
from monitor.errors import EncoderError, StoreError
from monitor.ledger import open_ledger, read_encoder_changes
from monitor.warehouse.canaries import read_cluster_encoders
from monitor.warehouse.connection import open_snapshot, open_working
from monitor.warehouse.digest import content_digest
from pipelines.__main__ import main
from pipelines.command import OK, PROBLEMS_FOUND, REFUSED
from pipelines.encoders import encoder_named
from pipelines.job import open_job
from pipelines.migrate_encoder import UNFINISHED, migrate
from pipelines.nightly import run_night
from pipelines.rebuild import rebuild
from pipelines.verify import verify
from tests.embeddings.models import make_model, permute_weights
from tests.faults.kills import open_driver
from tests.faults.nights import NIGHTS, copy_home, digest_of, make_home, write_nights


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nights")
    write_nights(folder)
    return folder


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """The folder of another real model; copy it to change it."""
    return make_model(tmp_path_factory.mktemp("models") / "shallow")


@pytest.fixture(scope="module")
def first(nights, tmp_path_factory):
    """A home that has seen one night by the packaged encoder; copy it, do not touch it."""
    settings = make_home(tmp_path_factory.mktemp("first") / "home")
    run_night(settings, [nights / NIGHTS[0].isoformat()], night=NIGHTS[0])
    return settings


@pytest.fixture
def home(first, tmp_path) -> Settings:
    return copy_home(first.home, tmp_path / "home")


def by(settings, model):
    return settings.model_copy(update={"encoder": str(model)})


def run_second(settings, nights):
    return run_night(settings, [nights / NIGHTS[1].isoformat()], night=NIGHTS[1])


def rows(settings, statement):
    with open_snapshot(settings.published) as store:
        return store.execute(statement).fetchall()


def counts_by_encoder(settings):
    return dict(rows(settings, "select encoder, count(*) from embeddings group by encoder"))


def swap_model(settings, model):
    """Leave the home as another model would have that had the packaged one's name: its vectors, its canaries."""
    theirs, ours = encoder_named(str(model)).name, encoder_named(PACKAGED).name
    migrate(by(settings, model))
    with open_working(settings.working) as store:
        for table in ("embeddings", "canaries"):
            store.execute(f"delete from {table} where encoder = ?", [ours])
            store.execute(f"update {table} set encoder = ? where encoder = ?", [ours, theirs])
        store.execute("delete from cluster_encoders where number = 2")
    shutil.copy(settings.working, settings.published)


def test_the_first_vectors_bring_their_canaries(first):
    name = encoder_named(PACKAGED).name
    assert rows(first, "select encoder, count(*) from canaries group by encoder") == [(name, 24)]
    with open_snapshot(first.published) as store:
        assert [(one.number, one.encoder, one.setting) for one in read_cluster_encoders(store)] == [(1, name, PACKAGED)]


def test_another_name_in_the_settings_is_refused_and_nothing_is_changed(home, nights, model, monkeypatch, capsys):
    before = digest_of(home)
    with open_working(home.working) as store:
        held = content_digest(store)
    monkeypatch.setenv("MONITOR_HOME", str(home.home))
    monkeypatch.setenv("MONITOR_ENCODER", str(model))
    for command in (["nightly", str(nights / NIGHTS[1].isoformat())], ["embed"], ["cluster"]):
        assert main(command) == REFUSED
        told = capsys.readouterr().err
        assert encoder_named(PACKAGED).name in told and encoder_named(str(model)).name in told
        assert "24 of 24 canary sentences have another vector" in told and "monitor migrate-encoder" in told
    with open_working(home.working) as store:
        assert content_digest(store) == held == before


def test_the_same_name_with_other_vectors_is_refused(home, nights, model):
    swap_model(home, model)
    with pytest.raises(EncoderError, match=r"no longer the model .* 24 of 24 canary .*monitor migrate-encoder"):
        run_second(home, nights)


def test_swapped_weights_or_pooling_under_the_same_path_are_refused(nights, model, tmp_path):
    folder = shutil.copytree(model, tmp_path / "model")
    settings = by(make_home(tmp_path / "home"), folder)
    run_night(settings, [nights / NIGHTS[0].isoformat()], night=NIGHTS[0])
    permute_weights(folder)
    encoder_named.cache_clear()
    with pytest.raises(EncoderError, match=r"made of vectors by model@.* now come from model@.*: 24 of 24 canary"):
        run_second(settings, nights)
    shutil.rmtree(folder)
    make_model(folder, pooling="cls")
    encoder_named.cache_clear()
    with pytest.raises(EncoderError, match="made of vectors by model@"):
        run_second(settings, nights)


def test_detectors_never_read_vectors_of_the_clusters_encoder(home, first, nights, model, tmp_path):
    migrate(by(home, model))
    run_second(by(home, model), nights)
    undisturbed = copy_home(first.home, tmp_path / "undisturbed")
    run_second(undisturbed, nights)
    for table in ("detections", "likenesses", "scans"):
        assert sorted(map(repr, rows(home, f"from {table}"))) == sorted(map(repr, rows(undisturbed, f"from {table}")))


def test_a_migration_makes_all_vectors_anew_and_keeps_every_cluster(home, nights, model, monkeypatch, capsys):
    before = rows(home, "select case_id, axis, cluster_id from memberships order by all")
    monkeypatch.setenv("MONITOR_HOME", str(home.home))
    monkeypatch.setenv("MONITOR_ENCODER", str(model))
    assert main(["migrate-encoder"]) == OK
    assert "they keep their ids" in capsys.readouterr().out
    assert rows(home, "select case_id, axis, cluster_id from memberships order by all") == before
    texts = rows(home, "select count(distinct content_hash) from anchors")
    assert counts_by_encoder(home)[encoder_named(str(model)).name] >= texts[0][0]
    assert main(["doctor"]) == OK
    assert f"made by {encoder_named(str(model)).name}, whose 24 canaries hold" in " ".join(
        capsys.readouterr().out.split()
    )
    run_second(by(home, model), nights)
    ids = {cluster_id for _, _, cluster_id in before if cluster_id}
    after = dict(rows(home, "select cluster_id, is_active from clusters"))
    assert ids and all(after[cluster_id] for cluster_id in ids)
    assert rows(home, "select distinct value from run_counts where run_id = '2026-11-02' and name like '%refit'") == [
        (1,)
    ]
    assert main(["migrate-encoder"]) == OK
    assert "nothing to migrate" in capsys.readouterr().out
    assert verify(by(home, model)).problems == []


def test_the_old_vectors_go_when_nobody_uses_them(nights, model, tmp_path):
    settings = by(make_home(tmp_path / "home"), model)
    run_night(settings, [nights / NIGHTS[0].isoformat()], night=NIGHTS[0])
    names = {encoder_named(str(model)).name, encoder_named(PACKAGED).name}
    assert counts_by_encoder(settings).keys() == names
    back = by(settings, PACKAGED)
    migrate(back)
    assert counts_by_encoder(back).keys() == {encoder_named(PACKAGED).name}
    assert not run_night(back, [nights / NIGHTS[0].isoformat()], night=NIGHTS[0]).is_new


def test_a_swapped_model_is_migrated_under_its_name(home, nights, model):
    swap_model(home, model)
    swapped = rows(home, "select content_hash, vector from embeddings order by all")
    migrated = migrate(home)
    assert migrated.is_needed and migrated.embedded
    after = dict(rows(home, "select content_hash, vector from embeddings"))
    assert len(after) == len(swapped) == migrated.embedded
    assert all(after[content_hash] != vector for content_hash, vector in swapped)
    assert counts_by_encoder(home).keys() == {encoder_named(PACKAGED).name}
    run_second(home, nights)


def test_a_killed_migration_is_taken_up_and_comes_to_the_same(home, first, nights, model, tmp_path):
    undisturbed = by(copy_home(first.home, tmp_path / "undisturbed"), model)
    migrate(undisturbed)
    environ = {"MONITOR_HOME": str(home.home), "MONITOR_ENCODER": str(model)}
    points = [
        ("pipelines.migrate_encoder.write_embeddings", "after"),
        ("pipelines.migrate_encoder.write_cluster_encoder", "after"),
        ("pipelines.migrate_encoder.record_changes", "before"),
    ]
    with open_driver(**environ) as drive:
        for name, when in points:
            kill = {"name": name, "when": when}
            assert drive(argv=["migrate-encoder"], kill=kill, environ=environ)["killed"], name
    assert not migrate(by(home, model)).is_needed
    assert digest_of(home) == digest_of(undisturbed)
    with open_ledger(home.ledger) as ledger:
        (change,) = read_encoder_changes(ledger)
    assert (change.before.setting, change.after.setting) == (PACKAGED, str(model))
    run_second(undisturbed, nights)
    run_second(by(home, model), nights)
    assert digest_of(home) == digest_of(undisturbed)


def test_a_migration_to_a_swapped_model_that_was_killed_begins_anew_for_yet_another(home, model):
    swap_model(home, model)
    ours = encoder_named(PACKAGED).name
    with open_working(home.working) as store:
        for table in ("embeddings", "canaries"):
            store.execute(f"insert into {table} select * replace (encoder || ? as encoder) from {table}", [UNFINISHED])
    migrated = migrate(home)
    assert migrated.embedded == counts_by_encoder(home)[ours]


def test_a_migration_in_the_middle_of_a_night_lets_the_night_go_on(home, nights, model, monkeypatch, capsys):
    monkeypatch.setenv("MONITOR_HOME", str(home.home))
    published = digest_of(home)
    assert main(["ingest", str(nights / NIGHTS[1].isoformat() / "web.jsonl")]) == OK
    monkeypatch.setenv("MONITOR_ENCODER", str(model))
    assert main(["migrate-encoder"]) == OK
    assert "a run is unfinished" in capsys.readouterr().out
    assert digest_of(home) == published
    assert main(["nightly", str(nights / NIGHTS[1].isoformat())]) == PROBLEMS_FOUND
    assert counts_by_encoder(home).keys() == {encoder_named(PACKAGED).name, encoder_named(str(model)).name}


def test_a_rebuild_goes_through_the_migration_again(home, nights, model):
    settings = by(home, model)
    migrate(settings)
    run_second(settings, nights)
    held = digest_of(settings)
    settings.working.write_bytes(b"noise")
    assert rebuild(settings).digest == held
    with pytest.raises(StoreError, match=r"the settings name .*: their ids would change"):
        rebuild(home)


def test_a_rebuild_without_the_model_says_what_is_lost(home, nights, model, tmp_path):
    folder = shutil.copytree(model, tmp_path / "gone")
    migrate(by(home, folder))
    migrate(home)
    shutil.rmtree(folder)
    encoder_named.cache_clear()
    with pytest.raises(StoreError, match=r"vectors by gone@.*, and the model .* is not that one now"):
        rebuild(home)
    assert any("gone@" in loss for loss in rebuild(home, accept_loss=True).losses)
    run_second(home, nights)


def test_with_to_the_settings_must_follow(home, nights, model, monkeypatch, capsys):
    monkeypatch.setenv("MONITOR_HOME", str(home.home))
    assert main(["migrate-encoder", "--to", str(model)]) == OK
    assert f"now set `encoder` to {str(model)!r}" in capsys.readouterr().out
    assert main(["cluster"]) == REFUSED
    assert run_second(by(home, model), nights).is_new


def test_without_a_warehouse_there_is_nothing_to_migrate(tmp_path):
    with pytest.raises(StoreError, match="nothing to migrate"):
        migrate(Settings(home=tmp_path / "home"))


def test_a_warehouse_from_before_canaries_takes_those_of_its_own_encoder_only(home, nights, model):
    with open_working(home.working) as store:
        store.execute("delete from canaries; delete from cluster_encoders")
    with pytest.raises(EncoderError, match="monitor migrate-encoder"):
        run_second(by(home, model), nights)
    run_second(home, nights)
    assert rows(home, "select count(*) from canaries") == [(24,)]


def test_loading_alone_asks_no_encoder(home, nights, monkeypatch):
    monkeypatch.setenv("MONITOR_HOME", str(home.home))
    monkeypatch.setenv("MONITOR_ENCODER", "no such model")
    assert main(["ingest", str(nights / NIGHTS[1].isoformat() / "web.jsonl")]) == OK


def test_a_refused_run_leaves_no_trace(home, model):
    with pytest.raises(EncoderError), open_job(by(home, model), night=date(2026, 11, 9)):
        pass
    with open_working(home.working) as store:
        assert store.execute("select count(*) from runs").fetchone() == (1,)
