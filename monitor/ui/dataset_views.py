"""What the page of curated sets shows: examples by side, freezing, and versions to download."""

from collections import Counter
from collections.abc import Sequence

import polars as pl
import streamlit as st

from monitor.config import settings
from monitor.datasets import (
    DOWNLOAD,
    ExampleRef,
    Release,
    current_conditions,
    freeze,
    read_changelog,
    read_version,
    record_export,
    refuse_leaking,
    with_approval,
    withdraw,
)
from monitor.errors import MonitorError
from monitor.exports import WRITERS, Export, export_dataset, pack_export
from monitor.frozen import DatasetVersion
from monitor.records import Example, content_hash
from monitor.taxonomy import Side
from monitor.ui.approval_views import show_approval
from monitor.ui.decisions import decide, press, say
from monitor.ui.encoding import page_encoder
from monitor.ui.example_views import show_example
from monitor.ui.inert import excerpt, show_text
from monitor.ui.leaks import leak_rules
from monitor.ui.navigation import go_to_case
from monitor.ui.stores import actor, ledger, snapshot
from monitor.ui.words import counted, day_and_time, words

# Beside the names of recipes, which cannot be empty or have a space.
EVERYTHING = "None: take every example"


def show_examples(examples: Sequence[Example]) -> None:
    """List the examples of both sides; a chosen one can be opened or withdrawn."""
    sides = {side: sum(one.side is side for one in examples) for side in Side}
    st.caption(" · ".join(f"{counted(count, 'example')} on the {side} side" for side, count in sides.items()))
    shown = st.dataframe(
        pl.DataFrame(
            {
                "Example": [one.example_id for one in examples],
                "Side": [words(one.side) for one in examples],
                "Failure": [words(one.failure) for one in examples],
                "Expected": [words(one.expected) for one in examples],
                "Assertions": [len(one.assertions) for one in examples],
                "What was asked": [excerpt(one.prompt) for one in examples],
                "Ideal answer": [_ideal_words(one) for one in examples],
            }
        ),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        # Streamlit keeps the positions of a selection when rows change: the key changes with them.
        key=f"datasets_choose_{content_hash(''.join(one.example_id for one in examples))[:12]}",
    )
    if shown["selection"]["rows"]:
        _show_choices(examples[shown["selection"]["rows"][0]])


def show_freeze(examples: Sequence[Example]) -> None:
    """Show the form that freezes all examples as a new version."""
    st.subheader("Freeze a version")
    with st.form("datasets_freeze", border=False):
        name = st.text_input("Name", placeholder="jailbreaks")
        note = st.text_input("Note", placeholder="What is new in it?")
        recipe = st.selectbox("Recipe of the train side", [EVERYTHING, *settings().recipes])
        if st.form_submit_button("Freeze", type="primary"):
            conditions = current_conditions(settings(), encoder=page_encoder(snapshot()).name)
            release = Release(note.strip(), conditions, settings().recipes.get(recipe))
            if decide(freeze, name.strip(), actor=actor(), rules=leak_rules(), release=release):
                say(f"Frozen, with {counted(len(examples), 'example')}.")
            st.rerun()


def show_versions(versions: Sequence[DatasetVersion]) -> None:
    """List the frozen versions, newest first, each with its downloads."""
    st.subheader("Frozen versions")
    if not versions:
        st.caption("None yet. A frozen version never changes: train and test on it, and cite its number.")
    for version in sorted(versions, key=lambda one: one.frozen_at, reverse=True):
        with st.container(border=True):
            st.text(f"{version.name}, version {version.number}" + (f": {version.note}" if version.note else ""))
            st.caption(
                f"{len(version.eval_ids)} eval · {len(version.train_ids)} train · frozen by {words(version.frozen_by)},"
                f" {day_and_time(version.frozen_at)} UTC · content {version.digest[:12]}"
            )
            _show_changes(version)
            show_approval(version)
            _show_download(version)


def _show_changes(version: DatasetVersion) -> None:
    """Show what a version changed, once somebody asks."""
    if not st.toggle("What changed", key=f"datasets_changes_{version.name}_{version.number}"):
        return
    with ledger() as decisions:
        changes = read_changelog(decisions, version.name)
    difference = next(one.difference for one in changes if one.version.number == version.number)
    if difference is None:
        st.text("It or the version before it was recalled.")
    else:
        st.text("\n".join(difference.lines()) or "Nothing changed.")


def _show_download(version: DatasetVersion) -> None:
    key = f"{version.name}_{version.number}"
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    # First one that can hold something of it: a set of tests alone is not offered as training data.
    sides = {side for side, ids in ((Side.EVAL, version.eval_ids), (Side.TRAIN, version.train_ids)) if ids}
    file_format = left.selectbox(
        "Format",
        sorted(WRITERS, key=lambda one: sides.isdisjoint(WRITERS[one].sides)),
        format_func=lambda one: WRITERS[one].words,
        key=f"datasets_format_{key}",
    )
    try:
        with ledger() as decisions:
            frozen = read_version(decisions, version.name, version.number)
            frozen = with_approval(decisions, frozen, WRITERS[file_format].sides)
            refuse_leaking(decisions, frozen, leak_rules())
        export = export_dataset(frozen, format=file_format, folder=settings().exports)
    except MonitorError as error:
        st.text(str(error))
        return
    right.download_button(
        "Download",
        pack_export(export.folder),
        file_name=f"{version.name}-v{version.number}-{file_format}.zip",
        mime="application/zip",
        key=f"datasets_download_{key}",
        width="stretch",
        on_click=press,
        args=(record_export, version),
        kwargs={"format": file_format, "to": DOWNLOAD, "actor": actor()},
    )
    _show_left_out(export)


def _show_left_out(export: Export) -> None:
    for reason, count in Counter(one.reason for one in export.left_out).most_common():
        st.caption(f"{counted(count, 'example')} not in it; the manifest names each:")
        st.text(reason)


def _ideal_words(example: Example) -> str:
    draft = "model's draft: " if example.is_ideal_draft else ""
    return f"{draft}{excerpt(example.ideal)}" if example.ideal else "not written yet"


def _show_choices(example: Example) -> None:
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.caption("What was asked")
        show_text(example.prompt)
        # An ordinary or a contrasting example has none.
        if example.response:
            st.caption("The failing response, kept as the rejected answer")
            show_text(example.response)
    with right:
        show_example(example)
    opened, withdrawn, _ = st.columns([1, 1, 3])
    if opened.button("Open its case", key=f"datasets_open_{example.example_id}", width="stretch"):
        go_to_case(example.case_id)
    withdrawn.button(
        "Withdraw",
        key=f"datasets_withdraw_{example.example_id}_{example.version}",
        on_click=press,
        args=(withdraw, ExampleRef(example.example_id, example.version)),
        kwargs={"actor": actor()},
        help="Takes it out of the next version; frozen versions keep it.",
        width="stretch",
    )
