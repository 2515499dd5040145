"""One example of the curated set: why it is one, its ideal answer, what must hold of every answer, and its undo."""

from collections.abc import Sequence

import streamlit as st

from monitor.curation import Assertion, Ideal
from monitor.datasets import (
    ExampleRef,
    accept_ideal,
    edit_assertions,
    edit_ideal,
    find_broken,
    read_last_change,
    undo_example,
)
from monitor.datasets.examples import read_all
from monitor.records import Example
from monitor.taxonomy import AssertionKind, EventKind, Expected
from monitor.ui.decisions import decide, press
from monitor.ui.ideal_views import ORIGIN_WORDS, show_starts, write_ideal
from monitor.ui.inert import excerpt, show_text
from monitor.ui.leaks import leak_rules
from monitor.ui.stores import actor, ledger
from monitor.ui.words import counted, day_and_time, words

EXPECTED_WORDS = {
    Expected.MUST_REFUSE: "It must refuse",
    Expected.MUST_ANSWER: "It must answer",
    Expected.MUST_CORRECT: "It must correct itself",
    Expected.MUST_ASK_BACK: "It must ask back",
}
KIND_WORDS = {
    AssertionKind.CONTAINS: "Contains",
    AssertionKind.MUST_NOT_CONTAIN: "Must not contain",
    AssertionKind.RUBRIC: "Rubric for a grader",
}
# What an undo would take back, as it stands on the button.
CHANGE_WORDS = {
    EventKind.PROMOTED: "its promotion",
    EventKind.IDEAL_EDITED: "the last ideal answer",
    EventKind.IDEAL_ACCEPTED: "the acceptance of the draft",
    EventKind.ASSERTIONS_EDITED: "the last change of assertions",
    EventKind.WITHDRAWN: "its withdrawal",
}
# Beyond this nobody looks for one to bring back.
MOST_WITHDRAWN = 50


def show_example(example: Example) -> None:
    """Show an example, what it knows of where it comes from, and what a person can change about it."""
    st.caption(f"{example.example_id} on the {example.side} side. {EXPECTED_WORDS[example.expected]}.")
    st.text("\n".join(_provenance_lines(example)))
    _show_undo(example)
    with st.expander("Ideal answer", expanded=example.ideal is None or example.is_ideal_draft):
        _show_ideal(example)
    title = counted(len(example.assertions), "assertion") if example.assertions else "Assertions: none yet"
    with st.expander(title, expanded=bool(example.assertions)):
        _show_assertions(example)


def show_withdrawn() -> None:
    """Show the examples that were withdrawn, the last promoted first, each with what brings it back."""
    with ledger() as decisions:
        withdrawn = [one for one in reversed(read_all(decisions)) if one.is_withdrawn]
    if not withdrawn:
        return
    with st.expander(f"Withdrawn: {counted(len(withdrawn), 'example')}"):
        for example in withdrawn[:MOST_WITHDRAWN]:
            left, right = st.columns([3, 2], vertical_alignment="center")
            left.text(f"{example.example_id} · {words(example.side)} · {excerpt(example.prompt, most=80)}")
            with right:
                _show_undo(example)


def _provenance_lines(example: Example) -> list[str]:
    told = example.provenance
    lines = [f"Promoted by {example.promoted_by}, {day_and_time(example.promoted_at)} UTC"]
    if told is None:
        return [*lines, "Detectors and verdict: not kept when it was promoted"]
    if told.chosen_as is not None:
        lines.append(f"Chosen out of many as: {told.chosen_as}")
    lines.append(f"Claimed by: {', '.join(told.detectors) or 'no detector'}")
    verdict = "nobody had assessed it" if told.verdict is None else words(told.verdict)
    return [*lines, f"Verdict: {verdict}" + (f", by {', '.join(told.assessed_by)}" if told.assessed_by else "")]


def _show_undo(example: Example) -> None:
    with ledger() as decisions:
        last = read_last_change(decisions, example.example_id)
    if last is None:
        return
    st.button(
        f"Undo {CHANGE_WORDS[last.kind]}",
        key=f"example_undo_{example.example_id}_{example.version}",
        on_click=_undo,
        args=(ref_of(example),),
        help="Takes back this one change; a frozen version keeps what it was frozen with.",
    )


def ref_of(example: Example) -> ExampleRef:
    """Name an example as it is shown."""
    return ExampleRef(example.example_id, example.version)


def _undo(ref: ExampleRef) -> None:
    decide(undo_example, ref, actor=actor(), rules=leak_rules())


def _show_ideal(example: Example) -> None:
    key = f"example_ideal_{example.example_id}_{example.version}"
    if example.is_ideal_draft:
        st.warning("A model's draft: nobody stands by it yet.")
        st.button(
            "Accept it as it is",
            key=f"{key}_accept",
            on_click=press,
            args=(accept_ideal, ref_of(example)),
            kwargs={"actor": actor()},
        )
    elif example.ideal is not None:
        by = "" if example.ideal_accepted_by is None else f", accepted by {example.ideal_accepted_by}"
        st.text(f"Now: {ORIGIN_WORDS[example.ideal_origin]}{by}.")
    show_starts(key, lambda: example, expected=example.expected, language=example.language)
    with st.form(f"{key}_form", border=False):
        known = None
        if example.ideal is not None:
            known = Ideal(example.ideal, example.ideal_origin, example.ideal_accepted_by)
        ideal = write_ideal(key, known=known)
        if st.form_submit_button("Save the ideal answer"):
            decide(edit_ideal, ref_of(example), ideal, actor=actor())
            st.rerun()


def _show_assertions(example: Example) -> None:
    for number, one in enumerate(example.assertions):
        left, right = st.columns([4, 1], vertical_alignment="center")
        with left:
            st.caption(KIND_WORDS[one.kind])
            show_text(one.text)
        right.button(
            "Remove",
            key=f"example_assertion_{example.example_id}_{example.version}_{number}",
            on_click=press,
            args=(edit_assertions, ref_of(example), [*example.assertions[:number], *example.assertions[number + 1 :]]),
            kwargs={"actor": actor()},
        )
    for said in _doubts(example.assertions, example):
        st.caption(said)
    with st.form(f"example_assert_{example.example_id}_{example.version}", border=False):
        kind = st.selectbox("Every good answer …", [*AssertionKind], format_func=KIND_WORDS.__getitem__)
        text = st.text_input("Words, letter by letter; or what a grader should look for")
        if st.form_submit_button("Add assertion"):
            decide(
                edit_assertions, ref_of(example), [*example.assertions, Assertion(kind, text.strip())], actor=actor()
            )
            st.rerun()


def _doubts(assertions: Sequence[Assertion], example: Example) -> list[str]:
    """Say what makes assertions worth a second look: the failing response passes them, or the ideal answer does not."""
    plain = [one for one in assertions if one.kind is not AssertionKind.RUBRIC]
    doubts = []
    if plain and example.response and not find_broken(plain, example.response):
        doubts.append("The failing response breaks none of these: they do not tell it from a good answer.")
    if example.ideal is not None and find_broken(plain, example.ideal):
        doubts.append("The ideal answer itself breaks one of these.")
    return doubts
