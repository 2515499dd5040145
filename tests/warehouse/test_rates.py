from dataclasses import replace
from datetime import date, datetime

import pytest

from monitor.records import Case, Membership
from monitor.taxonomy import AlarmKind, AlarmState, Axis, CaseKind, Clock, Failure, Origin
from monitor.warehouse.alarms import AlarmRow, alarms_frame, read_alike, read_standing, write_alarms
from monitor.warehouse.cases import write_cases
from monitor.warehouse.clusters import StoredCluster, write_clusters, write_memberships
from monitor.warehouse.conversation_rows import build_frames
from monitor.warehouse.conversations import write_conversations
from monitor.warehouse.placed import Placed
from monitor.warehouse.rates import (
    cluster_nights_frame,
    cluster_people_frame,
    count_users,
    read_first_seen,
    read_last_night,
    read_version_totals,
    traffic_frame,
    version_rates_frame,
)
from monitor.warehouse.runs import finish_run, start_run

FIRST, SECOND = date(2026, 11, 1), date(2026, 11, 2)
BOTH = {"first": FIRST, "last": SECOND}
ROSE = AlarmRow(
    kind=AlarmKind.ESCALATION,
    subject_id="r-1",
    state=AlarmState.RAISED,
    since=SECOND,
    nights=1,
    conversations=9,
    total=100,
    expected=2.0,
    low=0.0,
    high=5.0,
    chance=0.001,
)


@pytest.fixture
def load(store, conversation):
    def load(night, *changes):
        """Load conversations on a night: each a change of a plain one, held that morning unless it says otherwise."""
        run = start_run(store, night, at=datetime(night.year, night.month, night.day, 23))
        plain = replace(conversation, started_at=datetime(night.year, night.month, night.day, 8), user="anna")
        kept = [
            replace(plain, **({"conversation_id": f"{run.run_id}-{number}"} | change))
            for number, change in enumerate(changes)
        ]
        frames = [build_frames([Placed(place, one)]) for place, one in enumerate(kept)]
        write_conversations(store, frames, sha256=run.run_id, run_id=run.run_id)
        finish_run(store, run, {}, at=datetime(night.year, night.month, night.day, 23, 30))
        return [one.conversation_id for one in kept]

    return load


@pytest.fixture
def group(store):
    def group(cluster_id, conversation_ids, *, failures=None, run_id="2026-11-01"):
        """Make a case of each conversation, and one response cluster of all the cases."""
        failures = failures or [Failure.OVER_REFUSAL] * len(conversation_ids)
        cases = [
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
            for one, failure in zip(conversation_ids, failures, strict=True)
        ]
        write_cases(store, cases)
        stored = StoredCluster(cluster_id, Axis.RESPONSE, "Name", (), len(cases))
        write_clusters(store, [stored], axis=Axis.RESPONSE, run_id=run_id)
        members = [
            Membership(one.case_id, Axis.RESPONSE, cluster_id, 1.0, is_exemplar=False, x=0, y=0) for one in cases
        ]
        write_memberships(store, members, axis=Axis.RESPONSE)

    return group


def test_conversations_and_users_are_counted_by_night_beside_those_of_all(store, load, group):
    first = load(FIRST, {"user": "a"}, {"user": "a"}, {"user": "b"})
    second = load(SECOND, {"user": "a"}, {"user": None})
    group("r-1", [*first[:2], *second])
    assert traffic_frame(store, **BOTH).rows() == [(FIRST, 3, 2), (SECOND, 2, 1)]
    assert cluster_nights_frame(store, **BOTH).rows() == [("r-1", FIRST, FIRST, 2, 1), ("r-1", FIRST, SECOND, 2, 1)]
    # Of whom nobody knows who they are may be somebody else.
    assert cluster_people_frame(store, **BOTH).rows() == [("r-1", 1, 2)]
    assert count_users(store, **BOTH) == 2


def test_where_nobody_knows_a_user_their_number_is_unknown_not_zero(store, load):
    load(FIRST, {"user": None})
    assert traffic_frame(store, **BOTH).rows() == [(FIRST, 1, None)]
    assert count_users(store, **BOTH) is None


