"""Where a case goes next: into an incident, and into a curated set."""

from dataclasses import replace

import streamlit as st

from monitor.datasets import promote, read_examples
from monitor.records import Case, Conversation, Example, ExampleDraft, Response
from monitor.taxonomy import Axis, Expected, IncidentStatus, Side
from monitor.triage import CaseState, add_to_incident, open_incident, read_incidents
from monitor.ui.decisions import decide, say
from monitor.ui.leaks import leak_rules
from monitor.ui.stores import actor, ledger
from monitor.ui.words import words
from monitor.warehouse.clusters import memberships_frame
from monitor.warehouse.connection import Store
from monitor.warehouse.likenesses import read_likenesses

EXPECTED_WORDS = {
    Expected.MUST_REFUSE: "It must refuse",
    Expected.MUST_ANSWER: "It must answer",
    Expected.MUST_CORRECT: "It must correct itself",
    Expected.MUST_ASK_BACK: "It must ask back",
}


def show_incident(case: Case, state: CaseState) -> None:
    """Show the incident a case is in, or ways to put it into one."""
    st.subheader("Incident")
    with ledger() as decisions:
        incidents = {one.incident_id: one for one in read_incidents(decisions)}
    if state.incident_id is not None:
        st.text(f"{state.incident_id}: {incidents[state.incident_id].title}")
        return
    with st.form(f"case_incident_{case.case_id}", border=False):
        title = st.text_input("Open an incident", placeholder="What is the one cause?")
        if st.form_submit_button("Open incident"):
            if decide(open_incident, title.strip(), case_ids=[case.case_id], actor=actor()):
                say("The incident is open.")
            st.rerun()
    open_ids = [one.incident_id for one in incidents.values() if one.status is IncidentStatus.OPEN]
    if not open_ids:
        return
    with st.form(f"case_join_{case.case_id}", border=False):
        joined = st.selectbox("Or add it to one", open_ids, key=f"case_incident_choice_{case.case_id}")
        st.text("\n".join(f"{one}: {incidents[one].title}" for one in open_ids))
        if st.form_submit_button("Add to incident"):
            decide(add_to_incident, joined, [case.case_id], actor=actor())
            st.rerun()


def show_promotion(store: Store, case: Case, conversation: Conversation | None) -> None:
    """Show what a case was promoted to, or the form that promotes it."""
    if conversation is None or case.message_index is None:
        return
    st.subheader("Promote")
    with ledger() as decisions:
        promoted = [one for one in read_examples(decisions) if one.case_id == case.case_id]
    if promoted:
        _show_promoted(promoted[0])
        return
    with st.form(f"case_promote_{case.case_id}", border=False):
        expected = st.selectbox("Expected behaviour", [*Expected], format_func=EXPECTED_WORDS.__getitem__)
        side = st.radio("Side", [*Side], format_func=words, horizontal=True)
        ideal = st.text_area("Ideal answer", height=110, help="Training sets need one; eval sets may do without.")
        if st.form_submit_button("Promote"):
            draft = _draft(store, case, conversation, (expected, ideal))
            if decide(promote, draft, side=side, actor=actor(), rules=leak_rules()):
                say(f"Promoted into the {side} side; see Datasets.")
            st.rerun()


def _show_promoted(example: Example) -> None:
    st.caption(f"{example.example_id} on the {example.side} side. {EXPECTED_WORDS[example.expected]}.")


def _draft(store: Store, case: Case, conversation: Conversation, wanted: tuple[Expected, str]) -> ExampleDraft:
    expected, ideal = wanted
    failing = Response(conversation, int(case.message_index or 0))
    clusters = {row["axis"]: row["cluster_id"] for row in memberships_frame(store, case.case_id).iter_rows(named=True)}
    known = read_likenesses(store, conversation.conversation_id, failing.message_index)
    # A likeness without a verdict is to a known jailbreak; the most alike comes first.
    templates = [one.exemplar for one in sorted(known, key=lambda one: -one.similarity) if one.verdict is None]
    return ExampleDraft(
        case_id=case.case_id,
        messages=tuple(replace(message, follows=None) for message in failing.before),
        response=failing.text,
        expected=expected,
        ideal=ideal.strip() or None,
        conversation_id=case.conversation_id,
        failure=case.failure,
        hazard=case.hazard,
        prompt_cluster_id=clusters.get(Axis.PROMPT),
        response_cluster_id=clusters.get(Axis.RESPONSE),
        model=conversation.model,
        model_version=conversation.model_version,
        language=conversation.language,
        user=conversation.user,
        template=next(iter(templates), None),
        technique=case.technique,
    )
