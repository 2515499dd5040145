"""What a judge said of a case, apart from detections and decisions, with what it cost."""

from collections.abc import Iterator

import streamlit as st

from monitor.judgement import Judgement
from monitor.records import Case, Conversation
from monitor.taxonomy import Ruling
from monitor.ui.inert import show_text
from monitor.ui.words import counted, day_and_time, severity_words, words
from monitor.warehouse.connection import Store
from monitor.warehouse.judgements import read_tries

RULING_WORDS = {
    Ruling.FAILS: "It fails",
    Ruling.FINE: "It is fine",
    Ruling.UNSURE: "Unsure",
    None: "No answer",
}


def show_judgements(store: Store, case: Case, conversation: Conversation | None) -> None:
    """Show everything a judge was asked about a response; nothing at all where none was asked."""
    tries = read_tries(store, str(case.conversation_id), int(case.message_index or 0))
    if not tries:
        return
    st.subheader("What the judge says")
    st.caption("A model's word: it may be wrong, and whoever wrote the conversation may have tried to talk it round.")
    for one in tries:
        for line in judgement_lines(one):
            st.text(line)
        for quote in quotes(one, conversation):
            show_text(quote)
        st.text(one.reason)


def judgement_lines(one: Judgement) -> Iterator[str]:
    """Yield what a judge said, and then who said it, when and at what cost.

    Its words themselves, the quotes and the reason, are not among them.
    """
    said = [RULING_WORDS[one.ruling]]
    if one.ruling is not None and one.severity is not None:
        said.append(f"severity {severity_words(one.severity)}")
    if one.hazard is not None:
        said.append(f"hazard: {words(one.hazard)}")
    yield " · ".join(said)
    told = None not in (one.input_tokens, one.output_tokens)
    tokens = f"{one.input_tokens:,} + {one.output_tokens:,} tokens" if told else "tokens unknown"
    cost = f"${one.cost:.4f}" if told else f"at most ${one.cost:.4f}"
    if one.calls == 0:
        cost = "asked before, of the same words: free"
    asked = f"{one.model} · rubric {one.rubric_version} · {day_and_time(one.judged_at)} UTC"
    yield f"{asked} · {tokens} · {cost} · {counted(one.calls, 'call')}"


def quotes(one: Judgement, conversation: Conversation | None) -> Iterator[str]:
    """Yield the words a judge cites, each after the number of its message."""
    if conversation is None:
        return
    for span in one.spans:
        cited = conversation.messages[span.message_index].text[span.start : span.end]
        yield f"Message {span.message_index + 1}: {cited}"