def test_old_logs_count_on_their_own_day_and_late_ones_on_the_night_that_loaded_them(store, load):
    load(
        date(2026, 11, 20),
        {"started_at": datetime(2026, 10, 3, 8)},
        {"started_at": datetime(2026, 11, 18, 8)},
        {"started_at": None},
        {"started_at": datetime(1971, 1, 1), "clock": Clock.LONG_AGO},
    )
    found = traffic_frame(store, first=date(2026, 1, 1), last=date(2026, 12, 1))
    assert found.rows() == [(date(2026, 10, 3), 1, 1), (date(2026, 11, 20), 3, 1)]
    assert read_last_night(store) == date(2026, 11, 20)


def test_tests_of_the_chatbot_are_no_traffic(store, load, group):
    group("r-1", load(FIRST, {"origin": Origin.EVALUATION}))
    assert read_last_night(store) is None
    assert cluster_nights_frame(store, **BOTH).is_empty()


def test_a_cluster_has_a_rate_in_every_version_also_where_it_was_never_met(store, load, group):
    mine = load(FIRST, {"model_version": "1.0"}, {"model_version": "1.0", "user": "b"})
    load(SECOND, {"model_version": "1.1"}, {"model_version": None, "started_at": None})
    group("r-1", mine[:1])
    assert version_rates_frame(store, "r-1").select("model_version", "conversations", "users", "total").rows() == [
        ("1.0", 1, 1, 2),
        ("1.1", 0, 0, 1),
        (None, 0, 0, 1),
    ]
    assert list(read_first_seen(store)) == ["1.0", "1.1"]
    assert read_version_totals(store, since=datetime(2026, 11, 1, 12)) == {"1.1": 1}


def test_alarms_of_a_night_are_replaced_by_its_next_run_and_stand_the_night_after(store, load, group):
    group("r-1", load(FIRST, {}))
    write_alarms(store, [ROSE, replace(ROSE, subject_id="r-2")], night=FIRST, run_id="2026-11-01")
    write_alarms(store, [ROSE], night=FIRST, run_id="2026-11-01.2")
    assert alarms_frame(store)["subject_id"].to_list() == ["r-1"]
    assert alarms_frame(store)["name"].to_list() == ["Name"]
    assert read_standing(store, before=SECOND) == {"r-1": (AlarmKind.ESCALATION, SECOND)}
    assert read_standing(store, before=FIRST) == {}
    write_alarms(store, [replace(ROSE, state=AlarmState.OVER)], night=FIRST, run_id="2026-11-01.3")
    assert read_standing(store, before=SECOND) == {}


def test_what_was_reopened_earlier_the_same_night_stays_told(store, load):
    load(FIRST, {})
    back = replace(ROSE, kind=AlarmKind.REGRESSION, subject_id="INC-0001")
    write_alarms(store, [back], night=FIRST, run_id="2026-11-01")
    write_alarms(store, [ROSE], night=FIRST, run_id="2026-11-01.2")
    assert sorted(alarms_frame(store)["subject_id"]) == ["INC-0001", "r-1"]


def test_a_quiet_night_hides_the_alarms_of_the_night_before(store, load):
    load(FIRST, {})
    write_alarms(store, [ROSE], night=FIRST, run_id="2026-11-01")
    load(SECOND, {})
    assert alarms_frame(store).is_empty()
    assert alarms_frame(store, subject_id="r-1")["night"].to_list() == [FIRST]


def test_like_an_incident_is_what_lies_in_its_cluster_and_fails_in_the_same_way(store, load, group):
    first, other, late = load(FIRST, {}, {}, {"model_version": "1.1"})
    kinds = [Failure.OVER_REFUSAL, Failure.BIAS, Failure.OVER_REFUSAL]
    group("r-1", [first, other, late], failures=kinds)
    (alike,) = read_alike(store, [f"{first}-1"], cluster_id=None)
    assert (alike.case_id, alike.model_version) == (f"{late}-1", "1.1")
    assert (alike.started_at, alike.loaded_at) == (datetime(2026, 11, 1, 8), datetime(2026, 11, 1, 23, 30))
    assert read_alike(store, ["gone-1"], cluster_id=None) == []
