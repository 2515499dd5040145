"""Look for a frozen version's examples in a training corpus and in public benchmarks: `monitor contamination NAME`."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from monitor.config import read_settings
from monitor.datasets import (
    MOST_WORDS,
    Contamination,
    Known,
    Overlap,
    Place,
    find_known,
    read_names,
    read_version,
    read_versions,
    record_check,
)
from monitor.errors import DatasetError
from monitor.ledger import open_ledger
from monitor.records import Rejected
from monitor.sources import read_corpus
from pipelines.command import PROBLEMS_FOUND, ConfigOption, actor_of, as_main, inert_line, progress_bars
from pipelines.leaks import leak_rules

CORPUS_HELP = "Files of the corpus: Parquet, JSON lines, JSON or CSV, packed or not."
# As much of a text as fits beside another on a wide terminal.
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Found:
    """What a corpus and the public benchmarks share with a version."""

    overlaps: tuple[Overlap, ...]
    known: tuple[Known, ...]
    too_short: tuple[str, ...]
    texts: int
    compared: str
    unread: int


def contamination_command(
    name: Annotated[str, typer.Argument(help="The dataset's name.")],
    corpus: Annotated[list[Path], typer.Argument(help=CORPUS_HELP)],
    *,
    number: Annotated[int | None, typer.Option("--version", help="Its version; default: the latest.")] = None,
    column: Annotated[str | None, typer.Option(help="The column with the texts; default: every text of a row.")] = None,
    config: ConfigOption = None,
) -> None:
    """Find out which examples of a frozen version a model has seen in training.

    Each question and ideal answer is looked for in every text of the corpus: by its runs of eight words, and, where
    those are not found, by meaning: of a large corpus a fair sample of 20,000 texts. Questions that stand in public
    benchmarks are named, too. What was found is remembered for whoever approves the version; the exit code is then 3.

    Example: `monitor contamination jailbreaks corpus/*.jsonl.zst --column text`
    """
    settings = read_settings(config)
    with open_ledger(settings.ledger) as ledger:
        versions = read_versions(ledger, name=name)
        if not versions:
            raise DatasetError(f"there is no dataset {name!r}; `monitor datasets list` names all")
        frozen = read_version(ledger, name, number or len(versions))
        with leak_rules(settings) as rules:
            check = Contamination(frozen.examples)
            unread = _read(check, corpus, column)
            overlaps = check.finish(rules.embed)
        compared = f"{check.compared:,} of {check.short_texts:,} texts of up to {MOST_WORDS} words"
        found = Found(overlaps, find_known(frozen.examples), check.too_short, check.texts, compared, unread)
        counts = {"against": [path.name for path in corpus], "texts": found.texts, "unread": unread}
        actor = actor_of(settings)
        record_check(ledger, frozen.version, found.overlaps, counts=counts, actor=actor)
    _write(found)
    if found.overlaps or found.known:
        raise typer.Exit(PROBLEMS_FOUND)


def _read(check: Contamination, corpus: Sequence[Path], column: str | None) -> int:
    """Read every file of a corpus, and return how many of its rows cannot be read."""
    unread = 0
    with progress_bars() as bars:
        for path in corpus:
            bar = bars.add_task(f"reading {inert_line(path.name)}", total=None)
            for text in read_corpus(path, column=column):
                if isinstance(text, Rejected):
                    unread += 1
                else:
                    check.read(Place(text.file, text.line), text.text)
                bars.advance(bar)
    return unread


def _write(found: Found) -> None:
    for one in found.overlaps:
        how = f"{one.share:.0%} of its words" if one.cosine is None else f"in other words, cosine {one.cosine:.2f}"
        _line(f"{one.example_id} ({one.side}), {one.part}: {how}, in {one.place.file} line {one.place.line}")
        _line(f"    ours:   {one.said[:SHOWN]}")
        _line(f"    theirs: {one.text[:SHOWN]}")
    for known in found.known:
        _line(f"{known.example_id} is {known.benchmark} row {known.row} (Jaccard {known.similarity:.2f})")
    if found.too_short:
        _line(f"too short to tell: {', '.join(found.too_short)}")
    _line(f"compared by meaning: {found.compared}")
    hits = len({one.example_id for one in found.overlaps})
    _line(f"read {found.texts:,} texts, {found.unread:,} rows unreadable: {hits} examples are in the corpus")
    names = ", ".join(f"{name} ({count:,})" for name, count in sorted(read_names().items()))
    _line(f"{len(found.known)} examples are in public benchmarks: {names}")


def _line(text: str) -> None:
    sys.stdout.write(inert_line(text) + "\n")


main = as_main(contamination_command)

if __name__ == "__main__":
    sys.exit(main())
