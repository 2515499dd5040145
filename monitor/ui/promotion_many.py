"""Many cases to a few examples: representatives chosen by one button, promoted by the next, and taken back."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from monitor.datasets import (
    ExampleRef,
    Lot,
    Promotions,
    choose_representatives,
    draft_example,
    promote_many,
    read_examples,
    undo_promotions,
)
from monitor.datasets.candidates import read_candidates
from monitor.datasets.many import MOST_AT_ONCE, Refusal
from monitor.ledger import Ledger
from monitor.records import content_hash
from monitor.taxonomy import Choice, Expected, Side, Verdict
from monitor.triage import CaseState
from monitor.ui.decisions import decide, say
from monitor.ui.encoding import page_encoder
from monitor.ui.example_views import EXPECTED_WORDS
from monitor.ui.leaks import leak_rules
from monitor.ui.promotion_views import ask_side, found_by_people
from monitor.ui.stores import actor, ledger
from monitor.ui.words import counted, words
from monitor.warehouse.connection import Store

# A handful shows most of what a cluster is; more are a few keys away.
USUALLY = 5
OUTCOME, ROUND = "promotion_outcome", "promotion_round"
CHOICE_WORDS = {
    Choice.CENTRAL: "central: most typical of them",
    Choice.EDGE: "edge: least typical of them",
    Choice.SEVERE: "severe: worst of them",
    Choice.DIVERSE: "diverse: most unlike the others chosen",
}
BY_FAILURE = "By failure"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asked for: how many of which kinds, on which side, and what should have been done."""

    most: int
    choices: Sequence[Choice]
    side: Side | Lot
    expected: Expected | None
    confirmed_only: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the last promotion of many came to, and the button it was asked for by."""

    said: str
    refs: Sequence[ExampleRef]
    key: str = ""


def show_promoting(store: Store, case_ids: Sequence[str], states: Mapping[str, CaseState], *, key: str) -> None:
    """Show the button that opens the form, whose own button promotes representatives of these cases.

    Below stands what that came to, with an undo, until it is done again.
    """
    mark = content_hash("".join(case_ids))[:12]
    # A popover stays open while its key is the same, and would hide what came of it.
    mark = f"{mark}_{st.session_state.get(ROUND, 0)}"
    opened = st.popover("Promote …", disabled=not case_ids, key=f"{key}_promote_{mark}")
    with opened, st.form(f"{key}_promote_form_{mark}", border=False):
        wanted = _ask(case_ids, states)
        if st.form_submit_button("Promote", type="primary", width="stretch"):
            with st.spinner("Choosing and checking for leaks…"):
                done = _promote(store, case_ids, states, wanted)
            if done is not None:
                st.session_state[OUTCOME] = replace(done, key=key)
                st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
            st.rerun()


def show_promoted(key: str) -> None:
    """Show what the last promotion by this button came to, and offer to take it back."""
    outcome: Outcome | None = st.session_state.get(OUTCOME)
    if outcome is None or outcome.key != key:
        return
    with st.container(border=True):
        st.text(outcome.said)
        if outcome.refs:
            name = f"promotion_undo_{outcome.refs[0].example_id}"
            st.button("Undo this promotion", key=name, on_click=_take_back, args=(outcome.refs,))


def _ask(case_ids: Sequence[str], states: Mapping[str, CaseState]) -> Wanted:
    most = min(len(case_ids), MOST_AT_ONCE)
    confirmed = sum(one in states and states[one].verdict is Verdict.CONFIRMED for one in case_ids)
    how_many = st.number_input("How many", 1, max(most, 1), value=max(min(USUALLY, most), 1))
    choices = st.multiselect("Of each kind in turn", [*Choice], default=[*Choice], format_func=CHOICE_WORDS.__getitem__)
    side = ask_side()
    expected = st.selectbox(
        "Expected behaviour",
        [None, *Expected],
        format_func=lambda one: BY_FAILURE if one is None else EXPECTED_WORDS[one],
    )
    confirmed_only = st.checkbox(f"Only the {counted(confirmed, 'confirmed case')}", disabled=not confirmed)
    return Wanted(how_many, choices, side, expected, confirmed_only)


def _promote(store: Store, case_ids: Sequence[str], states: Mapping[str, CaseState], wanted: Wanted) -> Outcome | None:
    with ledger() as decisions:
        taken = {one.case_id for one in read_examples(decisions)}
    left_out = {one: why for one in case_ids if (why := _why_not(states.get(one), wanted, is_taken=one in taken))}
    open_ids = [one for one in case_ids if one not in left_out]
    severities = {one: worst for one in open_ids if one in states and (worst := states[one].severity) is not None}
    candidates = read_candidates(store, open_ids, embed=page_encoder(store).encode, severities=severities)
    left_out |= dict.fromkeys(set(open_ids) - set(candidates.case_ids), "hold no prompt and response")
    chosen = choose_representatives(candidates, most=wanted.most, choices=wanted.choices)
    done: list[Promotions] = []

    def act(ledger: Ledger) -> None:
        drafts = [
            draft_example(
                store,
                one.case_id,
                found=found_by_people(_state(states, one.case_id), chosen_as=one.chosen_as),
                expected=wanted.expected,
            )
            for one in chosen
        ]
        done.append(promote_many(ledger, drafts, side=wanted.side, actor=actor(), rules=leak_rules()))

    if not decide(act):
        return None
    refs = [ExampleRef(one.example_id, one.version) for one in done[0].examples]
    return Outcome(_tell(done[0], left_out.values()), refs)


def _why_not(state: CaseState | None, wanted: Wanted, *, is_taken: bool) -> str | None:
    verdict = None if state is None else state.verdict
    if is_taken:
        return "are promoted already"
    if verdict is Verdict.NOT_A_FAILURE:
        return "were found to be no failure"
    return "are not confirmed" if wanted.confirmed_only and verdict is not Verdict.CONFIRMED else None


def _state(states: Mapping[str, CaseState], case_id: str) -> CaseState:
    return states.get(case_id, CaseState(case_id=case_id))


def _tell(done: Promotions, left_out: Iterable[str]) -> str:
    sides = Counter(one.side for one in done.examples)
    said = [f"Promoted into the {side} side: {counted(count, 'example')}." for side, count in sides.items()]
    said = said or ["Nothing was promoted."]
    for one in done.examples:
        why = "" if one.provenance is None or one.provenance.chosen_as is None else f", {one.provenance.chosen_as}"
        said.append(f"• {one.example_id}, {one.side}: {words(one.failure)}{why}. {EXPECTED_WORDS[one.expected]}.")
    said += [f"• Refused: {_named(one)}" for one in done.refused]
    said += [f"Not chosen from: {counted(count, 'case')} that {why}." for why, count in Counter(left_out).items()]
    return "\n".join(said)


def _named(refusal: Refusal) -> str:
    named = refusal.case_id in refusal.reason
    return refusal.reason if named else f"case {refusal.case_id}: {refusal.reason}"


def _take_back(refs: Sequence[ExampleRef]) -> None:
    if decide(undo_promotions, refs, actor=actor(), rules=leak_rules()):
        st.session_state.pop(OUTCOME)
        say(f"Taken back: the promotion of {', '.join(one.example_id for one in refs)}.")
