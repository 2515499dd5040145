"""What changed since the night before."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Literal

import polars as pl
import streamlit as st

from monitor.taxonomy import Axis, CaseStatus, Outcome, label
from monitor.triage import CaseState
from monitor.ui.quality_views import quality_hint
from monitor.ui.words import AXIS_WORDS, counted, words
from monitor.warehouse.clusters import clusters_frame, night_lineage_frame
from monitor.warehouse.connection import Store
from monitor.warehouse.detector_versions import read_changed
from monitor.warehouse.runs import read_runs, run_counts_frame

# How far to trust what detectors counted; files and lines are counted exactly.
HINTS: Mapping[str, Callable[[], str]] = {
    "failures": quality_hint,
    "attempts": partial(quality_hint, outcome=Outcome.ATTEMPT),
}


def show_last_night(store: Store, states: Mapping[str, CaseState]) -> None:
    """Show last night's numbers beside those of the night before; a night that never ran has none."""
    runs = read_runs(store, limit=2)
    if not runs:
        st.info("No night has finished yet. Run `monitor nightly FOLDER`.")
        st.stop()
    counts = run_counts_frame(store)
    st.caption(f"Night of {runs[0].night.day} {runs[0].night:%B %Y}, compared with the night before.")
    # Counted by different versions, two nights cannot be compared.
    changed = read_changed(store, runs[-1].run_id, runs[0].run_id)
    if changed:
        names = ", ".join(label(one) for one in changed)
        st.caption(f"Not comparable with the night before: another version looked for {names}.")
    columns = st.columns(5)
    shown: tuple[tuple[str, str, str, Literal["off", "inverse"]], ...] = (
        ("Records loaded", "ingest", "inserted", "off"),
        ("Failing responses", "detect", "failures", "inverse"),
        ("Attempts seen", "detect", "attempts", "off"),
        ("Rejected lines", "ingest", "rejected", "inverse"),
    )
    for column, (title, step, name, color) in zip(columns, shown, strict=False):
        last, before = (_value(counts, run.run_id, step, name) for run in (runs * 2)[:2])
        is_broken = step == "detect" and bool(changed)
        change = None if len(runs) == 1 or is_broken or last is None or before is None else last - before
        column.metric(
            title,
            "unknown" if last is None else f"{last:,}",
            change,
            delta_color=color,
            border=True,
            height="stretch",
            help=HINTS[name]() if name in HINTS else None,
        )
    assessed = sum(state.status is not CaseStatus.OPEN for state in states.values())
    columns[4].metric("Cases assessed", f"{assessed:,}", border=True, height="stretch")


def show_cluster_changes(store: Store) -> None:
    """List the clusters that were born, grew, merged or vanished in the last night."""
    runs = read_runs(store, limit=1)
    changes = night_lineage_frame(store, runs[0].run_id) if runs else pl.DataFrame()
    if changes.is_empty():
        st.caption("No cluster changed last night.")
        return
    st.dataframe(
        pl.DataFrame(
            {
                "What happened": [words(one) for one in changes["event"]],
                "Cluster": changes["name"],
                "By": [AXIS_WORDS[Axis(one)] for one in changes["axis"]],
                "Cases": changes["size"],
                "With": changes["other_name"].fill_null("—"),
                "Cases shared": changes["shared"],
            }
        ),
        hide_index=True,
    )
    st.caption(
        f"{counted(len(clusters_frame(store)), 'active cluster')} in all; see Clusters for the map.",
        help=quality_hint(),
    )


def _value(counts: pl.DataFrame, run_id: str, step: str, name: str) -> int | None:
    found = counts.filter(run_id=run_id, step=step, name=name)
    return None if found.is_empty() else int(found["value"][0])
