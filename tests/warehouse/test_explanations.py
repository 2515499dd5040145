from dataclasses import replace
from datetime import date, datetime

import pytest

from monitor.records import Case, Membership, Message
from monitor.taxonomy import Axis, CaseKind, Failure, Role
from monitor.warehouse.cases import write_cases
from monitor.warehouse.clusters import StoredCluster, write_clusters, write_memberships
from monitor.warehouse.conversation_rows import build_frames
from monitor.warehouse.conversations import write_conversations
from monitor.warehouse.explanations import (
    Explanation,
    StoredStability,
    attributes_frame,
    edges_frame,
    explanation_frame,
    read_stabilities,
    related_frame,
    write_explanations,
)
from monitor.warehouse.namings import StoredNaming, names_frame, read_namings, read_system_prompts, write_namings
from monitor.warehouse.placed import Placed
from monitor.warehouse.runs import finish_run, start_run
from monitor.warehouse.spreads import crossed_frame, spreads_frame

NIGHTS = (date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3))
ATTRIBUTE = {
    "attribute": "language",
    "value": "de",
    "hits": 3,
    "members": 3,
    "other_hits": 1,
    "others": 9,
    "difference": 0.89,
    "low": 0.4,
    "high": 1.0,
    "chance": 0.01,
}


@pytest.fixture
def load(store, conversation):
    def load(night, *changes):
        """Load conversations on a night, each a change of a plain one."""
        run = start_run(store, night, at=datetime(night.year, night.month, night.day, 23))
        plain = replace(conversation, started_at=datetime(night.year, night.month, night.day, 8))
        kept = [replace(plain, conversation_id=f"{night.day}-{place}", **one) for place, one in enumerate(changes)]
        frames = [build_frames([Placed(place, one)]) for place, one in enumerate(kept)]
        write_conversations(store, frames, sha256=run.run_id, run_id=run.run_id)
        finish_run(store, run, {}, at=datetime(night.year, night.month, night.day, 23, 30))

    return load


@pytest.fixture
def group(store):
    def group(axis, clusters, *, case_ids):
        """Store clusters, each with the conversations whose cases are in it; the other cases are in none."""
        home = {one: cluster_id for cluster_id, members in clusters.items() for one in members}
        stored = [StoredCluster(one, axis, f"Name of {one}", (), len(members)) for one, members in clusters.items()]
        write_clusters(store, stored, axis=axis, run_id="2026-11-01")
        members = [Membership(f"{one}-1", axis, home.get(one), 1.0, is_exemplar=False, x=0, y=0) for one in case_ids]
        write_memberships(store, members, axis=axis)

    return group


def write_failures(store, failures):
    write_cases(
        store,
        [
            Case(
                case_id=f"{one}-1",
                kind=CaseKind.RESPONSE,
                content_hash="h",
                conversation_id=one,
                message_index=1,
                failure=failure,
                severity=1,
                reach=1,
                priority=1.0,
                reasons=(),
            )
            for one, failure in failures.items()
        ],
    )


def spread_of(store, cluster_id, attribute, value):
    (row,) = spreads_frame(store, Axis.RESPONSE).filter(
        cluster_id=cluster_id, attribute=attribute, value=value
    ).iter_rows(named=True)  # fmt: skip
    return row["hits"], row["members"], row["other_hits"], row["others"]


def test_where_conversations_come_from_is_compared_with_the_traffic_of_the_same_nights(store, load, group):
    load(NIGHTS[0], {"language": "de"}, {"language": "de"}, {"language": "en"})
    load(NIGHTS[1], {"language": "de"}, {"language": "en"}, {"language": "en"}, {"language": None})
    load(NIGHTS[2], *[{"language": "fr"}] * 5)
    write_failures(store, dict.fromkeys(("1-0", "2-0"), Failure.BIAS))
    group(Axis.RESPONSE, {"r-1": ["1-0", "2-0"]}, case_ids=["1-0", "2-0"])
    assert spread_of(store, "r-1", "language", "de") == (2, 2, 1, 4)
    assert spread_of(store, "r-1", "language", "en") == (0, 2, 3, 4)
    assert spreads_frame(store, Axis.RESPONSE).filter(value="fr").is_empty()


