"""The words and tables of alarms, drawn by Streamlit itself over a warehouse of their own."""

from datetime import date, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from monitor.alarms import TrendNight, Usual, rate_of
from monitor.ledger import RUNNER, open_ledger
from monitor.records import Actor
from monitor.taxonomy import AlarmKind, AlarmState, Permission
from monitor.triage import open_incident, read_incidents, reopen_regressed, resolve_incident
from monitor.ui.alarm_views import find_relapses
from monitor.ui.incident_views import status_words
from monitor.ui.trend_views import rate_words, size_words
from monitor.warehouse.alarms import AlarmRow, write_alarms
from monitor.warehouse.connection import open_working

BORN = date(2026, 11, 1)
HOSTILE = "<script>alert(1)</script> ![x](http://evil.invalid/a.png)"
MIA = Actor("mia", Permission.ANALYST)


def draw_page():
    from pathlib import Path

    import streamlit as st

    from monitor.ledger import open_ledger
    from monitor.triage import read_incidents
    from monitor.ui.alarm_views import show_alarms
    from monitor.warehouse.connection import open_working

    home = Path(st.secrets["home"])
    with open_working(home / "w.duckdb") as store, open_ledger(f"sqlite:///{home / 'l.sqlite'}") as ledger:
        show_alarms(store, read_incidents(ledger))


def draw(folder):
    app = AppTest.from_function(draw_page, default_timeout=60)
    app.secrets["home"] = str(folder)
    app.run()
    assert not app.exception
    return app


@pytest.fixture
def nights(tmp_path):
    def nights(number):
        """Load this many nights of one conversation."""
        with open_working(tmp_path / "w.duckdb") as store:
            for night in range(number):
                at = datetime(2026, 11, 1, 8) + timedelta(days=night)
                run_id = at.date().isoformat()
                store.execute("insert into runs values ($id, $night, $at, $at)", {"id": run_id, "night": at, "at": at})
                store.execute(
                    "insert into conversations (conversation_id, run_id, sha256, file_offset, format, started_at)"
                    " values ($id, $id, 'f', 0, 'messages', $at)",
                    {"id": run_id, "at": at},
                )
        return tmp_path

    return nights


def test_where_nothing_was_loaded_nothing_is_said_of_rates(nights):
    assert "nothing can be said about rates" in draw(nights(0)).caption[0].value


def test_one_night_has_nothing_to_be_compared_with(nights):
    assert "nothing to compare it with" in draw(nights(1)).caption[0].value


def test_a_quiet_night_says_what_was_looked_at(nights):
    assert draw(nights(2)).caption[0].value.startswith("Quiet: of 0 clusters")


def test_an_alarm_says_from_what_to_what_of_how_many_and_since_when(nights):
    folder = nights(2)
    with open_working(folder / "w.duckdb") as store:
        store.execute(
            "insert into clusters by name select 'r-1' as cluster_id, 'response' as axis, $name as name,"
            " [] as keywords, 9 as size, true as is_active, '2026-11-01' as first_run_id, '2026-11-02' as last_run_id",
            {"name": HOSTILE},
        )
        rose = AlarmRow(
            kind=AlarmKind.ESCALATION,
            subject_id="r-1",
            state=AlarmState.RAISED,
            since=date(2026, 11, 2),
            nights=1,
            conversations=12,
            total=400,
            users=None,
            total_users=None,
            expected=2.0,
            low=0.0,
            high=6.0,
            chance=1e-6,
        )
        write_alarms(store, [rose], night=date(2026, 11, 2), run_id="2026-11-02")
    app = draw(folder)
    (row,) = app.dataframe[0].value.to_dict("records")
    assert row["What"] == "Rose last night"
    assert (row["Rate of 10,000"], row["Usual"]) == ("300 (172 to 517)", "50 (0 to 150)")
    assert (row["Conversations"], row["Users"]) == ("12 of 400, 1 night", "unknown")
    # The name of a cluster is made of what people wrote: it stands in a cell, and nowhere else.
    assert row["Cluster"] == HOSTILE
    assert not [one for one in (*app.markdown, *app.caption, *app.warning) if HOSTILE in one.value]


def test_an_incident_that_is_back_is_told_with_its_cause_in_a_cell(nights):
    folder = nights(2)
    with open_ledger(f"sqlite:///{folder / 'l.sqlite'}") as ledger:
        incident = open_incident(ledger, HOSTILE, case_ids=["a"], actor=MIA)
        resolve_incident(ledger, incident.ref, version="v3", actor=MIA)
        reopen_regressed(ledger, incident.incident_id, ["x", "y"], actor=RUNNER)
        (back,) = read_incidents(ledger)
    app = draw(folder)
    (row,) = app.dataframe[0].value.to_dict("records")
    assert (row["Incident"], row["Cause"]) == ("INC-0001", HOSTILE)
    assert "2 new cases" in row["Says"]
    assert HOSTILE not in app.warning[0].value
    assert status_words(back) == "Reopened: seen again"


def test_an_incident_resolved_in_no_version_may_be_back_as_long_as_it_is_resolved(tmp_path):
    with open_ledger(f"sqlite:///{tmp_path / 'l.sqlite'}") as ledger:
        incident = open_incident(ledger, "Poison recipes", case_ids=["a"], actor=MIA)
        assert find_relapses(read_incidents(ledger), told=["INC-0001"]) == []
        resolve_incident(ledger, incident.ref, actor=MIA)
        assert [one.incident_id for one in find_relapses(read_incidents(ledger), told=["INC-0001"])] == ["INC-0001"]
        assert find_relapses(read_incidents(ledger), told=[]) == []


def test_a_size_is_unknown_until_there_is_a_night_after_the_discovery():
    first = TrendNight(BORN, rate_of(12, 100), None)
    assert "is unknown" in size_words([first], born=BORN)
    second = TrendNight(BORN + timedelta(days=1), rate_of(1, 100), None)
    assert "100 (17.7 to 545) of 10,000" in size_words([first, second], born=BORN)
    assert "too new" in size_words([first, second], born=BORN)
    known = TrendNight(second.night, second.rate, Usual(100.0, 0.0, 300.0))
    assert "too new" not in size_words([first, known], born=BORN)


def test_an_unknown_rate_is_said_to_be_unknown():
    assert rate_words(None) == "unknown"
