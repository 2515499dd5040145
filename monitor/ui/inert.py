"""Hostile text made inert: the only way that words from logs, reports and models reach a page."""

import html
from collections.abc import Sequence

import streamlit as st

from monitor.records import START, Evidence, Message
from monitor.taxonomy import Role

# Beyond this a page becomes slow to draw; the rest is one click away.
FIRST_MESSAGES = 50

STYLE = """<style>
.turn{border-left:3px solid #8886;padding:.35rem .8rem;margin:.45rem 0;border-radius:4px;background:#8881}
.turn.user{border-color:#3b6ea8}.turn.system,.turn.tool{opacity:.75}
.turn.judged{border-color:#c2410c;background:#c2410c14}
.turn .who{font-size:.72rem;letter-spacing:.04em;text-transform:uppercase;opacity:.7;margin-bottom:.15rem}
.turn pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;margin:0;padding:0;background:none;border:0}
.turn mark{background:#fbbf24;color:#111;border-radius:2px;padding:0 .1em}
</style>"""
SPEAKERS = {Role.USER: "User", Role.ASSISTANT: "Chatbot", Role.SYSTEM: "System prompt", Role.TOOL: "Tool"}


def show_transcript(messages: Sequence[Message], *, judged: int | None, evidence: Sequence[Evidence]) -> None:
    """Show a conversation, the judged response framed and the evidence marked; long ones from around the response."""
    first = 0 if judged is None else max(0, judged - FIRST_MESSAGES // 2)
    shown = range(first, min(len(messages), first + FIRST_MESSAGES))
    if len(shown) < len(messages):
        st.caption(f"Messages {first + 1} to {shown.stop} of {len(messages)}.")
    turns = (turn_html(messages[index], _spans(index, evidence), is_judged=index == judged) for index in shown)
    st.html(STYLE + "".join(turns))


def show_text(text: str) -> None:
    """Show a text exactly as it is."""
    st.html(STYLE + f'<div class="turn"><pre>{html.escape(text)}</pre></div>')


def turn_html(message: Message, spans: Sequence[tuple[int, int]], *, is_judged: bool) -> str:
    """Return one turn as HTML in which every character of the message is escaped.

    >>> turn_html(Message(Role.USER, "<b>hi</b>"), [(3, 5)], is_judged=False)
    '<div class="turn user"><div class="who">User</div><pre>&lt;b&gt;<mark>hi</mark>&lt;/b&gt;</pre></div>'
    """
    kind = f"{message.role} judged" if is_judged else str(message.role)
    who = SPEAKERS[message.role] + _branch_words(message)
    return f'<div class="turn {kind}"><div class="who">{who}</div><pre>{marked_html(message.text, spans)}</pre></div>'


def marked_html(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return escaped text with the characters of each (start, end) span marked; overlapping spans become one.

    >>> marked_html("a & b", [(0, 3), (2, 5)])
    '<mark>a &amp; b</mark>'
    """
    parts = []
    done = 0
    for start, end in _joined(spans, len(text)):
        parts += [html.escape(text[done:start]), "<mark>", html.escape(text[start:end]), "</mark>"]
        done = end
    return "".join([*parts, html.escape(text[done:])])


def excerpt(text: str | None, *, most: int = 160) -> str:
    """Return the beginning of a text on one line, for a table cell.

    >>> excerpt("one  two three", most=8)
    'one two…'
    """
    line = " ".join((text or "").split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _branch_words(message: Message) -> str:
    if message.follows is None:
        return ""
    return " · starts again" if message.follows == START else f" · another branch, after message {message.follows + 1}"


def _spans(index: int, evidence: Sequence[Evidence]) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in evidence if one.message_index == index]


def _joined(spans: Sequence[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), min(length, end)) for start, end in spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return joined
