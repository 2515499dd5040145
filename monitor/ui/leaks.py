"""Leak families on a page: the rules they are found by, and the ones a person must repair."""

import streamlit as st

from monitor.config import settings
from monitor.datasets import ExampleRef, Leak, LeakRules, read_apart, read_repairs, undo_apart, withdraw
from monitor.records import Example
from monitor.ui.decisions import press
from monitor.ui.encoding import page_encoder
from monitor.ui.inert import show_text
from monitor.ui.stores import actor, ledger, snapshot
from monitor.ui.words import counted, words

# Beyond this a page of repairs is no longer read; the next ones come up as these are done.
MOST_SHOWN = 20


def leak_rules() -> LeakRules:
    """Return how this team's curated set is checked for leaks."""
    return LeakRules(page_encoder(snapshot()).encode, by_cluster=settings().split_by_cluster)


def show_repairs() -> None:
    """Show every family that has come to stand on both sides, its pair side by side, and what repairs it."""
    with ledger() as decisions, st.spinner("Looking for leaks…"):
        leaks = read_repairs(decisions, leak_rules())
    if not leaks:
        return
    st.subheader("To repair")
    st.warning(
        f"{counted(len(leaks), 'family')} stand on both sides by what is known now. Nothing is frozen or exported until"
        " one side is withdrawn; no example is ever moved."
    )
    for leak in leaks[:MOST_SHOWN]:
        _show_repair(leak)


def show_apart() -> None:
    """Show the pairs that people told apart, each with what takes it back."""
    with ledger() as decisions:
        told = read_apart(decisions)
    if not told:
        return
    with st.expander(f"Told apart: {counted(len(told), 'pair')}"):
        for one in told:
            left, right = st.columns([5, 1], vertical_alignment="center")
            left.text(f"{one.cases[0]} and {one.cases[1]} · {one.told_by}: {one.reason}")
            right.button(
                "Undo",
                key=f"datasets_apart_{one.cases[0]}_{one.cases[1]}_{one.version}",
                on_click=press,
                args=(undo_apart, one),
                kwargs={"actor": actor()},
            )


def _show_repair(leak: Leak) -> None:
    with st.container(border=True):
        st.text("; ".join(f"{link.left} and {link.right} {link.why}" for link in leak.chain))
        for column, example in zip(st.columns(2), (leak.example, leak.other), strict=True):
            with column:
                _show_side(example)


def _show_side(example: Example) -> None:
    withdrawn = ", withdrawn" if example.is_withdrawn else ""
    st.caption(f"{example.example_id} · {words(example.side)}{withdrawn}")
    show_text(example.prompt)
    show_text(example.response)
    if not example.is_withdrawn:
        st.button(
            "Withdraw",
            key=f"datasets_repair_{example.example_id}_{example.version}",
            on_click=press,
            args=(withdraw, ExampleRef(example.example_id, example.version)),
            kwargs={"actor": actor(), "reason": "its family is on the other side, too"},
        )
