"""Teach a detector from about twenty marked examples: `python -m pipelines.teach rude --failure bias …`."""

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from monitor.config import Settings, read_settings
from monitor.embeddings import PACKAGED
from monitor.errors import RecordError, SourceError, TeachingError
from monitor.ledger import Ledger, hold, open_ledger
from monitor.records import Actor
from monitor.redaction import redact_texts
from monitor.sources.strict_json import parse_json
from monitor.taxonomy import Failure, label
from monitor.teaching.training import TaughtQuality
from monitor.teaching.wording import quality_lines
from monitor.triage.taught_states import (
    Mark,
    Marked,
    MarkedResponse,
    MarkedText,
    TaughtState,
    check_slug,
    read_all_taught,
    read_taught,
)
from monitor.triage.teaching import TaughtRef, mark_example, open_taught, record_training, switch_off, switch_on
from monitor.triage.trainings import School, learn, trial_of
from monitor.warehouse.connection import Store, open_snapshot
from monitor.warehouse.exchanges import read_exchanges
from monitor.warehouse.runs import read_runs
from pipelines.command import ConfigOption, actor_of, as_main, inert_line
from pipelines.job import encoder_named

# So many examples in a file are no longer marked by hand.
MOST_EXAMPLES = 10_000


def read_examples(store: Store, named: Sequence[str], *, region: str) -> list[Marked]:
    """Return the examples of files and of case ids; texts of files are redacted as logs are.

    A file holds a JSON object per line: `{"prompt": …, "response": …}` or `{"case_id": …}`. Raises SourceError naming
    the line that is none, and TeachingError for a case that is not stored.
    """
    texts: list[MarkedText] = []
    case_ids: list[str] = []
    for one in named:
        if not Path(one).is_file():
            case_ids.append(one)
            continue
        for told in _read_lines(Path(one)):
            if "case_id" in told:
                case_ids.append(told["case_id"])
            else:
                texts.append(MarkedText(told.get("prompt", ""), told["response"]))
    stored = read_exchanges(store, case_ids)
    unknown = [one for one in case_ids if one not in stored]
    if unknown:
        raise TeachingError(f"there is no file and no response {unknown[0]!r} ({len(unknown)} of them)")
    clean = redact_texts([text for one in texts for text in (one.prompt, one.response)], region=region)
    pairs = zip(clean[::2], clean[1::2], strict=True)
    return [
        *(MarkedResponse(one, stored[one].content_hash) for one in dict.fromkeys(case_ids)),
        *(MarkedText(prompt, response) for prompt, response in pairs),
    ]


def teach_detector(
    settings: Settings, state: TaughtState, marked: Sequence[tuple[Marked, bool]], *, is_dry: bool
) -> tuple[int, TaughtQuality]:
    """Train a detector on what is marked for it and on these; unless dry, record them and the training.

    Returns the number of the training and how well it does. What is refused is not recorded, not even in part.
    """
    actor = actor_of(settings)
    at = datetime.now(UTC).replace(tzinfo=None)
    marks = dict(state.marks) | {one.key: Mark(one, is_positive, actor.name, at) for one, is_positive in marked}
    with open_snapshot(settings.published) as store:
        runs = read_runs(store, limit=1)
        until = runs[0].run_id if runs else None
        trial = trial_of(state, marks.values(), until=until)
        learned = learn(School(store, encoder_named(PACKAGED), settings.learned), trial)
    if not is_dry:
        with open_ledger(settings.ledger) as ledger, hold(ledger) as held:
            _record(held, state, marked, until=until, actor=actor)
    return trial.number, learned.quality


def _record(
    held: Ledger, state: TaughtState, marked: Sequence[tuple[Marked, bool]], *, until: str | None, actor: Actor
) -> None:
    if read_taught(held, state.slug) is None:
        open_taught(held, state.slug, state.failure, actor=actor)
    for one, is_positive in marked:
        mark_example(held, state.slug, one, is_positive=is_positive, actor=actor)
    now = read_taught(held, state.slug)
    record_training(held, TaughtRef(state.slug, 0 if now is None else now.version), until=until, actor=actor)


def _read_lines(path: Path) -> Iterator[dict[str, str]]:
    lines = path.read_bytes().splitlines()
    if len(lines) > MOST_EXAMPLES:
        raise SourceError(f"{path.name} has {len(lines):,} lines; at most {MOST_EXAMPLES:,} examples are taken")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            told = parse_json(line)
        except RecordError as error:
            raise SourceError(f"{path.name}, line {number}: {error}") from error
        if not isinstance(told, dict) or not ("case_id" in told or "response" in told):
            raise SourceError(f"{path.name}, line {number}: neither a 'case_id' nor a 'response'")
        wrong = [name for name in ("case_id", "prompt", "response") if not isinstance(told.get(name, ""), str)]
        if wrong:
            raise SourceError(f"{path.name}, line {number}: {wrong[0]!r} is no text")
        yield told


