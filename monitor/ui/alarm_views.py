"""What emerged, what rose and what is back, at the top of the first page."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import polars as pl
import streamlit as st

from monitor.alarms import HISTORY_DAYS, PER, rate_of
from monitor.records import content_hash
from monitor.taxonomy import AlarmKind, AlarmState, Axis, IncidentStatus
from monitor.triage import Incident
from monitor.ui.cluster_views import cluster_label
from monitor.ui.inert import excerpt
from monitor.ui.navigation import CLUSTERS, INCIDENTS
from monitor.ui.trend_views import per_words, rate_words
from monitor.ui.words import AXIS_WORDS, UNKNOWN, counted
from monitor.warehouse.alarms import alarms_frame
from monitor.warehouse.clusters import clusters_frame
from monitor.warehouse.connection import Store
from monitor.warehouse.rates import cluster_nights_frame, read_last_night, traffic_frame

HEADLINES = {
    (AlarmKind.EMERGENCE, AlarmState.RAISED): "New: emerged last night",
    (AlarmKind.EMERGENCE, AlarmState.STANDING): "New: goes on",
    (AlarmKind.ESCALATION, AlarmState.RAISED): "Rose last night",
    (AlarmKind.ESCALATION, AlarmState.STANDING): "Still above its usual rate",
}
RATE_HELP = "Of 10,000 conversations, with the 95 % interval."


def show_alarms(store: Store, incidents: Sequence[Incident]) -> None:
    """Show which clusters emerged or rose, and which incidents are back; or say what was looked at in vain."""
    st.subheader("Alarms", help="Rates, not counts: when only the traffic grows, nothing is raised.")
    alarms = alarms_frame(store).filter(pl.col("state") != AlarmState.OVER)
    rates = alarms.filter((pl.col("kind") != AlarmKind.REGRESSION) & pl.col("name").is_not_null())
    relapses = find_relapses(incidents, told=alarms.filter(kind=AlarmKind.REGRESSION)["subject_id"].to_list())
    if relapses:
        _show_relapses(relapses)
    if not rates.is_empty():
        _show_rates(store, rates)
    if rates.is_empty() and not relapses:
        st.caption(_quiet_words(store))


def find_relapses(incidents: Sequence[Incident], *, told: Sequence[str]) -> list[Incident]:
    """Return, newest first, the incidents that were reopened by the machine or, resolved in no version, may be back."""
    return [
        one
        for one in reversed(incidents)
        if one.reopened_for
        or (one.incident_id in told and one.status is IncidentStatus.RESOLVED and one.resolved_in is None)
    ]


def _show_relapses(relapses: Sequence[Incident]) -> None:
    st.warning(f"{counted(len(relapses), 'incident')} that had been resolved: seen again.")
    frame = pl.DataFrame(
        {
            "Incident": [one.incident_id for one in relapses],
            "Cause": [excerpt(one.title) for one in relapses],
            "Says": [_relapse_words(one) for one in relapses],
        }
    )
    picked = _choose(frame, [one.incident_id for one in relapses], key="overview_relapses")
    if picked is not None:
        st.switch_page(INCIDENTS, query_params={"incident": relapses[picked].incident_id})


def _relapse_words(incident: Incident) -> str:
    if not incident.reopened_for:
        return "May be back: cases like it took place after it was resolved. Nobody said in which version."
    seen = counted(len(incident.reopened_for), "new case")
    return f"Reopened: {seen} of the version it was resolved in, or later."


def _show_rates(store: Store, rates: pl.DataFrame) -> None:
    shown = pl.DataFrame([_shown(row) for row in rates.iter_rows(named=True)])
    picked = _choose(shown, rates["subject_id"].to_list(), key="overview_alarms")
    if picked is not None:
        go_to_cluster(store, rates["subject_id"][picked], axis=Axis(rates["axis"][picked]))


def _shown(row: dict[str, Any]) -> dict[str, object]:
    scale = PER / row["total"]
    return {
        "What": HEADLINES[AlarmKind(row["kind"]), AlarmState(row["state"])],
        "Cluster": row["name"],
        "By": AXIS_WORDS[Axis(row["axis"])],
        "Rate of 10,000": rate_words(rate_of(row["conversations"], row["total"])),
        "Usual": per_words(row["expected"] * scale, row["low"] * scale, row["high"] * scale),
        "Conversations": f"{row['conversations']:,} of {row['total']:,}, {counted(row['nights'], 'night')}",
        "Users of 10,000": rate_words(rate_of(row["users"], row["total_users"])),
        "Users": UNKNOWN if row["users"] is None else f"{row['users']:,} of {row['total_users']:,}",
        "Since": row["since"],
    }


def _choose(frame: pl.DataFrame, ids: Sequence[str], *, key: str) -> int | None:
    """Show rows and return the number of the chosen one; see `choose_case` for the key."""
    shown = st.dataframe(
        frame,
        column_config={"Rate of 10,000": st.column_config.TextColumn(help=RATE_HELP)},
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=f"{key}_{content_hash(''.join(ids))[:12]}",
    )
    rows = shown["selection"]["rows"]
    return int(rows[0]) if rows else None


def go_to_cluster(store: Store, cluster_id: str, *, axis: Axis) -> None:
    """Open a cluster's page; the address names it as the page's own list does."""
    clusters = clusters_frame(store, axis=axis).filter(cluster_id=cluster_id)
    named = {"cluster": cluster_label(clusters.row(0, named=True))} if len(clusters) else {}
    st.switch_page(CLUSTERS, query_params={"axis": AXIS_WORDS[axis], **named})


def _quiet_words(store: Store) -> str:
    last = read_last_night(store)
    if last is None:
        return "No conversation of production is stored: nothing can be said about rates."
    clusters = cluster_nights_frame(store, first=last - timedelta(HISTORY_DAYS), last=last)
    if len(traffic_frame(store, first=last - timedelta(HISTORY_DAYS), last=last)) <= 1:
        return "One night is not enough to say what is new or rising: there is nothing to compare it with."
    judged = counted(clusters["cluster_id"].n_unique(), "cluster")
    return f"Quiet: of {judged}, none emerged last night or rose above its usual rate, and no incident is back."
