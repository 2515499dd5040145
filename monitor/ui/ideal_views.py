"""An ideal answer begun and written: from nothing, from a template, or from a draft of the configured judge."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from monitor.config import settings
from monitor.curation import Ideal
from monitor.datasets import draft_ideal, ideal_template
from monitor.ledger import Ledger
from monitor.records import ExampleDraft
from monitor.taxonomy import Expected, IdealOrigin
from monitor.ui.decisions import decide
from monitor.ui.stores import actor

HELP = "Training sets need one; eval sets may do without."
ORIGIN_WORDS = {
    IdealOrigin.HUMAN: "written by a person",
    IdealOrigin.TEMPLATE: "a template's words",
    IdealOrigin.MODEL: "a model's words",
}


def show_starts(key: str, draft: Callable[[], ExampleDraft], *, expected: Expected, language: str | None) -> None:
    """Offer to fill the text area `key` with a template's words, or with a draft of the judge where one is set."""
    template, model = st.columns(2)
    begun = Ideal(ideal_template(expected, language), IdealOrigin.TEMPLATE)
    template.button(
        "Start from the template", key=f"{key}_template", on_click=_offer, args=(key, begun), width="stretch"
    )
    if settings().judge is not None:
        model.button(
            "Draft by the judge",
            key=f"{key}_model",
            on_click=_offer_draft,
            args=(key, draft),
            width="stretch",
            help="Sends this conversation to the configured judge, within its budget. You check and edit the draft.",
        )


def write_ideal(key: str, *, known: Ideal | None = None) -> Ideal | None:
    """Show the text area, at first with what is `known`, and return what stands there with its origin.

    A text that is still a template's or a model's is told as theirs, an edited one as the person's own; by a tick the
    person stands by a model's.
    """
    if known is not None and _text(key) not in st.session_state:
        _offer(key, known)
    text = st.text_area("Ideal answer", key=_text(key), height=130, help=HELP).strip()
    offered: Ideal | None = st.session_state.get(_offered(key))
    if offered is not None and offered.origin is not IdealOrigin.HUMAN and text == offered.text:
        st.caption(f"These are {ORIGIN_WORDS[offered.origin]}.")
    is_accepted = False
    if offered is not None and offered.origin is IdealOrigin.MODEL:
        is_accepted = st.checkbox("I have read the model's draft and stand by it", key=f"{key}_accepted")
    if not text:
        return None
    if offered is None or text != offered.text:
        return Ideal(text)
    return replace(offered, accepted_by=actor().name) if is_accepted else offered


def _offer(key: str, ideal: Ideal) -> None:
    st.session_state[_text(key)] = ideal.text
    st.session_state[_offered(key)] = ideal


def _offer_draft(key: str, draft: Callable[[], ExampleDraft]) -> None:
    judge, drafted = settings().judge, list[Ideal]()

    def ask(ledger: Ledger) -> None:
        if judge is not None:
            drafted.append(draft_ideal(ledger, draft(), judge=judge, actor=actor()))

    if decide(ask):
        for ideal in drafted:
            _offer(key, ideal)


def _text(key: str) -> str:
    return f"{key}_text"


def _offered(key: str) -> str:
    return f"{key}_offered"
