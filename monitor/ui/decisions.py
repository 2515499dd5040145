"""From a button to a decision: one library action, made on what was shown, its refusal said plainly."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec

import streamlit as st

from monitor.errors import MonitorError, StaleError
from monitor.ledger import Ledger
from monitor.ui.stores import ledger

P = ParamSpec("P")
# Said on the next drawing of the page: a callback runs before it.
SAID = "decision_said"


def decide(action: Callable[Concatenate[Ledger, P], object], *args: P.args, **kwargs: P.kwargs) -> bool:
    """Record one decision; a refused one is shown, with what somebody else decided first, and changes nothing."""
    try:
        with ledger() as decisions:
            action(decisions, *args, **kwargs)
    except StaleError as error:
        st.session_state[SAID] = ("warning", str(error))
        return False
    except MonitorError as error:
        st.session_state[SAID] = ("error", str(error))
        return False
    return True


def press(action: Callable[Concatenate[Ledger, P], object], *args: P.args, **kwargs: P.kwargs) -> None:
    """Record one decision from a button's callback."""
    decide(action, *args, **kwargs)


def say(words: str) -> None:
    """Say something on the next drawing of the page."""
    st.session_state[SAID] = ("success", words)


def show_said() -> None:
    """Show what the last decision came to; as plain text, since a refusal may quote what others typed.

    The place is kept when there is nothing to say: what is below would move, and stand there twice while it is redrawn.
    """
    kind, words = st.session_state.pop(SAID, (None, ""))
    with st.container():
        if kind is None:
            return
        frame = {"success": st.success, "warning": st.warning, "error": st.error}[kind]
        frame({"success": "Recorded.", "warning": "Somebody decided first.", "error": "Refused."}[kind])
        st.text(words)