def list_lines(settings: Settings) -> Iterator[str]:
    """Say what was taught: marks, versions with their quality, and which one is switched on."""
    with open_ledger(settings.ledger) as ledger:
        states = read_all_taught(ledger)
    if not states:
        yield "no detector was taught yet"
        return
    with open_snapshot(settings.published) as store:
        school = School(store, encoder_named(PACKAGED), settings.learned)
        for state in states.values():
            positives = sum(mark.is_positive for mark in state.marks.values())
            yield f"{state.slug} ({label(state.failure)}): {positives} yes, {len(state.marks) - positives} no"
            for training in state.trainings:
                mark = "on" if training.number == state.active else "off"
                yield f"  version {training.number}, {mark}, trained {training.at:%Y-%m-%d %H:%M} UTC"
                try:
                    yield from (f"    {line}" for line in quality_lines(learn(school, training).quality))
                except TeachingError as error:
                    yield f"    cannot be learned any more: {error}"


def _switch(settings: Settings, slug: str, number: int | None, *, is_on: bool) -> str:
    actor = actor_of(settings)
    with open_ledger(settings.ledger) as ledger:
        state = read_taught(ledger, slug)
        if state is None:
            raise TeachingError(f"there is no detector {slug!r}; `monitor teach --list` names them")
        ref = TaughtRef(slug, state.version)
        if not is_on:
            switch_off(ledger, ref, actor=actor)
            return f"{slug} is off; what it found is gone from the dashboard after the next night"
        if not state.trainings:
            raise TeachingError(f"{slug!r} was never trained")
        chosen = state.trainings[-1].number if number is None else number
        switch_on(ledger, ref, chosen, actor=actor)
    return f"{slug} version {chosen} is on for new logs; for old ones: monitor detect --backfill"


def _state_of(settings: Settings, slug: str, failure: Failure | None) -> TaughtState:
    check_slug(slug)
    with open_ledger(settings.ledger) as ledger:
        state = read_taught(ledger, slug)
    if state is not None:
        if failure not in (None, state.failure):
            raise TeachingError(f"{slug!r} finds {state.failure}; teach another detector to find {failure}")
        return state
    if failure is None:
        raise TeachingError(f"{slug!r} is new: say with --failure what it is to find; one of: {', '.join(Failure)}")
    return TaughtState(slug=slug, failure=failure, marks={})


def teach_command(  # noqa: PLR0913 - each is an option of the command line
    name: Annotated[str | None, typer.Argument(help="The detector: small letters, digits and underscores.")] = None,
    *,
    failure: Annotated[Failure | None, typer.Option(help="What it is to find; asked for once.")] = None,
    positives: Annotated[list[str] | None, typer.Option(help="A file of examples, or a case id; repeatable.")] = None,
    negatives: Annotated[list[str] | None, typer.Option(help="The same for what it must not flag.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Train and measure; record nothing.")] = False,
    list_: Annotated[bool, typer.Option("--list", help="Show every taught detector with its versions.")] = False,
    on: Annotated[str | None, typer.Option(help="Switch this detector on.")] = None,
    off: Annotated[str | None, typer.Option(help="Switch this detector off.")] = None,
    version: Annotated[int | None, typer.Option(help="Which version to switch on; default: the last.")] = None,
    config: ConfigOption = None,
) -> None:
    """Teach a detector from about twenty examples that you marked, here or in the dashboard, and see how well it does.

    Needs 10 examples that show the failure and 10 that do not, in files of one JSON object per line (`prompt`,
    `response`; or `case_id`) or by case id. Precision and recall are measured on marks it did not learn from, with
    intervals: of twenty they are wide. A taught detector looks at nothing before somebody switches it on.

    Examples: `monitor teach rude --failure bias --positives yes.jsonl --negatives no.jsonl` ·
    `monitor teach --on rude` · `monitor teach --on rude --version 1` · `monitor teach --off rude` ·
    `monitor teach --list`
    """
    settings = read_settings(config)
    if on is not None or off is not None:
        lines = [_switch(settings, str(on or off), version, is_on=on is not None)]
    elif list_ or name is None:
        lines = list(list_lines(settings))
    else:
        lines = list(_teach_lines(settings, _state_of(settings, name, failure), (positives, negatives), is_dry=dry_run))
    for line in lines:
        sys.stdout.write(inert_line(line) + "\n")


def _teach_lines(
    settings: Settings, state: TaughtState, named: tuple[list[str] | None, list[str] | None], *, is_dry: bool
) -> Iterator[str]:
    marked: list[tuple[Marked, bool]] = []
    with open_snapshot(settings.published) as store:
        for names, is_positive in zip(named, (True, False), strict=True):
            found = read_examples(store, names or (), region=settings.default_region)
            marked += [(one, is_positive) for one in found]
    _refuse_both(marked)
    number, quality = teach_detector(settings, state, marked, is_dry=is_dry)
    yield f"{state.slug} version {number}" + (", not recorded" if is_dry else "")
    yield from quality_lines(quality)
    if not is_dry:
        yield f"switch it on: monitor teach --on {state.slug}"


def _refuse_both(marked: Sequence[tuple[Marked, bool]]) -> None:
    positives = {one.key for one, is_positive in marked if is_positive}
    both = [one.key for one, is_positive in marked if not is_positive and one.key in positives]
    if both:
        raise TeachingError(f"{both[0]} is named both as a positive and as a negative example")


main = as_main(teach_command)

if __name__ == "__main__":
    sys.exit(main())