def test_what_was_found_is_compared_with_the_other_cases_of_the_axis(store, load, group):
    load(NIGHTS[0], *[{}] * 5)
    ids = [f"1-{one}" for one in range(5)]
    failures = dict(zip(ids, [Failure.BIAS, Failure.BIAS, Failure.BIAS, Failure.JAILBREAK, None], strict=True))
    write_failures(store, failures)
    group(Axis.RESPONSE, {"r-1": ids[:2]}, case_ids=ids)
    assert spread_of(store, "r-1", "failure", "bias") == (2, 2, 1, 3)


def test_one_attack_with_many_harms_is_counted_with_both_denominators(store, load, group):
    load(NIGHTS[0], *[{}] * 4)
    ids = [f"1-{one}" for one in range(4)]
    write_failures(store, dict.fromkeys(ids, Failure.BIAS))
    group(Axis.PROMPT, {"p-1": ids[:3]}, case_ids=ids)
    group(Axis.RESPONSE, {"r-1": ids[:2], "r-2": ids[2:]}, case_ids=ids)
    cells = crossed_frame(store).select("prompt_id", "prompt_cases", "response_id", "response_cases", "cases").rows()
    assert set(cells) == {("p-1", 3, "r-1", 2, 2), ("p-1", 3, "r-2", 2, 1), (None, 1, "r-2", 2, 1)}


def test_an_explanation_replaces_the_one_before_and_comes_back_as_it_was_written(store, load, group):
    load(NIGHTS[0], *[{}] * 3)
    ids = [f"1-{one}" for one in range(3)]
    write_failures(store, dict.fromkeys(ids, Failure.BIAS))
    group(Axis.RESPONSE, {"r-1": ids[:2], "r-2": ids[2:]}, case_ids=ids)
    told = Explanation(
        cluster_id="r-1",
        stability=StoredStability(0.9, 10, "2026-11-01"),
        passing=None,
        passing_likeness=None,
        compared=7,
        edges=[("1-1-1", 0.4), ("1-0-1", 0.6)],
        related=[("r-2", 0.7)],
        attributes=[ATTRIBUTE],
    )
    for _ in range(2):
        write_explanations(store, [told], axis=Axis.RESPONSE, run_id="2026-11-01")
    (row,) = explanation_frame(store, "r-1").iter_rows(named=True)
    assert (row["stability"], row["stability_night"], row["passing_response"]) == (0.9, NIGHTS[0], None)
    assert edges_frame(store, "r-1").rows() == [("1-1-1", 0.4), ("1-0-1", 0.6)]
    assert related_frame(store, "r-1").rows() == [("r-2", "Name of r-2", 1, 0.7)]
    assert attributes_frame(store, "r-1").to_dicts() == [ATTRIBUTE]
    assert read_stabilities(store, Axis.RESPONSE, run_id="2026-11-02")["r-1"].likeness == 0.9
    assert read_stabilities(store, Axis.RESPONSE, run_id="2026-11-01") == {}


def test_a_run_gone_through_again_starts_from_the_names_before_it(store, load):
    load(NIGHTS[0], {})
    load(NIGHTS[1], {})
    first, second = (StoredNaming("r-1", name, ("lamp",), 0.5, ("1-0-1",)) for name in ("Lamp", "Garden lamp"))
    write_namings(store, [first], axis=Axis.RESPONSE, run_id="2026-11-01")
    for _ in range(2):
        write_namings(store, [second], axis=Axis.RESPONSE, run_id="2026-11-02")
    assert read_namings(store, Axis.RESPONSE, run_id="2026-11-02") == {"r-1": first}
    assert read_namings(store, Axis.RESPONSE, run_id="2026-11-03") == {"r-1": second}
    assert names_frame(store, "r-1")["name"].to_list() == ["Lamp", "Garden lamp"]


def test_system_prompts_are_read_the_commonest_first(store, load):
    told = [{"messages": (Message(Role.SYSTEM, text), Message(Role.USER, "Hi"))} for text in ("Be kind.", "Be brief.")]
    load(NIGHTS[0], told[0], told[1], told[1])
    assert read_system_prompts(store, limit=1) == ["Be brief."]
