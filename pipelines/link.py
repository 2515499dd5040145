"""Link reports to the conversations of production that they tell of, and to each other: `python -m pipelines.link`."""

import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Annotated

import numpy as np
import polars as pl
import typer
from numpy.typing import NDArray

from monitor.config import read_settings
from monitor.detectors.relevance import RELEVANCE_VERSION
from monitor.embeddings import Encoder
from monitor.linkage import Span, told_text
from monitor.linking import (
    Found,
    Told,
    build_told,
    empty_candidates,
    find_meant,
    find_nearest,
    find_shared_words,
    find_worded,
    pair_reports,
    rank_exchanges,
    rarities,
)
from monitor.records import Report, content_hash
from monitor.taxonomy import Way
from monitor.warehouse.connection import transaction
from monitor.warehouse.embeddings import read_embeddings
from monitor.warehouse.links import (
    Match,
    forget_links,
    read_exchange_pages,
    read_failing_exchanges,
    read_sampled_texts,
    read_telling,
    read_texts,
    write_linked,
    write_links,
    write_pairs,
)
from monitor.warehouse.reports import read_reports
from monitor.warehouse.runs import add_counts, read_counts, set_counts
from pipelines.command import ConfigOption, as_main, counts_line
from pipelines.job import Counts, Job, batches, encode_stored, encoder_named, open_job

STEP = "link"
# How seldom a word is shows in so many exchanges as well as in millions.
SAMPLED = 20_000
# So many conversations are looked through at a time: with a thousand reports some hundred megabytes.
PAGE = 5_000
# About two minutes on two cores. What is left is read the next night.
MOST_EMBEDDED = 20_000
BATCH = 512

Exchange = tuple[str | None, str]
Vectors = Mapping[str, NDArray[np.float32]]


def link(job: Job) -> Counts:
    """Link new reports to all conversations, and all reports to the conversations that came with this run."""
    telling = read_telling(job.store, version=RELEVANCE_VERSION)
    reports = {one.report_id: one for one in read_reports(job.store) if one.report_id in telling}
    new = {report_id for report_id in reports if telling[report_id]}
    candidates = find_candidates(job, reports, new)
    vectors, unread = read_meanings(job, reports, candidates=candidates)
    if job.settings.link_encoder is not None:
        unworded, meanings, is_whole = find_unworded(job, reports, new, vectors=vectors)
        candidates, vectors = pl.concat([candidates, unworded]), {**vectors, **meanings}
        unread |= frozenset() if is_whole else frozenset(new)
    matches = find_matches(job, reports, candidates=candidates, vectors=vectors)
    told = {report_id: told_text(report) for report_id, report in reports.items()}
    by_report = {report_id: vectors[content_hash(one.text)] for report_id, one in reports.items()}
    run_id = job.run.run_id
    with transaction(job.store):
        linked = write_links(job.store, matches, run_id=run_id)
        pairs = write_pairs(job.store, pair_reports(told, by_report, new=new), run_id=run_id)
        write_linked(job.store, sorted(new - unread), unread=unread, run_id=run_id)
        set_counts(job.store, job.run, step=STEP, counts={"reports": len(reports), "unread": len(unread)})
        # What was linked before the run was killed and taken up again counts too.
        done = {"new": len(new - unread), "links": linked, "pairs": pairs}
        add_counts(job.store, job.run, step=STEP, counts=done)
    return read_counts(job.store, run_id)[STEP]


def find_candidates(job: Job, reports: Mapping[str, Report], new: Collection[str]) -> pl.DataFrame:
    """Return the exchanges that share rare words with each report, passage by passage."""
    sampled = read_sampled_texts(job.store, limit=SAMPLED)
    known, mean_length = rarities(sampled)

    def told(report_ids: Collection[str]) -> Told:
        texts = [(report_id, told_text(reports[report_id])) for report_id in sorted(report_ids)]
        return build_told(texts, known, mean_length=mean_length, texts=len(sampled))

    found = [_look_through(job, told(reports), of_run=True)]
    if new:
        found.append(_look_through(job, told(new), of_run=False))
    return pl.concat(found)


def _look_through(job: Job, told: Told, *, of_run: bool) -> pl.DataFrame:
    best = empty_candidates()
    for page in read_exchange_pages(job.store, run_id=job.run.run_id, of_run=of_run, limit=PAGE):
        best = rank_exchanges(told, page, best)
    return best


def read_meanings(
    job: Job, reports: Mapping[str, Report], *, candidates: pl.DataFrame
) -> tuple[Vectors, frozenset[str]]:
    """Return the vectors of reports and candidates, and which reports have candidates that are left for another night.

    Those that share most are encoded first; a vector that the warehouse has costs nothing.
    """
    encoder = _encoder(job)
    texts = {content_hash(one.text): one.text for one in reports.values()}
    _encode(job, encoder, texts)
    ranked = candidates.filter(pl.col("start").is_null()).sort(
        ["share", "report_id", "prompt_hash", "response_hash"], descending=[True, False, False, False]
    )
    wanted = list(dict.fromkeys(_hashes(ranked)))
    left = _encode_wanted(job, encoder, wanted)
    unread = ranked.filter(pl.col("prompt_hash").is_in(left) | pl.col("response_hash").is_in(left))
    vectors = read_embeddings(job.store, encoder.name, [*texts, *wanted])
    return vectors, frozenset(unread["report_id"])


