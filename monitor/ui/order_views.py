"""What the page Teach shows of the orders that verdicts taught, beside the present ones."""

import polars as pl
import streamlit as st

from monitor.config import settings
from monitor.taxonomy import Failure, label
from monitor.teaching.ordering import FIRST, LEAST_OF_EACH, LEAST_VERDICTS, Compared, Ordering
from monitor.triage.orders import OrderState, accept_order, drop_order, find_orders, read_order, undo_order
from monitor.ui.decisions import press
from monitor.ui.stores import actor, ledger


def show_orders() -> None:
    """Show, for each failure with enough verdicts, the present order beside the learned ones, and what to do."""
    st.caption(
        f"Every night learns from all verdicts, of each failure with at least {LEAST_VERDICTS} of which"
        f" {LEAST_OF_EACH} are of either kind, how likely a case is confirmed. Measured on verdicts that were held out."
        " An order is used only after you accept it, from the next night on; it changes no severity, only who comes"
        " first within one."
    )
    with ledger() as decisions:
        states = {failure: read_order(decisions, failure) for failure in Failure}
    known = {failure: find_orders(settings().learned, failure) for failure in Failure}
    shown = [failure for failure in Failure if known[failure] or states[failure].active is not None]
    if not shown:
        st.info("No failure has enough verdicts yet: confirm or dismiss cases in the Inbox.")
    for failure in shown:
        _show_order(states[failure], known[failure])


def _show_order(state: OrderState, orders: dict[int, Ordering]) -> None:
    st.subheader(label(state.failure))
    st.dataframe(
        pl.DataFrame([_row(state, until, order) for until, order in reversed(orders.items())]), hide_index=True
    )
    if state.active is not None and state.active not in orders:
        st.caption("The accepted order is learned again by the next night.")
    newest = max(orders, default=None)
    accept, drop, back, _ = st.columns([1, 1, 1, 3])
    key = f"{state.failure}_{state.version}"
    accept.button(
        "Accept the newest",
        key=f"teach_accept_{key}_{newest}",
        on_click=press,
        args=(accept_order, state, newest),
        kwargs={"actor": actor()},
        disabled=newest is None or newest == state.active,
        type="primary",
        width="stretch",
    )
    drop.button(
        "Back to scores",
        key=f"teach_drop_{key}",
        on_click=press,
        args=(drop_order, state),
        kwargs={"actor": actor()},
        disabled=state.active is None,
        width="stretch",
    )
    back.button(
        "Undo",
        key=f"teach_undo_order_{key}",
        on_click=press,
        args=(undo_order, state),
        kwargs={"actor": actor()},
        disabled=not state.history,
        width="stretch",
    )


def _row(state: OrderState, until: int, order: Ordering) -> dict[str, object]:
    quality = order.quality
    return {
        "Order": f"verdicts up to event {until}",
        "Used": "yes" if until == state.active else "no",
        "Verdicts": f"{quality.confirmed} confirmed, {quality.dismissed} not",
        "AUPRC now → learned": _change(quality.auprc),
        "AUPRC difference": _difference(quality.auprc),
        f"Precision of the first {FIRST} now → learned": _change(quality.first),
        "Difference of precision": _difference(quality.first),
    }


def _change(one: Compared) -> str:
    return f"{one.present:.2f} → {one.learned:.2f}"


def _difference(one: Compared) -> str:
    better = one.learned - one.present
    return f"{better:+.2f} ({one.difference.low:+.2f} to {one.difference.high:+.2f})"
