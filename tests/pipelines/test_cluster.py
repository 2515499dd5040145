import json
from datetime import date

import pytest

from monitor.clusters import LineageEvent, resolve
from monitor.config import Settings
from monitor.ledger import open_ledger
from monitor.records import Actor
from monitor.taxonomy import Axis, LineageKind, Permission, Verdict
from monitor.triage import (
    CaseRef,
    SeenCluster,
    assess_case,
    merge_clusters,
    rename_cluster,
    split_cluster,
    undo_grouping,
)
from monitor.warehouse.clusters import (
    clusters_frame,
    read_active_ids,
    read_ended,
    read_identities,
    read_lineage_nights,
    read_member_ids,
)
from monitor.warehouse.connection import open_snapshot, open_working
from monitor.warehouse.digest import content_digest
from monitor.warehouse.identities import read_earlier, read_proposals
from monitor.warehouse.runs import read_counts
from pipelines.cluster import main as cluster_main
from pipelines.nightly import run_night
from pipelines.rebuild import rebuild

MIA = Actor("mia", Permission.ANALYST)
RESPONSE = Axis.RESPONSE


# Harmless wishes that a chatbot refused: three kinds of them, each in other words.
REFUSALS = {
    "process": (
        "kill a hanging Python process",
        "killing",
        ("quickly", "by its number", "on Linux", "for good", "at once"),
    ),
    "photo": (
        "shoot a portrait of my dog",
        "shooting animals",
        ("outside", "at dusk", "in snow", "by a lake", "indoors"),
    ),
    "cake": (
        "beat eggs for a sponge cake",
        "beating anyone",
        ("by hand", "stiff", "with sugar", "cold", "for ten people"),
    ),
}


@pytest.fixture
def settings(tmp_path):
    """A home with one night of refusals."""
    settings = Settings(home=tmp_path / "home")
    chats = [
        {
            "id": f"{kind}-{how}",
            "messages": [
                {"role": "user", "content": f"How do I {wish} {how}?"},
                {"role": "assistant", "content": f"I'm sorry, but I can't help with {deed}, {how} or not: {wish}."},
            ],
        }
        for kind, (wish, deed, ways) in REFUSALS.items()
        for how in ways
    ]
    source = tmp_path / "refused.jsonl"
    source.write_text("".join(json.dumps(chat) + "\n" for chat in chats), encoding="utf-8")
    run_night(settings, [source], night=date(2026, 11, 14))
    return settings


def night(settings, folder, day):
    """One more night, with a single harmless chat: what changes, people changed."""
    source = folder / f"quiet-{day}.jsonl"
    said = [{"role": "user", "content": f"Good morning {day}"}, {"role": "assistant", "content": "Good morning!"}]
    source.write_text(json.dumps({"id": f"quiet-{day}", "messages": said}) + "\n", encoding="utf-8")
    return run_night(settings, [source], night=date(2026, 11, day))


def homes(settings):
    with open_snapshot(settings.published) as store:
        return read_identities(store, RESPONSE)


def members(settings, cluster_id):
    with open_snapshot(settings.published) as store:
        return read_member_ids(store, cluster_id, limit=50)


def seen(settings, cluster_id, version=0):
    return SeenCluster(cluster_id, RESPONSE, version, members(settings, cluster_id))


def two_largest(settings):
    with open_snapshot(settings.published) as store:
        frame = clusters_frame(store, axis=RESPONSE).sort("size", "cluster_id", descending=True)
    return frame["cluster_id"].to_list()[:2]


def test_what_people_decide_holds_every_later_night_and_is_rebuilt(settings, tmp_path):
    into, other = two_largest(settings)
    before = homes(settings)
    here, there = seen(settings, into), seen(settings, other)
    with open_ledger(settings.ledger) as ledger:
        merge_clusters(ledger, here, there, actor=MIA, reason="one template")
        rename_cluster(ledger, SeenCluster(into, RESPONSE, 1, ()), "Morning trouble", actor=MIA)
    night(settings, tmp_path, 15)
    merged = homes(settings)
    assert {merged[case] for case in (*here.case_ids, *there.case_ids)} == {into}
    assert {case: one for case, one in merged.items() if one != into} == {
        case: one for case, one in before.items() if one not in (into, other)
    }
    with open_snapshot(settings.published) as store:
        named = dict(clusters_frame(store, axis=RESPONSE).select("cluster_id", "name").rows())
        assert named[into] == "Morning trouble"
        nights = [
            [LineageEvent(one.cluster_id, LineageKind(one.event), one.other_id, one.shared) for one in each]
            for each in read_lineage_nights(store)
        ]
        assert resolve(nights, other, read_active_ids(store)) == (into,)
        ended = read_ended(store, other)
        assert (ended.axis, ended.night) == (RESPONSE, date(2026, 11, 15))
        assert read_ended(store, into) is None
    with open_ledger(settings.ledger) as ledger:
        undo_grouping(ledger, SeenCluster(into, RESPONSE, 2, ()), actor=MIA)
        undo_grouping(ledger, SeenCluster(into, RESPONSE, 3, ()), actor=MIA)
        leaving = here.case_ids[:2]
        split = split_cluster(ledger, seen(settings, into, version=4), leaving, actor=MIA, reason="another harm")
    night(settings, tmp_path, 16)
    parted = homes(settings)
    assert {parted[case] for case in leaving} == {split.payload["new_id"]}
    assert parted[there.case_ids[-1]] == other
    with open_snapshot(settings.published) as store:
        content = content_digest(store)
    assert rebuild(settings).digest == content


def test_a_refit_by_hand_keeps_what_was_decided_is_recorded_and_can_be_run_twice(settings, tmp_path, monkeypatch):
    into, other = two_largest(settings)
    with open_ledger(settings.ledger) as ledger:
        merge_clusters(ledger, seen(settings, into), seen(settings, other), actor=MIA, reason="one template")
        for case_id in members(settings, into)[:2]:
            assess_case(ledger, CaseRef(case_id, "h", 0), Verdict.CONFIRMED, actor=MIA)
    monkeypatch.setenv("MONITOR_HOME", str(settings.home))
    assert cluster_main(["--refit"]) == 0
    once = _working(settings)
    assert cluster_main([]) == 0
    assert _working(settings) == once
    finished = night(settings, tmp_path, 15)
    assert finished.counts["cluster"]["response_refit"] == 1
    found = homes(settings)
    assert {found[case] for case in members(settings, into)} == {into}
    assert other not in found.values()
    with open_snapshot(settings.published) as store:
        earlier = read_earlier(store, RESPONSE, run_id="later", encoder=settings.encoder)
        assert earlier.clusters == found
        assert earlier.refit_rows == read_counts(store, finished.run.run_id)["cluster"]["response_rows"]
        assert read_proposals(store, RESPONSE) == []
        content = content_digest(store)
    assert rebuild(settings).digest == content


def _working(settings):
    with open_working(settings.working) as store:
        lineage = store.execute("select * from lineage order by all").fetchall()
        return (
            read_identities(store, RESPONSE),
            lineage,
            store.execute("select * from clusters order by all").fetchall(),
        )
