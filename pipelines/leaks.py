"""The rules by which a command checks this team's curated set for leaks."""

from collections.abc import Iterator
from contextlib import contextmanager

from monitor.config import Settings
from monitor.datasets import LeakRules
from monitor.embeddings import PACKAGED
from monitor.vectors import StoredEncoder
from monitor.warehouse.connection import open_snapshot
from pipelines.encoders import encoder_named


@contextmanager
def leak_rules(settings: Settings) -> Iterator[LeakRules]:
    """Give the rules while the snapshot is open; they read by the encoder whose cosines the threshold was chosen on."""
    with open_snapshot(settings.published) as store:
        encoder = StoredEncoder(store, encoder_named(PACKAGED))
        yield LeakRules(encoder.encode, by_cluster=settings.split_by_cluster)
