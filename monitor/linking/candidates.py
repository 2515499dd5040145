"""The exchanges that share a report's rare words: what is worth a closer look among millions."""

# BM25 (Robertson and Walker 1994), a share of what the report itself would score: 1 has all of its rare words often.

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from monitor.linkage import Span
from monitor.linking.quotes import find_quotes
from monitor.shingles import UNSPACED

WORD = rf"[{UNSPACED}]|[\p{{L}}\p{{N}}--[{UNSPACED}]]+"
# A word of every tenth exchange tells nothing about one.
COMMON = 0.1
# Where little was said yet, what was said three times is no stock word.
LEAST_COMMON = 20
SATURATION, LENGTH_WEIGHT = 1.2, 0.75
# A response of a megabyte has no more to say about what it is like than its first pages.
READ_CHARACTERS = 8_000
# So many for each passage of a report: see `bench_links.py` for what is lost.
MOST_CANDIDATES = 200
# Below this an exchange shares a word or two with a report by chance.
LEAST_SHARE = 0.08

CANDIDATE_SCHEMA = {
    "report_id": pl.String,
    "start": pl.Int64,
    "end": pl.Int64,
    "prompt_hash": pl.String,
    "response_hash": pl.String,
    "share": pl.Float32,
}
PASSAGE = ("report_id", "start", "end")
EXCHANGE = ("prompt_hash", "response_hash")


@dataclass(frozen=True, slots=True)
class Told:
    """Reports as queries: a row of `passages` and of `weights` for the whole of each, and for each thing it quotes."""

    passages: pl.DataFrame
    terms: pl.DataFrame
    weights: sparse.csr_array
    mean_length: float


def empty_candidates() -> pl.DataFrame:
    """Return that nothing was looked through yet."""
    return pl.DataFrame(schema=CANDIDATE_SCHEMA)


def rarities(texts: Sequence[str]) -> tuple[pl.DataFrame, float]:
    """Return in how many of these texts each term is, with its weight, and how many terms a text has.

    The frame has `term` and `rarity`: the logarithm of how seldom it is; 0 for a common one.
    """
    terms = _terms(texts)
    count = max(1, len(texts))
    frame = (
        terms.lazy()
        .group_by("term")
        .agg(texts=pl.len())
        .select(
            "term",
            rarity=pl.when(pl.col("texts") > max(LEAST_COMMON, COMMON * count))
            .then(0.0)
            .otherwise((count / (pl.col("texts") + 0.5)).log1p()),
        )
        .collect()
    )
    total = terms["times"].sum() if len(terms) else 0
    return frame, max(1.0, float(total) / count)


def build_told(reports: Sequence[tuple[str, str]], known: pl.DataFrame, *, mean_length: float, texts: int) -> Told:
    """Make queries of reports, (id, told text) each, with the rarities of their words.

    A word that none of the sampled `texts` has is the rarest.
    """
    rows: list[tuple[str, str, Span | None]] = [(report_id, text, None) for report_id, text in reports]
    rows += [(report_id, text[slice(*span)], span) for report_id, text in reports for span in find_quotes(text)]
    spoken = _terms([text for _, text, _ in rows])
    rarest = float(np.log1p(2 * max(1, texts)))
    terms = (
        spoken.select(pl.col("term").unique())
        .join(known, on="term", how="left")
        .with_columns(pl.col("rarity").fill_null(rarest))
        .filter(pl.col("rarity") > 0)
        .sort("term")
        .with_row_index("column")
    )
    placed = spoken.join(terms, on="term")
    weights = _matrix(placed, placed["rarity"], shape=(len(rows), len(terms)))
    passages = [(report_id, *(span or (None, None))) for report_id, _, span in rows]
    schema = {name: CANDIDATE_SCHEMA[name] for name in PASSAGE}
    frame = pl.DataFrame(passages, schema=schema, orient="row")
    return Told(frame, terms.select("term", "column"), weights, mean_length)


def rank_exchanges(told: Told, exchanges: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Look through more exchanges, `prompt_hash`, `response_hash`, `prompt`, `response`, and keep the best of all.

    A row of what comes back, and of `before`, is an exchange that shares rare words with the passage of a report from
    `start` to `end`; null for the whole report.
    """
    if exchanges.is_empty() or not len(told.terms):
        return before
    shares = _shares(told, exchanges)
    rows, passages = np.nonzero(shares >= LEAST_SHARE)
    found = told.passages[passages].hstack(exchanges.select(EXCHANGE)[rows])
    found = found.with_columns(share=pl.Series(shares[rows, passages], dtype=pl.Float32))
    return (
        pl.concat([before, found])
        .lazy()
        .unique([*PASSAGE, *EXCHANGE])
        .sort([*PASSAGE, "share", *EXCHANGE], descending=[False, False, False, True, False, False], nulls_last=True)
        .group_by(PASSAGE, maintain_order=True)
        .head(MOST_CANDIDATES)
        .select(*CANDIDATE_SCHEMA)
        .collect()
    )


def _shares(told: Told, exchanges: pl.DataFrame) -> NDArray[np.float32]:
    texts = exchanges.select(
        pl.concat_str(
            pl.col("prompt").fill_null("").str.slice(0, READ_CHARACTERS),
            pl.lit("\n"),
            pl.col("response").str.slice(0, READ_CHARACTERS),
        )
    ).to_series()
    terms = _terms(texts)
    lengths = terms.group_by("row").agg(length=pl.col("times").sum())
    stretch = 1 - LENGTH_WEIGHT + LENGTH_WEIGHT * pl.col("length") / told.mean_length
    placed = (
        terms.join(told.terms, on="term")
        .join(lengths, on="row")
        .with_columns(held=pl.col("times") * (1 + SATURATION) / (pl.col("times") + SATURATION * stretch))
    )
    held = _matrix(placed, placed["held"].clip(upper_bound=1.0), shape=(len(exchanges), len(told.terms)))
    most = np.maximum(np.asarray(told.weights.sum(axis=1)).ravel(), np.finfo(np.float32).tiny)
    scores: NDArray[np.float32] = (held @ told.weights.T).toarray() / most
    return scores.astype(np.float32)


def _terms(texts: Sequence[str] | pl.Series) -> pl.DataFrame:
    """Return how many times each text (`row`) has each term."""
    return (
        pl.DataFrame({"text": pl.Series(texts, dtype=pl.String)})
        .with_row_index("row")
        .lazy()
        .select("row", term=pl.col("text").str.to_lowercase().str.extract_all(WORD))
        .explode("term")
        .drop_nulls("term")
        .group_by("row", "term")
        .agg(times=pl.len())
        .collect()
    )


def _matrix(placed: pl.DataFrame, values: pl.Series, *, shape: tuple[int, int]) -> sparse.csr_array:
    places = (placed["row"].to_numpy(), placed["column"].to_numpy())
    return sparse.csr_array((values.to_numpy().astype(np.float32), places), shape=shape)
