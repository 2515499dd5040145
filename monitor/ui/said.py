"""What the last decision came to: recorded, or refused and by what."""

import streamlit as st

from monitor.datasets import tell_apart
from monitor.errors import LeakError
from monitor.ui.decisions import COLLIDED, SAID, decide
from monitor.ui.inert import show_text
from monitor.ui.stores import actor
from monitor.ui.words import words


def show_said() -> None:
    """Show what the last decision came to; as plain text, since a refusal may quote what others typed.

    The place is kept when there is nothing to say: what is below would move, and stand there twice while it is redrawn.
    """
    kind, said = st.session_state.pop(SAID, (None, ""))
    with st.container():
        if kind is not None:
            frame = {"success": st.success, "warning": st.warning, "error": st.error}[kind]
            frame({"success": "Recorded.", "warning": "Somebody decided first.", "error": "Refused."}[kind])
            st.text(said)
        if COLLIDED in st.session_state:
            _show_collision(st.session_state[COLLIDED])


def _show_collision(error: LeakError) -> None:
    """Show the two that collide until somebody settles it or puts it away."""
    with st.container(border=True):
        for column, (example_id, side, prompt, response) in zip(st.columns(2), error.pair, strict=True):
            with column:
                st.caption(f"{example_id} · {words(side)}")
                show_text(prompt)
                show_text(response)
        if error.open_cases is not None:
            _offer_to_tell_apart(error.open_cases)
        st.button("Put this away", key="said_collision_away", on_click=_put_away)


def _offer_to_tell_apart(cases: tuple[str, str]) -> None:
    st.caption("Only their vectors are close. If they ask different things, say so, then do what was refused again.")
    with st.form("said_tell_apart", border=False):
        reason = st.text_input("What tells them apart?")
        if st.form_submit_button("They ask different things") and decide(
            tell_apart, cases, actor=actor(), reason=reason
        ):
            _put_away()
            st.rerun()


def _put_away() -> None:
    st.session_state.pop(COLLIDED, None)
