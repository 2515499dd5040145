"""Why the cases of a cluster are together, what sets them apart, and how clusters of attacks and harms meet."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from monitor.charts.crossings import MOST_CLUSTERS, NO_CLUSTER, cluster_crossings
from monitor.records import content_hash
from monitor.taxonomy import Axis, label
from monitor.triage import CaseState
from monitor.ui.cluster_actions import lead_to, with_given_names
from monitor.ui.inert import excerpt, show_text
from monitor.ui.navigation import go_to_case
from monitor.ui.tables import choose_case
from monitor.ui.words import counted
from monitor.warehouse.cases import CaseFilter, cases_frame
from monitor.warehouse.connection import Store
from monitor.warehouse.explanations import attributes_frame, edges_frame, explanation_frame, related_frame
from monitor.warehouse.namings import names_frame
from monitor.warehouse.spreads import crossed_frame

# After Hennig (2007): what is above is highly stable, what is below should not be trusted.
STABLE, UNSTABLE = 0.85, 0.6
# What of a finding is told as it is stored, and what has words of its own.
NAMED_VALUES = ("failure", "hazard", "technique")
ATTRIBUTE_WORDS = {"model_version": "Model version", "template": "Known template"}
LONGEST_SHOWN = 1_200
SAME = 0.9999


def show_explanation(store: Store, cluster: Mapping[str, Any], states: Mapping[str, CaseState]) -> None:
    """Show what explains one cluster; nothing before a night has explained it."""
    cluster_id = cluster["cluster_id"]
    explained = explanation_frame(store, cluster_id)
    if explained.is_empty():
        return
    told = explained.row(0, named=True)
    st.subheader("What explains it")
    st.caption(stability_words(told["stability"], told["stability_rounds"], night=told["stability_night"]))
    _show_attributes(attributes_frame(store, cluster_id))
    _show_edges(store, cluster_id, states)
    _show_passing(told)
    left, right = st.columns(2)
    with left:
        _show_crossed(store, cluster)
    with right:
        _show_related(store, cluster_id)
    _show_names(names_frame(store, cluster_id))


def stability_words(likeness: float | None, rounds: int, *, night: object) -> str:
    """Say how sure it is that these cases are one cluster.

    >>> stability_words(0.91, 10, night="2026-11-14")
    'Stable: in 10 draws of four fifths of all cases (2026-11-14) it was found again, on average 91 % alike.'
    """
    if likeness is None:
        return "How stable it is, is unknown: it was too small to be drawn, or not tried yet."
    if likeness >= STABLE:
        verdict = "Stable"
    else:
        verdict = "Somewhat stable" if likeness > UNSTABLE else "Unstable: its borders are not to be trusted"
    return (
        f"{verdict}: in {counted(rounds, 'draw')} of four fifths of all cases ({night}) it was found again,"
        f" on average {likeness * 100:.0f} % alike."
    )


def show_crossings(store: Store) -> None:
    """Show which clusters of prompts led to which clusters of responses; choosing a cell opens the harm."""
    crossed = _with_names(crossed_frame(store))
    st.subheader("Attacks and harms", help="One attack, many harms; one harm, many attacks.")
    if crossed.filter(pl.col("prompt_id").is_not_null() | pl.col("response_id").is_not_null()).is_empty():
        st.caption("No cases are in a cluster yet.")
        return
    left_out = max(crossed["prompt_id"].n_unique(), crossed["response_id"].n_unique()) - MOST_CLUSTERS - 1
    st.caption(
        "Rows: how it was provoked. Columns: what came out. A cell says how many of the row's cases came out so."
        + (f" Only the {MOST_CLUSTERS} largest of each are drawn." if left_out > 0 else "")
    )
    key = content_hash(crossed.write_json())[:12]
    drawn = st.plotly_chart(
        cluster_crossings(crossed), key=f"clusters_crossed_{key}", on_select="rerun", selection_mode="points"
    )
    for point in drawn["selection"]["points"]:
        prompt_id, response_id = point["customdata"][:2]
        if response_id or prompt_id:
            lead_to(response_id or prompt_id)


def _with_names(crossed: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs under the names that people gave."""
    for side in ("prompt", "response"):
        named = crossed.rename({f"{side}_id": "cluster_id", f"{side}_name": "name"})
        crossed = with_given_names(named).rename({"cluster_id": f"{side}_id", "name": f"{side}_name"})
    return crossed


