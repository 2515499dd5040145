"""What the page Teach shows of taught detectors: marks, training, versions side by side, and what to mark next."""

from collections.abc import Mapping

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from monitor.config import settings
from monitor.errors import TeachingError
from monitor.records import Case
from monitor.taxonomy import CaseKind, Failure, label
from monitor.teaching.suggestions import Suggestion, Why
from monitor.teaching.training import LEAST_MARKS, Training
from monitor.teaching.wording import quality_lines, rate_words
from monitor.triage.taught_states import MarkedResponse, MarkedText, Taught, TaughtState, read_all_taught
from monitor.triage.teaching import TaughtRef, mark_example, open_taught, switch_off, switch_on, undo_taught
from monitor.triage.trainings import School, learn, suggest_marks, teach
from monitor.ui.decisions import decide, press, say
from monitor.ui.encoding import page_encoder
from monitor.ui.inert import excerpt, show_text
from monitor.ui.stores import actor, ledger
from monitor.ui.words import day_and_time
from monitor.warehouse.connection import Store
from monitor.warehouse.exchanges import read_exchanges
from monitor.warehouse.runs import read_runs

WHY_WORDS = {
    Why.SURPRISING: "The detectors differ most on these",
    Why.UNSURE: "It is least sure of these",
}
NEW = "new…"
# Of a version whose examples were erased.
LOST = "no longer known"


def school(store: Store) -> School:
    """Return where this page's trainings are made."""
    return School(store, page_encoder(store), settings().learned)


def choose_taught(states: Mapping[str, TaughtState]) -> TaughtState | None:
    """Return the chosen detector; None asks for a new one."""
    if not states:
        st.caption(
            "Teach a detector what no other finds: name it, mark about twenty answers (on a case's page, or below) as"
            " examples or counterexamples, and train it in seconds."
        )
        return None
    slug = st.segmented_control(
        "Detector", [*states, NEW], default=next(iter(states)), required=True, key="teach_detector", bind="query-params"
    )
    return states.get(slug)


def show_new() -> None:
    """Show the form that names a new detector."""
    with st.form("teach_open", border=False):
        slug = st.text_input("Name", placeholder="rude_tone", help="Small letters, digits and underscores.")
        failure = st.selectbox("What it finds counts as", [*Failure], format_func=label)
        if st.form_submit_button("Open", type="primary"):
            if decide(open_taught, slug.strip(), failure, actor=actor()):
                say("Opened. Mark examples on the pages of cases, or choose it here and mark what is suggested.")
            st.rerun()


def show_training(store: Store, state: TaughtState) -> None:
    """Show how much is marked, and the buttons that train and take back."""
    positives = sum(mark.is_positive for mark in state.marks.values())
    negatives = len(state.marks) - positives
    marks, on, train, back = st.columns([3, 2, 1, 1], vertical_alignment="center")
    marks.markdown(f"**{positives} yes · {negatives} no**, counted as {label(state.failure).lower()}")
    on.caption("Switched off" if state.active is None else f"Version {state.active} is switched on")
    ref = TaughtRef(state.slug, state.version)
    if train.button("Train", key=f"teach_train_{state.slug}_{state.version}", type="primary", width="stretch"):
        with st.spinner("Training…"):
            if decide(teach, ref, school(store), until=_last_run(store), actor=actor()):
                say("Trained. It looks at nothing before you switch the version on.")
        st.rerun()
    back.button(
        "Undo",
        key=f"teach_undo_{state.slug}_{state.version}",
        on_click=press,
        args=(undo_taught, ref),
        kwargs={"actor": actor()},
        help="Takes back the last decision on this detector that still counts: a switch, a training or a mark.",
        width="stretch",
    )
    missing = [
        f"{LEAST_MARKS - count} more {name}"
        for name, count in (("yes", positives), ("no", negatives))
        if count < LEAST_MARKS
    ]
    if missing:
        st.caption(f"It can be trained from {LEAST_MARKS} of each: mark {' and '.join(missing)}.")


def show_versions(store: Store, state: TaughtState) -> None:
    """Show every version with its cross-validated quality, and its switch."""
    if not state.trainings:
        return
    st.subheader("Versions side by side")
    with st.spinner("Reading what each version learned…"):
        learned = {one.number: _learned(store, one) for one in state.trainings}
    st.dataframe(
        pl.DataFrame([_version_row(state, one, learned[one.number]) for one in reversed(state.trainings)]),
        hide_index=True,
        column_config={"Precision": st.column_config.TextColumn(width=180)},
    )
    newest = learned[state.trainings[-1].number]
    if newest is not None:
        lines = "\n".join(f"• {line}" for line in quality_lines(newest.quality))
        st.text(f"Version {state.trainings[-1].number}:\n{lines}")
    st.caption(
        "Of marks that a version had not seen; what is nearly the same is never on both sides. Intervals are of 95 %:"
        " of twenty marks they are wide. In your logs precision is lower where failures are rarer than marks."
    )
    _show_switch(state)


