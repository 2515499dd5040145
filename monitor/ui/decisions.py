"""From a button to a decision: one library action, made on what was shown, its refusal said plainly."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec

import streamlit as st

from monitor.errors import LeakError, MonitorError, StaleError
from monitor.ledger import Ledger
from monitor.ui.stores import ledger

P = ParamSpec("P")
# Said on the next drawing of the page: a callback runs before it.
SAID, COLLIDED = "decision_said", "decision_collided"


def decide(action: Callable[Concatenate[Ledger, P], object], *args: P.args, **kwargs: P.kwargs) -> bool:
    """Record one decision; a refused one is shown, with what somebody else decided first, and changes nothing."""
    try:
        with ledger() as decisions:
            action(decisions, *args, **kwargs)
    except StaleError as error:
        st.session_state[SAID] = ("warning", str(error))
        return False
    except LeakError as error:
        st.session_state[SAID] = ("error", str(error))
        st.session_state[COLLIDED] = error
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
