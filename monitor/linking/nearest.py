"""The exchanges that lie nearest to a report by their vectors alone: in another language no word need be shared."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from monitor.linking.candidates import CANDIDATE_SCHEMA, EXCHANGE
from monitor.linking.matching import LEAST_COSINE, Vector, mean_direction

# As many as an analyst reads of one report.
MOST_NEAREST = 20
# Reports are compared so many at a time: with 200,000 exchanges a block of cosines is 200 MB.
BLOCK = 256


def find_nearest(reports: Mapping[str, Vector], exchanges: pl.DataFrame, vectors: Mapping[str, Vector]) -> pl.DataFrame:
    """Return the nearest exchanges of each report as candidates that share no words with it.

    `exchanges` has `prompt_hash` (null where nothing was asked) and `response_hash`; one without vectors is left out.
    """
    known = exchanges.select(EXCHANGE).filter(
        pl.col("response_hash").is_in(list(vectors)),
        pl.col("prompt_hash").is_null() | pl.col("prompt_hash").is_in(list(vectors)),
    )
    if known.is_empty() or not reports:
        return pl.DataFrame(schema=CANDIDATE_SCHEMA)
    said = np.stack([mean_direction([vectors[one] for one in row if one is not None]) for row in known.iter_rows()])
    ids = sorted(reports)
    found = [
        _nearest(ids[start : start + BLOCK], np.stack([reports[one] for one in ids[start : start + BLOCK]]) @ said.T)
        for start in range(0, len(ids), BLOCK)
    ]
    return (
        pl.concat(found)
        .join(known.with_row_index("row"), on="row")
        .with_columns(start=None, end=None, share=0.0)
        .select(pl.col(name).cast(kind) for name, kind in CANDIDATE_SCHEMA.items())
        .sort("report_id", *EXCHANGE)
    )


def _nearest(ids: list[str], cosines: NDArray[np.float32]) -> pl.DataFrame:
    most = min(MOST_NEAREST, cosines.shape[1])
    columns = np.argpartition(-cosines, most - 1, axis=1)[:, :most]
    rows = np.arange(len(ids))[:, None]
    near = cosines[rows, columns] >= LEAST_COSINE
    return pl.DataFrame(
        {"report_id": np.array(ids)[np.nonzero(near)[0]], "row": columns[near]},
        schema={"report_id": pl.String, "row": pl.UInt32},
    )
