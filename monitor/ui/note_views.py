"""What runs found odd about what they were given, shown where numbers would otherwise be believed."""

import polars as pl
import streamlit as st

from monitor.taxonomy import NoteKind
from monitor.ui.inert import excerpt
from monitor.ui.words import counted, words
from monitor.warehouse.connection import Store
from monitor.warehouse.notes import notes_frame
from monitor.warehouse.runs import Run

# Because of these, numbers of the night are unknown.
MISSING_KINDS = (NoteKind.REFUSED_FILE, NoteKind.SOURCE_MISSING, NoteKind.SOURCE_EMPTY, NoteKind.SOURCE_LOW)


def show_missing(store: Store, run: Run) -> None:
    """Warn that a night's numbers are not whole, when a source kept silent or a file was refused."""
    missing = notes_frame(store, run_id=run.run_id).filter(pl.col("kind").is_in([str(kind) for kind in MISSING_KINDS]))
    if missing.is_empty():
        return
    st.warning(
        f"{counted(len(missing), 'gap')} in what the night of {run.night.day} {run.night:%B} was given: "
        "what is missing is unknown, not zero."
    )
    _show(missing)


def show_notes(store: Store, run: Run) -> None:
    """Show everything a run found odd about its files, fields, clocks and sources."""
    st.subheader("What was odd")
    notes = notes_frame(store, run_id=run.run_id)
    if notes.is_empty():
        st.caption("Nothing: every source delivered as usual.")
        return
    _show(notes)


def _show(notes: pl.DataFrame) -> None:
    st.dataframe(
        pl.DataFrame(
            {
                "What": [words(kind) for kind in notes["kind"]],
                "Where": [excerpt(subject) for subject in notes["subject"]],
                "Found": [excerpt(text, most=400) for text in notes["text"]],
            }
        ),
        hide_index=True,
    )