def _show_attributes(attributes: pl.DataFrame) -> None:
    if attributes.is_empty():
        st.caption(
            "Nothing is met in it clearly oftener than elsewhere: version, language, surface, technique, template."
        )
        return
    rows = list(attributes.iter_rows(named=True))
    st.dataframe(
        pl.DataFrame(
            {
                "Oftener in it": [ATTRIBUTE_WORDS.get(row["attribute"], label(row["attribute"])) for row in rows],
                "Value": [label(row["value"]) if row["attribute"] in NAMED_VALUES else row["value"] for row in rows],
                "In this cluster": [_share_words(row["hits"], row["members"]) for row in rows],
                "Elsewhere": [_share_words(row["other_hits"], row["others"]) for row in rows],
                "Points more (95 %)": [
                    f"{row['difference'] * 100:.0f} ({row['low'] * 100:.0f} to {row['high'] * 100:.0f})" for row in rows
                ],
            }
        ),
        column_config={
            "Elsewhere": st.column_config.TextColumn(
                help="Version, language and surface: production's other conversations on the same nights."
                " Others: the other cases."
            ),
            "Points more (95 %)": st.column_config.TextColumn(
                help="Of all that is listed here, for all clusters, at most 5 % are there by chance."
            ),
        },
        hide_index=True,
    )


def _share_words(hits: int, trials: int) -> str:
    return f"{hits:,} of {trials:,} ({hits / trials:.0%})"


def _show_edges(store: Store, cluster_id: str, states: Mapping[str, CaseState]) -> None:
    edges = edges_frame(store, cluster_id)["case_id"].to_list()
    frame = cases_frame(store, CaseFilter(cluster_id=cluster_id, only=tuple(edges)))
    order = {case_id: place for place, case_id in enumerate(edges)}
    ordered = frame.sort(pl.col("case_id").replace_strict(order, default=len(order), return_dtype=pl.Int64))
    if not ordered.is_empty():
        st.markdown("**At its edge**: the cases least like the others. If these fit, all do.")
        picked = choose_case(ordered, states, key="cluster_edge_choose")
        if picked is not None:
            go_to_case(picked)


def _show_passing(told: Mapping[str, Any]) -> None:
    st.markdown("**Asked alike, and went well**")
    if told["passing_response"] is None:
        st.caption(
            f"None found: of {counted(told['passing_compared'], 'prompt')} whose answers no detector objects to,"
            " none is like what these cases were asked."
        )
        return
    alike = "the same prompt" if told["passing_likeness"] >= SAME else f"likeness {told['passing_likeness']:.2f}"
    st.caption(f"No detector objects to this answer ({alike}).")
    with st.container(border=True):
        show_text(excerpt(told["passing_prompt"], most=LONGEST_SHOWN))
        show_text(excerpt(told["passing_response"], most=LONGEST_SHOWN))


def _show_crossed(store: Store, cluster: Mapping[str, Any]) -> None:
    """Show the clusters of the other axis that share cases with this one."""
    mine, other = ("prompt", "response") if cluster["axis"] == Axis.PROMPT else ("response", "prompt")
    crossed = _with_names(crossed_frame(store)).filter(pl.col(f"{mine}_id") == cluster["cluster_id"])
    st.markdown("**What came of it**" if mine == "prompt" else "**How it was provoked**")
    rows = crossed.rename({f"{other}_id": "cluster_id", f"{other}_name": "name"})
    _choose_cluster(
        rows.select(
            "cluster_id",
            pl.col("name").fill_null(NO_CLUSTER).alias("Cluster"),
            pl.format("{} of {}", "cases", f"{mine}_cases").alias("Of these cases"),
            pl.format("{} of {}", "cases", f"{other}_cases").alias("Of that cluster"),
        ),
        key="crossed",
    )


def _show_related(store: Store, cluster_id: str) -> None:
    related = related_frame(store, cluster_id)
    st.markdown("**Next to it**")
    if related.is_empty():
        st.caption("No other cluster is like it.")
        return
    _choose_cluster(
        with_given_names(related).select(
            "cluster_id",
            pl.col("name").alias("Cluster"),
            pl.col("size").alias("Cases"),
            pl.col("likeness").round(2).alias("Likeness"),
        ),
        key="related",
    )


def _choose_cluster(rows: pl.DataFrame, *, key: str) -> None:
    """List clusters and open the chosen one; see `choose_case` for the key."""
    ids: Sequence[str | None] = rows["cluster_id"].to_list()
    shown = st.dataframe(
        rows.drop("cluster_id"),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=f"cluster_{key}_{content_hash(''.join(one or '-' for one in ids))[:12]}",
    )
    for row in shown["selection"]["rows"]:
        if ids[row] is not None:
            lead_to(str(ids[row]))


def _show_names(names: pl.DataFrame) -> None:
    if len(names) > 1:
        with st.expander("What the machine called it"):
            st.dataframe(pl.DataFrame({"Since": names["run_id"], "Name": names["name"]}), hide_index=True)
