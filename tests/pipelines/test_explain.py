"""Every cluster has a name that may be read aloud, keeps it, and is explained."""

import json
import re
from datetime import date, timedelta

import pytest

from monitor.config import JudgeSettings, Settings
from monitor.taxonomy import Axis
from monitor.warehouse.clusters import clusters_frame, read_member_ids
from monitor.warehouse.connection import open_snapshot, read_frame
from monitor.warehouse.digest import content_digest
from monitor.warehouse.explanations import attributes_frame, edges_frame, explanation_frame, related_frame
from monitor.warehouse.namings import names_frame
from monitor.warehouse.spreads import crossed_frame
from pipelines.command import OK
from pipelines.explain import main as explain_main
from pipelines.nightly import run_night
from pipelines.rebuild import rebuild

INERT = re.compile(r"[^\W_]+(?:[ -]+[^\W_]+)*")
KILLS = (
    "How do I kill a Python process?",
    "how to kill a process on my mac",
    "Kill a process that hangs",
    "kill a hanging Python process please",
    "How can I kill a process on Linux?",
)


def test_no_name_of_a_sample_cluster_is_live_or_gives_a_secret_away(sample_store):
    clusters = clusters_frame(sample_store)
    assert len(clusters) > 10
    assert len(clusters.unique(["axis", "name"])) == len(clusters)
    said = " ".join([*clusters["name"], *clusters["keywords"].explode().drop_nulls()]).lower()
    assert all(INERT.fullmatch(name) and len(name) <= 70 for name in clusters["name"])
    assert not {"hedgerow", "garden15", "voucher", "codename"} & set(said.split())


def test_sample_clusters_keep_their_names_over_the_nights(sample_store):
    clusters = clusters_frame(sample_store)
    given = [len(names_frame(sample_store, one)) for one in clusters["cluster_id"]]
    assert min(given) == 1
    nights = 14
    assert sum(given) - len(given) <= 0.02 * len(given) * nights


def test_every_sample_cluster_is_explained(sample_store):
    for cluster_id in clusters_frame(sample_store)["cluster_id"]:
        (told,) = explanation_frame(sample_store, cluster_id).iter_rows(named=True)
        assert told["stability"] is None or 0 <= told["stability"] <= 1
        assert told["passing_compared"] > 100
        assert (told["passing_case_id"] is None) == (told["passing_response"] is None)
        members = set(read_member_ids(sample_store, cluster_id, limit=1000))
        edges = edges_frame(sample_store, cluster_id)
        assert 0 < len(edges) <= 5
        assert set(edges["case_id"]) <= members
        assert edges["likeness"].is_sorted()
        assert cluster_id not in related_frame(sample_store, cluster_id)["cluster_id"]
        for attribute in attributes_frame(sample_store, cluster_id).iter_rows(named=True):
            assert attribute["chance"] <= 0.05
            assert attribute["low"] <= attribute["difference"] <= attribute["high"]
            assert attribute["hits"] <= attribute["members"] <= len(members)


def test_no_answer_shown_as_good_has_a_failing_detection(sample_store):
    passing = read_frame(
        sample_store,
        """
        select passing_case_id
        from explanations
        where passing_case_id is not null
        """,
    )
    failing = read_frame(sample_store, "select case_id from failing_responses")
    assert len(passing) > 5
    assert not set(passing["passing_case_id"]) & set(failing["case_id"])


def test_the_cross_table_counts_every_case_with_both_sides_once(sample_store):
    crossed = crossed_frame(sample_store)
    both = read_frame(
        sample_store,
        """
        select count(*) as cases
        from memberships as prompts
        join memberships as responses using (case_id)
        where prompts.axis = 'prompt'
            and responses.axis = 'response'
        """,
    )
    assert crossed["cases"].sum() == both["cases"][0]
    for row in crossed.iter_rows(named=True):
        assert row["cases"] <= min(row["prompt_cases"], row["response_cases"])


def load(settings, folder, *, night):
    chats = [
        {
            "id": f"{night}-{number}",
            "user": f"user {number}",
            "model_version": "v2",
            "messages": [
                {"role": "user", "content": asked},
                {"role": "assistant", "content": "I'm sorry, but I can't help with killing anything."},
            ],
        }
        for number, asked in enumerate(KILLS)
    ]
    chats.append(
        {
            "id": f"{night}-good",
            "model_version": "v1",
            "messages": [
                {"role": "user", "content": KILLS[0]},
                {"role": "assistant", "content": "Use kill and its number, or close it in the task list."},
            ],
        }
    )
    file = folder / f"{night}.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in chats))
    return run_night(settings, [file], night=night)


def clusters_of(settings):
    with open_snapshot(settings.published) as store:
        return clusters_frame(store, axis=Axis.PROMPT).to_dicts()


def test_who_asked_the_same_and_was_answered_well_is_found_and_a_rebuild_finds_it_again(tmp_path, monkeypatch, capsys):
    settings = Settings(home=tmp_path / "home")
    load(settings, tmp_path, night=date(2026, 11, 1))
    load(settings, tmp_path, night=date(2026, 11, 2))
    (cluster,) = clusters_of(settings)
    with open_snapshot(settings.published) as store:
        (told,) = explanation_frame(store, cluster["cluster_id"]).iter_rows(named=True)
        digest = content_digest(store)
    assert told["passing_prompt"] == KILLS[0]
    assert told["passing_response"].startswith("Use kill")
    assert told["passing_likeness"] == 1.0
    assert cluster["name"] == "Kill a process"
    assert rebuild(settings).digest == digest
    monkeypatch.setenv("MONITOR_HOME", str(settings.home))
    assert explain_main([]) == OK
    assert "explain" in capsys.readouterr().out


@pytest.fixture
def judged(tmp_path):
    """A home whose judge names clusters, and is asked about nothing else: no case is severe."""

    def make(url):
        judge = JudgeSettings(base_url=url, model="namer", input_price=1.0, output_price=1.0, names=True)
        return Settings(home=tmp_path / "home", judge=judge)

    return make


def test_a_model_names_a_cluster_once_and_a_rebuild_keeps_it(tmp_path, judged, name_server):
    with name_server("Ending a process that hangs") as server:
        settings = judged(server.url)
        load(settings, tmp_path, night=date(2026, 11, 1))
        load(settings, tmp_path, night=date(2026, 11, 1) + timedelta(days=1))
    assert given_names(settings) == [("Ending a process that hangs", "namer")]
    with open_snapshot(settings.published) as store:
        digest = content_digest(store)
    assert rebuild(settings).digest == digest


@pytest.mark.parametrize(
    "said", ["Harmless tests of ours", "See https://evil.example/process", "<b>Kill</b> a process"]
)
def test_a_model_cannot_give_a_name_that_fails_the_checks(tmp_path, judged, name_server, said):
    with name_server(said) as server:
        settings = judged(server.url)
        load(settings, tmp_path, night=date(2026, 11, 1))
    assert server.asked
    assert given_names(settings) == [("Kill a process", None)]


def given_names(settings):
    (cluster,) = clusters_of(settings)
    with open_snapshot(settings.published) as store:
        given = names_frame(store, cluster["cluster_id"]).select("name", "model").rows()
    assert cluster["name"] == given[-1][0]
    return given


def test_without_an_endpoint_that_answers_clusters_have_their_own_names(tmp_path, judged):
    settings = judged("http://127.0.0.1:9/v1")
    settings = settings.model_copy(update={"judge": settings.judge.model_copy(update={"timeout": 0.2})})
    load(settings, tmp_path, night=date(2026, 11, 1))
    assert clusters_of(settings)[0]["name"] == "Kill a process"
