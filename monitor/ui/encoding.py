"""Vectors for a page: those the snapshot has, and others encoded once for as long as the dashboard runs."""

import streamlit as st

from monitor.embeddings import PACKAGED, Encoder, load_encoder
from monitor.errors import EncoderError
from monitor.sameness import refuse_drift
from monitor.vectors import Known, StoredEncoder
from monitor.warehouse.connection import Store


def page_encoder(store: Store) -> StoredEncoder:
    """Return the encoder that detectors and likenesses are measured with, for texts of this snapshot.

    Stop the page, saying what to do, when the model is no longer the one that made the stored vectors.
    """
    encoder, known = _shared()
    try:
        refuse_drift(store, encoder)
    except EncoderError as error:
        st.error("This page compares texts by their vectors, and the model that makes them was changed.")
        st.text(str(error))
        st.stop()
    return StoredEncoder(store, encoder, known=known)


@st.cache_resource(show_spinner=False)
def _shared() -> tuple[Encoder, Known]:
    return load_encoder(PACKAGED), {}
