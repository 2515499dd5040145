"""What a case's page shows: heading, transcript or report, reasons and like cases."""

from dataclasses import dataclass

import polars as pl
import streamlit as st

from monitor.crosswalk import describe_codes
from monitor.records import Case, Conversation, Detection, Report, Signal
from monitor.taxonomy import CaseKind, CaseStatus, Outcome, Scorer, SignalKind
from monitor.triage import CaseState
from monitor.ui.inert import excerpt, show_text, show_transcript
from monitor.ui.judge_views import show_judgements
from monitor.ui.navigation import go_to_case
from monitor.ui.words import SEVERITY_COLORS, counted, day_and_time, severity_words, words
from monitor.warehouse.alike import alike_frame
from monitor.warehouse.cases import CaseFilter, cases_frame
from monitor.warehouse.clusters import memberships_frame
from monitor.warehouse.connection import Store
from monitor.warehouse.conversations import read_conversations
from monitor.warehouse.detections import read_detections
from monitor.warehouse.reports import read_reports

MOST_ALIKE = 6
# What people thought and what machines computed are never shown as one.
SCORER_WORDS = {Scorer.HUMAN: "What people said of it", Scorer.MACHINE: "What machines computed"}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a case is about: a conversation with the detections on it, or a report."""

    conversation: Conversation | None
    detections: tuple[Detection, ...]
    report: Report | None


def read_subject(store: Store, case: Case) -> Subject:
    """Read what a case is about."""
    if case.kind is CaseKind.REPORT:
        reports = read_reports(store, report_id=case.report_id)
        return Subject(None, (), reports[0] if reports else None)
    conversation_id = str(case.conversation_id)
    found = read_conversations(store, [conversation_id])
    detections = read_detections(store, conversation_id=conversation_id)
    mine = tuple(one for one in detections if one.message_index == case.message_index)
    return Subject(found[0] if found else None, mine, None)


def show_heading(case: Case, state: CaseState) -> None:
    """Show what failed and how bad it is; a person's severity stands beside the machine's."""
    st.title("Report" if case.kind is CaseKind.REPORT else words(case.failure))
    with st.container(horizontal=True, gap="small"):
        st.badge(f"Severity {severity_words(case.severity)}", color=SEVERITY_COLORS[case.severity])
        if state.severity is not None and state.severity != case.severity:
            st.badge(f"Set by a person: {severity_words(state.severity)}", color="violet")
        if case.hazard is not None:
            st.badge(f"Hazard: {words(case.hazard)}", color="gray", help=describe_codes(case.hazard))
        if case.technique is not None:
            st.badge(f"Technique: {words(case.technique)}", color="gray")
        st.badge(words(state.status), color="green" if state.status is not CaseStatus.OPEN else "blue")


def show_subject(case: Case, subject: Subject) -> None:
    """Show the transcript with its evidence, or the report's own words."""
    if subject.report is not None:
        _show_report(subject.report)
        return
    if subject.conversation is None:
        st.warning("The last snapshot does not hold this conversation any more.")
        return
    evidence = [one for detection in subject.detections for one in detection.evidence]
    show_transcript(subject.conversation.messages, judged=case.message_index, evidence=evidence)
    _show_signals(subject.conversation)


def show_reasons(store: Store, case: Case, subject: Subject) -> None:
    """Show why the case ranks where it does, what each detector claims and where the words came from."""
    st.subheader("Why it ranks here")
    for reason in case.reasons:
        st.text(f"• {reason}")
    for detection in subject.detections:
        kind = "attempt" if detection.outcome is Outcome.ATTEMPT else "failure"
        st.caption(f"{words(detection.detector)} {detection.version} · {kind} · score {detection.score:.2f}")
        st.text(detection.reason)
    if case.kind is CaseKind.RESPONSE:
        show_judgements(store, case, subject.conversation)
    with st.expander("Where it came from"):
        st.dataframe(_origin_frame(store, case, subject), hide_index=True)


def show_alike(store: Store, case: Case) -> None:
    """Show the cases most like this one."""
    alike = alike_frame(store, case.case_id, limit=MOST_ALIKE)
    st.subheader("Cases like this one")
    if alike.is_empty():
        st.caption("None is alike enough.")
        return
    found = cases_frame(store, CaseFilter(only=tuple(alike["case_id"])), limit=MOST_ALIKE).join(alike, on="case_id")
    found = found.sort("similarity", descending=True)
    shown = st.dataframe(
        pl.DataFrame(
            {
                "Alike": [f"{one:.0%}" for one in found["similarity"]],
                "Failure": ["Report" if one is None else words(one) for one in found["failure"]],
                "What was asked": [excerpt(one) for one in found["opening"]],
                "What came out": [excerpt(one) for one in found["text"]],
            }
        ),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=f"case_alike_{case.case_id}",
    )
    if shown["selection"]["rows"]:
        go_to_case(found["case_id"][shown["selection"]["rows"][0]])


def _show_report(report: Report) -> None:
    st.caption(f"Told through {words(report.channel)}, {day_and_time(report.reported_at)} UTC.")
    show_text(report.text if report.title is None else f"{report.title}\n\n{report.text}")


def _show_signals(conversation: Conversation) -> None:
    for scorer, title in SCORER_WORDS.items():
        told = [f"{words(one.name)}: {_opinion(one)}" for one in conversation.signals if one.scorer is scorer]
        if told:
            st.caption(title)
            st.text("\n".join(told))
    if conversation.extra is not None:
        with st.expander("What else the log said"):
            show_text(conversation.extra)


def _opinion(signal: Signal) -> str:
    if signal.value is None:
        return signal.text or "unknown"
    if signal.kind is SignalKind.THUMBS:
        return "up" if signal.value > 0 else "down"
    return format(signal.value, "g")


def _origin_frame(store: Store, case: Case, subject: Subject) -> pl.DataFrame:
    conversation = subject.conversation or subject.report
    rows = [("Case", case.case_id)]
    for name in ("external_id", "format", "model", "model_version", "surface", "language", "user"):
        if hasattr(conversation, name):
            rows.append((words(name), getattr(conversation, name) or "unknown"))
    if subject.conversation is not None:
        rows.append(("Origin", words(subject.conversation.origin)))
        rows.append(("Started (UTC)", day_and_time(subject.conversation.started_at)))
        if subject.conversation.clock is not None:
            rows.append(("Doubt about the time", words(subject.conversation.clock)))
    for place in memberships_frame(store, case.case_id).iter_rows(named=True):
        rows.append((f"Cluster by {place['axis']}", place["name"] or "none: it is like nothing else yet"))
    rows.append(("Reach", counted(case.reach, "conversation")))
    return pl.DataFrame(rows, schema=("What", "Value"), orient="row")
