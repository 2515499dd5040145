"""Put tonight's cases on the map that the nights before left, so that a case is found where it was."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from monitor.clusters import Layout, place, update_layout
from monitor.records import content_hash
from monitor.taxonomy import Axis
from monitor.warehouse.maps import Anchors, read_anchors, write_anchors
from pipelines.job import Job


def draw(job: Job, axis: Axis, *, texts: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return where each text lies on the map of an axis, shape (n, 2), and store what holds that map in place."""
    hashes = [content_hash(text) for text in texts]
    # A text that a thousand users got is one anchor, not a thousand in one place.
    first = list({digest: row for row, digest in reversed(list(enumerate(hashes)))}.values())[::-1]
    stored = read_anchors(job.store, axis, encoder=job.encoder.name)
    before = None if stored is None else Layout(stored.names, stored.vectors, stored.places, stored.fitted)
    layout = update_layout(before, [hashes[row] for row in first], vectors[first])
    held = Anchors(layout.names, layout.vectors, layout.places, layout.fitted)
    write_anchors(job.store, held, axis=axis, run_id=job.run.run_id)
    return place(layout, vectors)
