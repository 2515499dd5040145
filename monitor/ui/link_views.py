"""What a report was linked to in production, how far that reaches, and what a person can say about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
import streamlit as st

from monitor.linkage import Link, told_text
from monitor.records import Report, content_hash
from monitor.taxonomy import Way
from monitor.triage.links import (
    LinkRef,
    Links,
    LinkState,
    confirm_link,
    read_links_decided,
    refuse_link,
    settle_links,
    undo_link,
)
from monitor.ui.decisions import press
from monitor.ui.inert import STYLE, excerpt, marked_html, show_transcript
from monitor.ui.navigation import CASE, go_to_case
from monitor.ui.stores import actor, ledger
from monitor.ui.words import UNKNOWN, counted, day_and_time
from monitor.warehouse.cases import CaseFilter, cases_frame
from monitor.warehouse.connection import Store
from monitor.warehouse.conversations import read_conversations
from monitor.warehouse.links import read_links
from monitor.warehouse.reaches import Reach, openings_frame, read_reach
from monitor.warehouse.reports import read_reports

WAYS = {Way.WORDS: "quotes", Way.MEANING: "means"}
# A page of them; the rest counts in the reach.
MOST_SHOWN = 100
MOST_REPORTS = 5
TEXT = st.column_config.TextColumn


@dataclass(frozen=True, slots=True)
class Shown:
    """A conversation that a report is or was linked to: what the machine found (None: nothing), what people say."""

    conversation_id: str
    link: Link | None
    state: LinkState | None

    @property
    def standing(self) -> str:
        """Say who links it."""
        if self.state is None or self.state.holds is None:
            return "Found"
        if not self.state.holds:
            return "Refused"
        return "Confirmed" if self.link is not None else "By hand"

    @property
    def order(self) -> tuple[int, int, float, str]:
        """Place what people confirmed first and what they refused last."""
        decided = None if self.state is None else self.state.holds
        is_worded = self.link is not None and self.link.way is Way.WORDS
        similarity = 0.0 if self.link is None else self.link.similarity
        return (0 if decided else 2 if decided is False else 1, not is_worded, -similarity, self.conversation_id)


def show_links(store: Store, report: Report) -> None:
    """Show where in production a report's failure is seen, with the evidence, and take a person's word for it."""
    with ledger() as decisions:
        decided = read_links_decided(decisions)
    links = read_links(store, report_id=report.report_id)
    linked = settle_links(report.report_id, [one.conversation_id for one in links], decided)
    st.subheader("In production")
    for line in reach_lines(read_reach(store, linked)):
        st.text(line)
    shown = gather(report.report_id, links, decided)
    chosen = _choose(store, report.report_id, shown[:MOST_SHOWN])
    if chosen is not None:
        _show_evidence(store, report, chosen)
    _show_adding(store, report.report_id, decided)


def show_telling(store: Store, conversation_id: str | None) -> None:
    """Show the reports that tell of a conversation; nothing at all where there is none."""
    if conversation_id is None:
        return
    with ledger() as decisions:
        decided = read_links_decided(decisions)
    found = {one.report_id: one for one in read_links(store, conversation_id=conversation_id)}
    held = {mine for (mine, other), state in decided.items() if other == conversation_id and state.holds}
    refused = {mine for (mine, other), state in decided.items() if other == conversation_id and state.holds is False}
    telling = sorted((set(found) - refused) | held)
    if not telling:
        return
    st.subheader("Reported")
    st.caption(f"{counted(len(telling), 'report')} from outside told of it.")
    for report_id in telling[:MOST_REPORTS]:
        for report in read_reports(store, report_id=report_id):
            st.text(excerpt(told_text(report)))
        link = found.get(report_id)
        st.caption("Linked by a person." if report_id in held else "" if link is None else _why(link))
        st.page_link(CASE, label="Open that report", query_params={"case": report_id})


def gather(report_id: str, links: Sequence[Link], decided: Links) -> list[Shown]:
    """Put together what machines found and what people decided about one report, in the order of a page."""
    found = {one.conversation_id: one for one in links}
    states = {other: state for (mine, other), state in decided.items() if mine == report_id}
    ids = found.keys() | {other for other, state in states.items() if state.holds is not None}
    return sorted((Shown(one, found.get(one), states.get(one)) for one in ids), key=lambda one: one.order)


def reach_lines(reach: Reach) -> Iterator[str]:
    """Say how far it reaches, each number with what it is a part of; what is unknown is said to be.

    >>> print(*reach_lines(Reach((), 0, 40, 0, 0, 12, None, None, 0)))
    Nothing found among 40 conversations of production.
    """
    if not reach.conversations:
        yield f"Nothing found among {counted(reach.all_conversations, 'conversation')} of production."
        return
    yield f"Conversations: {reach.conversations:,} of {reach.all_conversations:,}"
    nobody = f"; {counted(reach.anonymous, 'conversation')} name nobody" if reach.anonymous else ""
    yield f"Users: {f'{reach.users:,} of {reach.all_users:,}' if reach.users else UNKNOWN}{nobody}"
    when = f"{day_and_time(reach.since)} to {day_and_time(reach.until)} UTC" if reach.since else UNKNOWN
    yield f"Seen: {when}{f'; {reach.undated:,} without a time' if reach.undated else ''}"
    versions = (f"{name or UNKNOWN}: {told:,} of {held:,}" for name, told, held in reach.versions)
    yield f"Model versions: {' · '.join(versions)}"


def decision_buttons(ref: LinkRef, state: LinkState | None, *, yes: str, no: str) -> None:
    """Show the buttons that confirm, refuse and take back; each names the version that was shown."""
    holds = None if state is None else state.holds
    actions = (
        (yes, confirm_link, holds is True),
        (no, refuse_link, holds is False),
        ("Undo", undo_link, holds is None),
    )
    for column, (title, action, is_done) in zip(st.columns(3), actions, strict=True):
        column.button(
            title,
            key=f"link_{action.__name__}_{content_hash(ref.subject)[:16]}_{ref.version}",
            on_click=press,
            args=(action, ref),
            kwargs={"actor": actor()},
            disabled=is_done,
            width="stretch",
        )
    if state is not None and state.holds is not None:
        said = "Confirmed" if state.holds else "Refused"
        st.text(f"{said} by {state.decided_by}, {day_and_time(state.decided_at)} UTC")


def _choose(store: Store, report_id: str, shown: Sequence[Shown]) -> Shown | None:
    if not shown:
        st.caption("No conversation quotes it or means the same, as far as the last night could find.")
        return None
    openings = {row["conversation_id"]: row for row in _openings(store, shown)}
    st.caption("Choose a row to see what matched and to confirm or refuse it.")
    table = st.dataframe(
        pl.DataFrame([_row(one, openings.get(one.conversation_id, {})) for one in shown], infer_schema_length=None),
        column_config={
            "Link": TEXT(width=80),
            "Because": TEXT(width=95, help="The share of the quoted words, or the vectors' cosine."),
            "What was asked": TEXT(width=190),
            "What came out": TEXT(width=190),
            "Seen (UTC)": st.column_config.DatetimeColumn(format="D MMM, HH:mm", width=95),
        },
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=f"links_choose_{report_id}_{content_hash(''.join(one.conversation_id for one in shown))[:12]}",
    )
    rows = table["selection"]["rows"]
    return shown[rows[0]] if rows else None


def _openings(store: Store, shown: Sequence[Shown]) -> Iterator[Mapping[str, object]]:
    ids = [one.conversation_id for one in shown]
    indices = [None if one.link is None else one.link.message_index for one in shown]
    yield from openings_frame(store, ids, indices).iter_rows(named=True)


def _row(one: Shown, opening: Mapping[str, object]) -> Mapping[str, object]:
    return {
        "Link": one.standing,
        "Because": "" if one.link is None else f"{WAYS[one.link.way]} {one.link.similarity:.0%}",
        "What was asked": excerpt(str(opening.get("prompt") or UNKNOWN)),
        "What came out": excerpt(str(opening.get("response") or UNKNOWN)),
        "Seen (UTC)": opening.get("started_at"),
        "Version": str(opening.get("model_version") or UNKNOWN),
    }


def _show_evidence(store: Store, report: Report, chosen: Shown) -> None:
    link = chosen.link
    st.caption("A person linked it." if link is None else _why(link))
    ref = LinkRef(
        report_id=report.report_id,
        other_id=chosen.conversation_id,
        version=0 if chosen.state is None else chosen.state.version,
    )
    decision_buttons(ref, chosen.state, yes="Confirm the link", no="Not this one")
    if link is not None:
        marked = marked_html(told_text(report), link.cited)
        st.html(STYLE + f'<div class="turn"><div class="who">The report</div><pre>{marked}</pre></div>')
    for conversation in read_conversations(store, [chosen.conversation_id]):
        judged = None if link is None else link.message_index
        show_transcript(conversation.messages, judged=judged, evidence=() if link is None else link.evidence)
    _show_case_link(store, chosen)


def _show_case_link(store: Store, chosen: Shown) -> None:
    if chosen.link is None:
        return
    case_id = f"{chosen.conversation_id}-{chosen.link.message_index}"
    if cases_frame(store, CaseFilter(only=(case_id,)), limit=1).is_empty():
        st.caption("No detector finds a failure in this response.")
    elif st.button("Open its case", key=f"links_open_{case_id}"):
        go_to_case(case_id)


def _why(link: Link) -> str:
    if link.way is Way.WORDS:
        return f"It quotes this conversation: {link.similarity:.0%} of the quote is here, marked."
    return f"It means what was said here: {link.similarity:.0%} alike by their vectors; words of both are marked."


def _show_adding(store: Store, report_id: str, decided: Links) -> None:
    with st.expander("Link a conversation by hand"), st.form(f"links_add_{report_id}", border=False):
        named = st.text_input("Id of the conversation", help="As its case's page shows it under Where it came from.")
        if st.form_submit_button("Link it"):
            _add(store, report_id, named.strip(), decided)


def _add(store: Store, report_id: str, named: str, decided: Links) -> None:
    # A case's id begins with its conversation's, and is what people have at hand.
    for conversation_id in (named, named.rpartition("-")[0]):
        if conversation_id and read_conversations(store, [conversation_id]):
            state = decided.get((report_id, conversation_id))
            ref = LinkRef(report_id=report_id, other_id=conversation_id, version=state.version if state else 0)
            press(confirm_link, ref, actor=actor())
            st.rerun()
    st.error("The last snapshot holds no conversation or case of this id.")