def _show_switch(state: TaughtState) -> None:
    ref = TaughtRef(state.slug, state.version)
    numbers = [one.number for one in reversed(state.trainings)]
    choose, on, off, _ = st.columns([2, 1, 1, 3], vertical_alignment="bottom")
    number = choose.selectbox(
        "Version", numbers, format_func=lambda one: f"version {one}", key=f"teach_version_{state.slug}_{state.version}"
    )
    on.button(
        "Switch on",
        key=f"teach_on_{state.slug}_{state.version}_{number}",
        on_click=press,
        args=(switch_on, ref, number),
        kwargs={"actor": actor()},
        disabled=state.active == number,
        help="It looks at new logs from the next night on; `monitor detect --backfill` lets it look at old ones.",
        width="stretch",
    )
    off.button(
        "Switch off",
        key=f"teach_off_{state.slug}_{state.version}",
        on_click=press,
        args=(switch_off, ref),
        kwargs={"actor": actor()},
        disabled=state.active is None,
        help="After the next night what it found is no longer shown.",
        width="stretch",
    )


def show_suggestions(store: Store, state: TaughtState) -> None:
    """Show the calls that are most worth a mark, each with buttons that mark it."""
    until = _last_run(store)
    newest = _learned(store, state.trainings[-1]) if state.trainings else None
    if newest is None or until is None:
        return
    st.subheader("Worth a mark next")
    with st.spinner("Looking for them…"):
        found = suggest_marks(school(store), state, newest, until=until)
    for why in Why:
        st.caption(f"{WHY_WORDS[why]} (it claims from {newest.threshold:.2f} on):")
        for suggestion in (one for one in found if one.why is why):
            _show_suggestion(store, state, suggestion)


def _show_suggestion(store: Store, state: TaughtState, suggestion: Suggestion) -> None:
    exchange = suggestion.exchange
    with st.container(border=True):
        said, yes, no = st.columns([6, 1, 1], vertical_alignment="center")
        with said:
            st.text(f"{suggestion.chance:.2f} · {excerpt(exchange.prompt, most=110)}")
            show_text(excerpt(exchange.response, most=400))
        stored = read_exchanges(store, [exchange.key])[exchange.key]
        _show_mark_buttons(state, MarkedResponse(exchange.key, stored.content_hash), (yes, no))


def show_marks(store: Store, state: TaughtState) -> None:
    """Show what is marked, by whom."""
    if not state.marks:
        return
    st.subheader("Marks")
    keys = [key for key, mark in state.marks.items() if isinstance(mark.example, MarkedResponse)]
    stored = read_exchanges(store, keys)
    rows = []
    for key, mark in reversed(list(state.marks.items())):
        one = mark.example if isinstance(mark.example, MarkedText) else stored.get(key)
        rows.append(
            {
                "Mark": "yes" if mark.is_positive else "no",
                "What was asked": excerpt(None if one is None else one.prompt),
                "What came out": "no longer stored" if one is None else excerpt(one.response),
                "By": mark.actor,
                "At (UTC)": day_and_time(mark.at),
            }
        )
    st.dataframe(pl.DataFrame(rows), hide_index=True)


def show_teaching(case: Case) -> None:
    """Show, on a case's page, the buttons that mark its response as an example for a detector."""
    if case.kind is not CaseKind.RESPONSE:
        return
    with ledger() as decisions:
        states = read_all_taught(decisions)
    with st.expander("Mark as example for a detector"):
        if not states:
            st.caption("No detector is taught yet: open one on the page Teach.")
            return
        slug = st.selectbox("Detector", list(states), key=f"case_teach_{case.case_id}")
        state = states[slug]
        mark = state.marks.get(case.case_id)
        if mark is not None:
            st.text(f"Marked {'yes' if mark.is_positive else 'no'} by {mark.actor}.")
        yes, no, away = st.columns(3)
        example = MarkedResponse(case.case_id, case.content_hash)
        _show_mark_buttons(state, example, (yes, no))
        away.button(
            "Neither",
            key=f"case_unmark_{slug}_{case.case_id}_{state.version}",
            on_click=press,
            args=(mark_example, slug, example),
            kwargs={"is_positive": None, "actor": actor()},
            disabled=mark is None,
            width="stretch",
        )


def _show_mark_buttons(
    state: TaughtState, example: MarkedResponse, places: tuple[DeltaGenerator, DeltaGenerator]
) -> None:
    marked = state.marks.get(example.key)
    for place, (title, is_positive) in zip(places, (("Yes", True), ("No", False)), strict=True):
        place.button(
            title,
            key=f"teach_{title}_{state.slug}_{example.key}_{state.version}",
            on_click=press,
            args=(mark_example, state.slug, example),
            kwargs={"is_positive": is_positive, "actor": actor()},
            type="primary" if marked is not None and marked.is_positive is is_positive else "secondary",
            width="stretch",
        )


def _version_row(state: TaughtState, one: Taught, learned: Training | None) -> dict[str, object]:
    row: dict[str, object] = {
        "Version": one.number,
        "Switched": "on" if one.number == state.active else "off",
        "Trained (UTC)": day_and_time(one.at),
        "Marks": len(one.marks),
    }
    if learned is None:
        return row | dict.fromkeys(("Precision", "Recall", "Flags of ordinary", "Encodes"), LOST)
    quality = learned.quality
    return row | {
        "Precision": rate_words(quality.precision),
        "Recall": rate_words(quality.recall),
        "Flags of ordinary": rate_words(quality.false_alarms),
        "Encodes": rate_words(quality.encoded),
    }


def _learned(store: Store, training: Taught) -> Training | None:
    """Return what a version learned, or None where too few of its examples are left."""
    try:
        return learn(school(store), training)
    except TeachingError:
        return None


def _last_run(store: Store) -> str | None:
    runs = read_runs(store, limit=1)
    return runs[0].run_id if runs else None
