"""What the page of the composition shows: what the sets are made of, what a recipe would take, and what is missing."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from monitor.charts import composition_bars
from monitor.config import settings
from monitor.datasets import (
    DIMENSIONS,
    Promotions,
    accepted,
    choose_twins,
    compose,
    count_by,
    draft_ordinary,
    promote_many,
    read_all,
)
from monitor.detectors.refusal import judge_refusal
from monitor.ledger import Ledger
from monitor.records import Example, ExampleDraft
from monitor.taxonomy import Part, Side
from monitor.ui.decisions import decide, say
from monitor.ui.encoding import page_encoder
from monitor.ui.inert import excerpt
from monitor.ui.leaks import leak_rules
from monitor.ui.stores import actor, ledger, snapshot
from monitor.ui.words import counted, words

PROPOSED = "composition_proposed"
USUALLY, MOST = 20, 100
PART_WORDS = {Part.ORDINARY: "Ordinary good answers", Part.CONTRAST: "Harmless twins of what must be refused"}


def show_bars(examples: Sequence[Example]) -> None:
    """Show both sides by one dimension, chosen by the person."""
    dimension = st.segmented_control(
        "By", [*DIMENSIONS], default="failure", format_func=words, required=True, key="composition_by"
    )
    failures = [one for one in examples if one.part is Part.FAILURE]
    st.plotly_chart(composition_bars(count_by(failures, dimension)), width="stretch", key="composition_bars")


def show_recipe(examples: Sequence[Example]) -> None:
    """Show what is there of each part, what the recipe takes of it, and why it leaves out the rest."""
    st.subheader("Recipe")
    recipes = settings().recipes
    if not recipes:
        st.caption("No recipe is set: every example is taken. Name one under `recipes` in `monitor.toml`.")
        return
    name = st.selectbox("Recipe", [*recipes], key="composition_recipe", label_visibility="collapsed")
    composition = compose(examples, recipes[name])
    taken = [one for one in composition.examples if one.side is Side.TRAIN]
    wanted = {Part.ORDINARY: recipes[name].ordinary, Part.CONTRAST: recipes[name].contrast}
    rows = [
        {
            "Part": words(part),
            "In the train side": sum(one.part is part and one.side is Side.TRAIN for one in examples),
            "Taken": sum(one.part is part for one in taken),
            "Of what is taken": sum(one.part is part for one in taken) / len(taken) if taken else None,
            "The recipe says": wanted.get(part, 1 - sum(wanted.values())),
        }
        for part in Part
    ]
    share = st.column_config.NumberColumn(format="percent")
    shares = {"Of what is taken": share, "The recipe says": share}
    st.dataframe(pl.DataFrame(rows), hide_index=True, column_config=shares)
    for one in composition.unmet:
        st.warning(f"{one[0].upper()}{one[1:]}.")
    if composition.left_out:
        with st.expander(f"Left out: {counted(len(composition.left_out), 'example')}"):
            st.text("\n".join(f"{example_id}: {why}" for example_id, why in composition.left_out.items()))


def show_proposals() -> None:
    """Propose good answers of production for the train side; a person reads them, and adds them all or none."""
    st.subheader("Mix in good answers")
    st.caption("From production, where nothing was found. Read them before you add them: you stand by every one.")
    with st.form("composition_propose", border=False):
        left, middle, right = st.columns([3, 2, 2], vertical_alignment="bottom")
        part = left.selectbox("What", [*PART_WORDS], format_func=PART_WORDS.__getitem__)
        most = middle.number_input("How many", 1, MOST, value=USUALLY)
        if right.form_submit_button("Propose", width="stretch"):
            with st.spinner("Looking through good answers…"):
                st.session_state[PROPOSED] = _propose(part, most)
    proposed: list[ExampleDraft] | None = st.session_state.get(PROPOSED)
    if proposed is None:
        return
    if not proposed:
        st.info("None was found: twins need an example that must be refused, and ordinary answers a night of chats.")
        return
    _show_proposed(proposed)


def _show_proposed(proposed: Sequence[ExampleDraft]) -> None:
    st.dataframe(
        pl.DataFrame(
            {
                "What was asked": [excerpt(one.prompt) for one in proposed],
                "What was answered": [excerpt(one.ideal) for one in proposed],
                "Language": [one.language or "unknown" for one in proposed],
                "Version": [excerpt(one.model_version) or "unknown" for one in proposed],
            }
        ),
        hide_index=True,
    )
    add, away, _ = st.columns([2, 1, 2])
    if add.button(f"Add {counted(len(proposed), 'example')} to the train side", type="primary", width="stretch"):
        _add(proposed)
        st.rerun()
    if away.button("Put away", width="stretch"):
        del st.session_state[PROPOSED]
        st.rerun()


def _propose(part: Part, most: int) -> list[ExampleDraft]:
    with ledger() as decisions:
        examples = read_all(decisions)
    store, taken = snapshot(), {one.case_id for one in examples}
    looked_at = most if part is Part.ORDINARY else MOST * len(Part)
    drafts = draft_ordinary(store, most=looked_at, taken=taken, is_refusal=judge_refusal)
    if part is Part.ORDINARY:
        return drafts
    trained = [one for one in examples if one.side is Side.TRAIN and not one.is_withdrawn]
    return choose_twins(drafts, trained, most=most, embed=page_encoder(store).encode)


def _add(proposed: Sequence[ExampleDraft]) -> None:
    done: list[Promotions] = []

    def act(decisions: Ledger) -> None:
        drafts = accepted(proposed, by=actor().name)
        done.append(promote_many(decisions, drafts, side=Side.TRAIN, actor=actor(), rules=leak_rules()))

    if decide(act):
        del st.session_state[PROPOSED]
        refused = "".join(f"\n• Refused, case {one.case_id}: {one.reason}" for one in done[0].refused)
        say(f"Added to the train side: {counted(len(done[0].examples), 'example')}.{refused}")
