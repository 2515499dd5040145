"""What a case is like: known jailbreaks and decided cases, with who decided and a link to each."""

from collections.abc import Iterator, Mapping, Sequence

import streamlit as st

from monitor.exemplars import load_families
from monitor.likeness import Likeness
from monitor.records import Case
from monitor.taxonomy import EventKind
from monitor.triage import CaseState
from monitor.ui.inert import excerpt, show_text
from monitor.ui.navigation import CASE
from monitor.ui.words import day_and_time, words
from monitor.warehouse.cases import CaseFilter, cases_frame
from monitor.warehouse.connection import Store
from monitor.warehouse.likenesses import read_likenesses


def find_likenesses(store: Store, case: Case) -> list[Likeness]:
    """Return what a response and its prompt are like; of a report nothing is known."""
    if case.conversation_id is None or case.message_index is None:
        return []
    return read_likenesses(store, case.conversation_id, case.message_index)


def show_likenesses(store: Store, found: Sequence[Likeness], states: Mapping[str, CaseState]) -> None:
    """Show each known jailbreak and decided case that this one is like; nothing at all where there is none."""
    if not found:
        return
    st.subheader("Like what is known")
    for one in found:
        st.text(one.reason)
        if one.verdict is None:
            _show_wordings(one.exemplar)
        else:
            _show_case(store, one.exemplar, states.get(one.exemplar))


def decision_lines(state: CaseState | None) -> Iterator[str]:
    """Yield who decided a case last, when and as what; people may have decided anew since the night."""
    assessed = [event for event in state.history if event.kind is EventKind.ASSESSED] if state is not None else []
    if state is None or state.verdict is None or not assessed:
        yield "Nobody's verdict on it stands any more; the next night takes this likeness away."
        return
    yield f"{words(state.verdict)} by {assessed[-1].actor}, {day_and_time(assessed[-1].at)} UTC"


def _show_case(store: Store, case_id: str, state: CaseState | None) -> None:
    for line in decision_lines(state):
        st.text(line)
    rows = cases_frame(store, CaseFilter(only=(case_id,)), limit=1)
    for row in rows.iter_rows(named=True):
        show_text(f"{excerpt(row['opening'])}\n→ {excerpt(row['text'])}")
        st.page_link(CASE, label="Open that case", query_params={"case": case_id})


def _show_wordings(title: str) -> None:
    wordings = [one for family in load_families().families if family.title == title for one in family.wordings]
    if wordings:
        with st.expander("How such prompts are worded"):
            for wording in wordings:
                show_text(wording)
