"""The list a person is working through, so that next and previous mean something."""

from collections.abc import Sequence

import streamlit as st

QUEUE = "queue_case_ids"


def remember_queue(case_ids: Sequence[str]) -> None:
    """Work through these cases from now on."""
    st.session_state[QUEUE] = list(case_ids)


def neighbours(case_id: str) -> tuple[str | None, str | None]:
    """Return the case before and the case after this one in the list being worked through."""
    queue: list[str] = st.session_state.get(QUEUE, [])
    if case_id not in queue:
        return None, queue[0] if queue else None
    place = queue.index(case_id)
    before = queue[place - 1] if place > 0 else None
    after = queue[place + 1] if place + 1 < len(queue) else None
    return before, after