def find_unworded(
    job: Job, reports: Mapping[str, Report], new: Collection[str], *, vectors: Vectors
) -> tuple[pl.DataFrame, Vectors, bool]:
    """Return the failing exchanges nearest to each report, their vectors, and whether all could be compared tonight.

    A model of the team's own may know languages, and between two languages hardly a word is shared.
    """
    encoder = _encoder(job)
    failing = read_failing_exchanges(job.store, run_id=job.run.run_id)
    wanted = list(dict.fromkeys(_hashes(failing)))
    left = _encode_wanted(job, encoder, wanted)
    said = read_embeddings(job.store, encoder.name, wanted)
    told = {report_id: vectors[content_hash(report.text)] for report_id, report in reports.items()}
    old = {report_id: vector for report_id, vector in told.items() if report_id not in new}
    found = [
        find_nearest(old, failing.filter("is_new"), said),
        find_nearest({report_id: told[report_id] for report_id in new}, failing, said),
    ]
    return pl.concat(found), said, not left


def find_matches(job: Job, reports: Mapping[str, Report], *, candidates: pl.DataFrame, vectors: Vectors) -> list[Match]:
    """Return the best way in which each report tells of each of its candidates, where there is one."""
    texts = read_texts(job.store, set(_hashes(candidates)))
    best: dict[tuple[str, Exchange], Match] = {}
    for row in candidates.iter_rows(named=True):
        exchange = (row["prompt_hash"], row["response_hash"])
        report = reports[row["report_id"]]
        span = None if row["start"] is None else (row["start"], row["end"])
        for match in _matches(report, span, exchange, texts, vectors):
            key = (report.report_id, exchange)
            best[key] = max(best.get(key, match), match, key=lambda one: (one.way is Way.WORDS, one.similarity))
    return [best[key] for key in sorted(best, key=str)]


def _matches(
    report: Report, span: Span | None, exchange: Exchange, texts: Mapping[str, str], vectors: Vectors
) -> Iterator[Match]:
    told = told_text(report)
    passage = told if span is None else told[slice(*span)]
    said = [None if one is None else texts.get(one) for one in exchange]
    worded = find_worded(passage, said, is_quote=span is not None)
    if worded is not None:
        yield _match(report, span, exchange, said, worded)
    meanings = [None if one is None else vectors.get(one) for one in exchange]
    if span is None and meanings[1] is not None and (exchange[0] is None or meanings[0] is not None):
        meant = find_meant(vectors[content_hash(report.text)], meanings)
        if meant is not None:
            yield _match(report, span, exchange, said, meant)


def _match(report: Report, span: Span | None, exchange: Exchange, said: Sequence[str | None], found: Found) -> Match:
    told = told_text(report)
    start, end = span or (0, len(told))
    passage = told[start:end]
    heard = "\n".join(text for side, text in enumerate(said) if text and found.side in (None, side))
    prompt, response = (
        tuple(find_shared_words(text, passage, way=found.way)) if text and found.side in (None, side) else ()
        for side, text in enumerate(said)
    )
    cited = find_shared_words(passage, heard, way=found.way)
    return Match(
        report_id=report.report_id,
        prompt_hash=exchange[0],
        response_hash=exchange[1],
        way=found.way,
        similarity=found.similarity,
        cited=tuple((start + one, start + other) for one, other in cited),
        prompt_spans=prompt,
        response_spans=response,
    )


def _encoder(job: Job) -> Encoder:
    return encoder_named(job.settings.link_encoder or job.settings.encoder)


def _encode(job: Job, encoder: Encoder, texts: Mapping[str, str]) -> None:
    if texts:
        with transaction(job.store):
            encode_stored(job, list(texts.values()), encoder=encoder)


def _encode_wanted(job: Job, encoder: Encoder, wanted: Sequence[str]) -> list[str]:
    """Encode the texts of these hashes that have no vector, the first of them; return those left for another night."""
    known = read_embeddings(job.store, encoder.name, wanted)
    missing = [one for one in wanted if one not in known]
    for lot in batches(missing[:MOST_EMBEDDED], BATCH):
        _encode(job, encoder, read_texts(job.store, lot))
    return missing[MOST_EMBEDDED:]


def _hashes(candidates: pl.DataFrame) -> Iterator[str]:
    for prompt_hash, response_hash in candidates.select("prompt_hash", "response_hash").iter_rows():
        if prompt_hash is not None:
            yield prompt_hash
        yield response_hash


def link_command(
    *,
    anew: Annotated[bool, typer.Option("--anew", help="Forget what was found and compare everything again.")] = False,
    config: ConfigOption = None,
) -> None:
    """Link reports to the conversations of production that they tell of, and like reports to each other.

    By quoted words, and by meaning among the conversations that share a report's rare words; with a `link_encoder`,
    such as a multilingual model, also among all failing ones. `monitor nightly` does this by itself. What people
    confirmed or refused stands, whatever is found.

    Examples: `monitor link` · `monitor link --anew`
    """
    with open_job(read_settings(config)) as job:
        if anew:
            forget_links(job.store)
        line = counts_line(STEP, link(job))
    sys.stdout.write(line + "\n")


main = as_main(link_command)

if __name__ == "__main__":
    sys.exit(main())
