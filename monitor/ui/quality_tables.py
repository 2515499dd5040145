"""What the page of quality shows: every detector at a glance, and where each of its figures comes from."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from monitor.charts import calibration_plot
from monitor.detectors import DETECTORS
from monitor.detectors.quality import Measurement
from monitor.statistics import Counted, Prevalence, corrected_prevalence, wilson_interval
from monitor.taxonomy import label
from monitor.triage.verdicts import TeamQuality
from monitor.ui.inert import excerpt
from monitor.ui.quality_views import decimal, languages_of, measured, measured_on_sound, measurements, percent
from monitor.ui.words import UNKNOWN

# So that the same page shows the same interval twice.
SEED = 20261123
# An interval wider than this leaves a rate as unknown as it was.
TELLS_NOTHING = 0.5
# Every detector at once, without scrolling.
ROW_HEIGHT = 35
WEAK = "⚠ weak"


def show_glance() -> None:
    """Show each detector with a mark: how far to trust it, and in which languages."""
    rows = []
    for detector in DETECTORS:
        found = measured(detector)
        weak = [one.source for one in found if one.is_weak]
        rows.append(
            {
                "Detector": label(detector.name),
                "Version": detector.version,
                "Mark": f"{WEAK} on {', '.join(weak)}" if weak else "measured" if found else UNKNOWN,
                "Languages": languages_of(found) or UNKNOWN,
                "Sources": len(found),
                "False alarms": _false_alarms(measured_on_sound(detector)),
            }
        )
    st.dataframe(pl.DataFrame(rows), hide_index=True, height=ROW_HEIGHT * (len(rows) + 1) + 3)
    st.caption(
        "A language that is not named was not measured: there a detector's quality is unknown, whatever it finds. False"
        " alarms are what was flagged of ordinary answers to ordinary questions, taken to be sound."
    )


def show_labelled() -> None:
    """Show every measurement on labelled exchanges."""
    st.subheader("On labelled exchanges")
    order = [one.name for one in DETECTORS]
    known = (one for one in measurements() if one.positives and one.detector in order)
    failing = sorted(known, key=lambda one: order.index(one.detector))
    if not failing:
        st.caption("Nobody has measured these detectors yet.")
        return
    st.caption(
        "Learned parts never saw what they are measured on. Detectors transfer poorly: trust a row as far as your"
        " chatbot is like its source. Intervals are of 95 %."
    )
    st.dataframe(
        pl.DataFrame([_labelled_row(one) for one in failing]),
        hide_index=True,
        column_config={
            "Mark": st.column_config.TextColumn("Mark", width=80),
            "Measured": st.column_config.DateColumn("Measured", format="D MMM YYYY", width=100),
        },
    )


def show_calibration() -> None:
    """Show whether the scores of a chosen detector mean what they say."""
    names = [one.name for one in DETECTORS if any(found.calibration for found in measured(one))]
    if not names:
        return
    st.subheader("Do scores mean what they say?")
    name = st.selectbox("Detector", names, format_func=label, key="quality_calibration", bind="query-params", width=320)
    chosen = next(one for one in DETECTORS if one.name == name)
    st.plotly_chart(calibration_plot(_calibration_frame(measured(chosen))), key=f"quality_calibration_{name}")


def show_team(found: Sequence[TeamQuality]) -> None:
    """Show how right detectors are by the team's own verdicts."""
    st.subheader("By your team's verdicts")
    if not found:
        st.caption("Nobody has assessed a case yet: confirm or dismiss some in the Inbox.")
        return
    st.caption(
        "Only of cases that somebody assessed, and people look at the worst first: this is how right those were, not"
        " all that was flagged. Recall is unknown: nobody looks at what was not flagged."
    )
    st.dataframe(pl.DataFrame([_team_row(one) for one in found]), hide_index=True)


def show_corrected(flagged: pl.DataFrame) -> None:
    """Show the share of responses that truly fail, corrected for what each detector misses and wrongly flags."""
    st.subheader("What the true rate may be")
    rows = [row for seen in flagged.iter_rows(named=True) for row in _corrected_rows(seen)]
    if not rows:
        st.caption("No current version of a measured detector has looked at production yet.")
        return
    st.caption(
        "Rogan and Gladen's correction, were a detector to miss as much here as it did there; false alarms are those on"
        " ordinary answers where these were measured. Unknown where a detector misses too much, or too little was seen."
    )
    st.dataframe(pl.DataFrame(rows), hide_index=True)


