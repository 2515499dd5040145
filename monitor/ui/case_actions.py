"""What a person can do with a case: assess, grade, note, assign, close, take back."""

import streamlit as st

from monitor.records import Case
from monitor.taxonomy import CaseStatus, Verdict
from monitor.triage import (
    CaseRef,
    CaseState,
    add_note,
    assess_case,
    assign_case,
    override_severity,
    reopen_case,
    resolve_case,
    undo,
)
from monitor.ui.decisions import decide, press
from monitor.ui.stores import actor
from monitor.ui.words import SEVERITY_WORDS, day_and_time, severity_words, words

VERDICTS = (
    (Verdict.CONFIRMED, "Confirm", "primary", "1"),
    (Verdict.NOT_A_FAILURE, "Not a failure", "secondary", "2"),
    (Verdict.UNSURE, "Unsure", "secondary", "3"),
)


def ref_of(case: Case, state: CaseState) -> CaseRef:
    """Name a case as it was shown: its content and the version of its state."""
    return CaseRef(case.case_id, case.content_hash, state.version)


def show_assessment(case: Case, state: CaseState) -> None:
    """Show the verdict buttons and the other decisions on a case.

    Every key and every argument names the case and version shown: a fast press must not hit the next case.
    """
    ref = ref_of(case, state)
    st.subheader("Your assessment")
    if not state.was_decided_on(case.content_hash):
        st.warning("The words of this case changed after somebody decided on it. Look again.")
    if state.verdict is not None:
        st.caption(f"Verdict: {words(state.verdict)}.")
    for column, (verdict, title, kind, shortcut) in zip(st.columns(3), VERDICTS, strict=True):
        column.button(
            title,
            key=f"case_{verdict}_{ref.case_id}_{ref.version}",
            on_click=press,
            args=(assess_case, ref, verdict),
            kwargs={"actor": actor()},
            type="primary" if kind == "primary" else "secondary",
            shortcut=shortcut,
            disabled=state.status is CaseStatus.RESOLVED,
            width="stretch",
        )
    _show_closing(ref, state)
    with st.expander("Severity, note, assignee"):
        _show_severity(case, ref, state)
        _show_note(ref, state)
        _show_assignee(ref, state)


def show_history(state: CaseState) -> None:
    """Show every decision ever made on a case, those taken back too."""
    if not state.history:
        return
    st.subheader("History")
    for event in reversed(state.history):
        said = ", ".join(f"{name} {value}" for name, value in event.payload.items() if name != "content_hash")
        st.text(f"{day_and_time(event.at)} · {event.actor} · {words(event.kind)} {said}".rstrip())


def _show_closing(ref: CaseRef, state: CaseState) -> None:
    is_resolved = state.status is CaseStatus.RESOLVED
    close, back = st.columns(2)
    close.button(
        "Reopen" if is_resolved else "Resolve",
        key=f"case_close_{ref.case_id}_{ref.version}",
        on_click=press,
        args=(reopen_case if is_resolved else resolve_case, ref),
        kwargs={"actor": actor()},
        width="stretch",
    )
    back.button(
        "Undo",
        key=f"case_undo_{ref.case_id}_{ref.version}",
        on_click=press,
        args=(undo, ref),
        kwargs={"actor": actor()},
        disabled=state.version == 0,
        width="stretch",
        help="Takes back the last decision that still counts.",
    )


def _show_severity(case: Case, ref: CaseRef, state: CaseState) -> None:
    with st.form(f"case_severity_{ref.case_id}_{ref.version}", border=False):
        levels = range(len(SEVERITY_WORDS))
        shown = case.severity if state.severity is None else state.severity
        level = st.selectbox("Severity, by your judgement", levels, index=shown, format_func=severity_words)
        if st.form_submit_button("Set severity"):
            decide(override_severity, ref, level, actor=actor())
            st.rerun()


def _show_note(ref: CaseRef, state: CaseState) -> None:
    for note in state.notes:
        st.text(f"{note.actor}: {note.text}")
    with st.form(f"case_note_{ref.case_id}_{ref.version}", border=False):
        text = st.text_area("Note", height=68)
        if st.form_submit_button("Add note"):
            decide(add_note, ref, text, actor=actor())
            st.rerun()


def _show_assignee(ref: CaseRef, state: CaseState) -> None:
    with st.form(f"case_assignee_{ref.case_id}_{ref.version}", border=False):
        name = st.text_input("Assigned to", value=state.assignee or "", placeholder="Nobody")
        if st.form_submit_button("Assign"):
            decide(assign_case, ref, name.strip() or None, actor=actor())
            st.rerun()
