"""The encoders of a run, and the refusal of one that is not what made the stored vectors."""

from datetime import datetime
from functools import cache

from monitor.config import Settings
from monitor.embeddings import PACKAGED, Encoder, load_encoder
from monitor.errors import EncoderError
from monitor.sameness import find_changed, refuse_drift, remembered_canaries
from monitor.warehouse.canaries import (
    ClusterEncoder,
    read_canaries,
    read_cluster_encoders,
    read_encoders,
    write_canaries,
    write_cluster_encoder,
)
from monitor.warehouse.connection import Store

# One encoder for the whole program: loading it costs seconds, and every night of a backfill uses the same.
encoder_named = cache(load_encoder)


def encoders_of(settings: Settings) -> list[Encoder]:
    """Return the encoders of the clusters, of the detectors and of the links; often they are one and the same.

    Whatever makes the clusters, detectors and likenesses see by the packaged encoder: on its vectors they were
    trained and measured.
    """
    named = (settings.encoder, PACKAGED, settings.link_encoder or settings.encoder)
    return [encoder_named(one) for one in dict.fromkeys(named)]


def refuse_changed(store: Store, settings: Settings) -> None:
    """Raise EncoderError when an encoder is not the one that made the stored vectors, before anything is changed."""
    encoder = encoder_named(settings.encoder)
    before = read_name(store, encoder)
    if before not in (None, encoder.name):
        found = find_changed(store, encoder, of=before)
        raise EncoderError(
            f"the clusters are made of vectors by {before}; by the settings (`encoder`) they would now come from"
            f" {encoder.name}{f': {found}' if found else ''}. Vectors of two encoders cannot be compared: go back to"
            " the first, or run `monitor migrate-encoder`"
        )
    for each in encoders_of(settings):
        refuse_drift(store, each)


def read_name(store: Store, encoder: Encoder) -> str | None:
    """Return the name of the encoder that makes the clusters; None when there are no vectors yet.

    Of a warehouse from before canaries were kept: this encoder, if it made any of the vectors.
    """
    known = read_cluster_encoders(store)
    if known:
        return known[-1].encoder
    names = read_encoders(store)
    if any(read_canaries(store, name) for name in names):
        return None
    return encoder.name if encoder.name in names else next(iter(names), None)


def keep_canaries(store: Store, encoder: Encoder) -> None:
    """Store the canary vectors of an encoder the first time that it makes vectors."""
    if not read_canaries(store, encoder.name):
        write_canaries(store, encoder.name, remembered_canaries(encoder))


def keep_cluster_encoder(store: Store, encoder: Encoder, *, setting: str, at: datetime) -> None:
    """Store which encoder makes the clusters, the first time that one does."""
    if not read_cluster_encoders(store):
        write_cluster_encoder(store, ClusterEncoder(1, encoder.name, setting, at))
