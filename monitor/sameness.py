"""Whether an encoder is the one that made the stored vectors."""

from functools import cache

from monitor.embeddings import Drift, Encoder, Vectors, encode_canaries, find_drift
from monitor.errors import EncoderError
from monitor.warehouse.canaries import are_canaries_kept, read_canaries
from monitor.warehouse.connection import Store


def find_changed(store: Store, encoder: Encoder, *, of: str | None = None) -> Drift | None:
    """Tell how far an encoder is from what the canaries of a name say, by default its own.

    None when it is the same, or nothing is stored to tell by.
    """
    stored = read_canaries(store, of or encoder.name) if are_canaries_kept(store) else {}
    return find_drift(stored, remembered_canaries(encoder)) if stored else None


def refuse_drift(store: Store, encoder: Encoder) -> None:
    """Raise EncoderError when an encoder gives its own canaries other vectors than are stored."""
    drift = find_changed(store, encoder)
    if drift is not None:
        raise EncoderError(
            f"{encoder.name} is no longer the model that made the stored vectors: {drift}. Put the model back as it"
            " was, or run `monitor migrate-encoder`"
        )


@cache
def remembered_canaries(encoder: Encoder) -> Vectors:
    """Return an encoder's canary vectors, encoded once for as long as the program runs."""
    return encode_canaries(encoder)
