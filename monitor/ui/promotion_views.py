"""From a case to an example: the form that promotes it, and what it was promoted to."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from monitor.config import settings
from monitor.curation import Ideal, Provenance
from monitor.datasets import Lot, draft_example, promote, read_examples, usually_expected
from monitor.ledger import Ledger
from monitor.records import Case, ExampleDraft
from monitor.taxonomy import Choice, Expected, Side
from monitor.triage import CaseState
from monitor.ui.decisions import decide, say
from monitor.ui.example_views import EXPECTED_WORDS, show_example
from monitor.ui.ideal_views import show_starts, write_ideal
from monitor.ui.leaks import leak_rules
from monitor.ui.stores import actor, ledger
from monitor.ui.words import words
from monitor.warehouse.connection import Store
from monitor.warehouse.conversations import read_conversations


def found_by_people(state: CaseState, *, chosen_as: Choice | None = None) -> Provenance:
    """Return what people found of a case, for the example that is made of it."""
    return Provenance(verdict=state.verdict, assessed_by=state.assessed_by, chosen_as=chosen_as)


def ask_side() -> Side | Lot:
    """Ask which side to promote to; drawn by lot, what is alike stays together."""
    lot = Lot(settings().eval_share, settings().split_seed)
    by_lot = f"By lot, {lot.eval_share:.0%} eval"
    sides: list[Side | Lot] = [*Side, lot]
    return st.radio(
        "Side", sides, format_func=lambda one: words(one) if isinstance(one, Side) else by_lot, horizontal=True
    )


def show_promotion(store: Store, case: Case, state: CaseState) -> None:
    """Show what a case was promoted to, or the form that promotes it."""
    if case.conversation_id is None or case.message_index is None:
        return
    st.subheader("Promote")
    with ledger() as decisions:
        promoted = [one for one in read_examples(decisions) if one.case_id == case.case_id]
    if promoted:
        show_example(promoted[0])
        return
    key, usual = f"case_ideal_{case.case_id}", usually_expected(case.failure)
    expected = st.selectbox(
        "Expected behaviour",
        [*Expected],
        index=[*Expected].index(usual),
        format_func=EXPECTED_WORDS.__getitem__,
        key=f"case_expected_{case.case_id}",
    )
    draft = partial(draft_example, store, case.case_id, found=found_by_people(state), expected=expected)
    show_starts(key, draft, expected=expected, language=_language(store, case.conversation_id))
    with st.form(f"case_promote_{case.case_id}", border=False):
        side = ask_side()
        ideal = write_ideal(key)
        if st.form_submit_button("Promote", type="primary"):
            decide(_promote, draft, ideal, side)
            st.rerun()


def _promote(ledger: Ledger, draft: Callable[[], ExampleDraft], ideal: Ideal | None, side: Side | Lot) -> None:
    content = draft()
    if ideal is not None:
        content = replace(content, ideal=ideal.text, ideal_origin=ideal.origin, ideal_accepted_by=ideal.accepted_by)
    example = promote(ledger, content, side=side, actor=actor(), rules=leak_rules())
    say(f"Promoted into the {example.side} side; see Datasets.")


def _language(store: Store, conversation_id: str) -> str | None:
    found = read_conversations(store, [conversation_id])
    return found[0].language if found else None