def show_agreements(agreements: pl.DataFrame) -> None:
    """Show old and current versions side by side, on the responses that both have looked at."""
    st.subheader("Versions side by side")
    if agreements.is_empty():
        st.caption("No response was looked at by two versions; `monitor detect --backfill` lets the current ones look.")
        return
    agreed = (pl.col("both_flag") + pl.col("neither")) / pl.col("responses")
    st.dataframe(
        agreements.select(
            pl.col("detector").map_elements(label, pl.String).alias("Detector"),
            pl.col("old").alias("Old version"),
            pl.col("new").alias("Current version"),
            pl.col("responses").alias("Both looked at"),
            (agreed * 100).round(1).alias("Agree, %"),
            pl.col("both_flag").alias("Both flag"),
            pl.col("only_old").alias("Only old flags"),
            pl.col("only_new").alias("Only current flags"),
        ),
        hide_index=True,
    )


def _labelled_row(one: Measurement) -> dict[str, object]:
    current = {detector.name: detector.version for detector in DETECTORS}
    return {
        "Detector": label(one.detector),
        "Version": one.version if current.get(one.detector) == one.version else f"{one.version} (not current)",
        "Source": one.source,
        "Mark": WEAK if one.is_weak else "",
        "n": one.rows,
        "Failing": one.positives,
        "Flagged": one.flagged,
        "Precision": percent(one.precision),
        "Recall": percent(one.recall),
        "AUPRC": decimal(one.auprc),
        "Languages": ", ".join(one.languages),
        "Measured": one.measured_on,
        "Labelled by": one.labelled_by,
        "Note": one.note,
    }


def _calibration_frame(found: Sequence[Measurement]) -> pl.DataFrame:
    rows = []
    for one in found:
        for bin_ in one.calibration:
            interval = wilson_interval(round(bin_.rate * bin_.rows), bin_.rows)
            if interval is not None:
                rows.append((one.source, bin_.score, bin_.rate, interval.low, interval.high, bin_.rows))
    schema = {"source": pl.String, "score": pl.Float64, "rate": pl.Float64, "low": pl.Float64, "high": pl.Float64}
    return pl.DataFrame(rows, schema=schema | {"rows": pl.Int64}, orient="row")


def _team_row(one: TeamQuality) -> dict[str, object]:
    interval = one.interval
    return {
        "Detector": label(one.detector),
        "Version": one.version,
        "Source": "all" if one.source is None else excerpt(one.source),
        "n": one.confirmed + one.dismissed,
        "Confirmed": one.confirmed,
        "Dismissed": one.dismissed,
        "Unsure": one.unsure,
        "Precision": UNKNOWN
        if one.precision is None or interval is None
        else _share(one.precision, interval.low, interval.high),
        "Recall": UNKNOWN,
    }


def _corrected_rows(seen: dict[str, Any]) -> list[dict[str, object]]:
    detector = next((one for one in DETECTORS if one.name == seen["detector"]), None)
    flagged = Counted(seen["flagged"], seen["responses"])
    if detector is None or detector.version != seen["version"] or not flagged.trials:
        return []
    return [
        {
            "Detector": label(detector.name),
            "Version": detector.version,
            "Looked at": flagged.trials,
            "Flagged": flagged.hits,
            "As flagged": f"{flagged.hits / flagged.trials:.1%}",
            "Corrected": _corrected(flagged, one, sound=measured_on_sound(detector) or one),
            "If it errs as on": one.source,
        }
        for one in measured(detector)
    ]


def _false_alarms(sound: Measurement | None) -> str:
    return UNKNOWN if sound is None else f"{sound.flagged} of {sound.rows:,}"


def _corrected(flagged: Counted, one: Measurement, *, sound: Measurement) -> str:
    """Correct by what was missed on one source, and by what was wrongly flagged of sound answers."""
    found = corrected_prevalence(
        flagged,
        sensitivity=Counted(one.right, one.positives),
        specificity=Counted(sound.spared, sound.rows - sound.positives),
        seed=SEED,
    )
    return UNKNOWN if found is None else _prevalence(found)


def _prevalence(found: Prevalence) -> str:
    if found.interval.high - found.interval.low > TELLS_NOTHING:
        return UNKNOWN
    return f"{found.rate:.1%} ({found.interval.low * 100:.1f}–{found.interval.high * 100:.1f})"


def _share(value: float, low: float, high: float) -> str:
    return f"{value * 100:.0f} % ({low * 100:.0f}–{high * 100:.0f})"
