"""Compare what came in with known jailbreaks and with the team's own decided cases: `python -m pipelines.compare`."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from monitor.config import read_settings
from monitor.exemplars import DecidedCase, Exchange, Texts, cite_shared, find_decided, find_families, load_families
from monitor.ledger import open_ledger
from monitor.likeness import Likeness
from monitor.records import content_hash
from monitor.taxonomy import Axis, Failure, Outcome, Verdict
from monitor.triage import read_case_states
from monitor.warehouse.connection import transaction
from monitor.warehouse.embeddings import read_embeddings
from monitor.warehouse.likenesses import CaseWords, read_case_words, read_compared, replace_likenesses
from pipelines.command import ConfigOption, as_main, counts_line
from pipelines.job import Counts, Job, batches, encode_stored, open_job

STEP = "compare"
# Unsure says nothing about others.
TELLING = (Verdict.CONFIRMED, Verdict.NOT_A_FAILURE)
# Vectors come out of the store as lists of numbers; so many at a time take 100 MB.
VECTORS_READ = 10_000

Vectors = Mapping[str, NDArray[np.float32]]


def compare(job: Job) -> Counts:
    """Find what each new response, each case and their prompts are like, and keep it in place of what was found before.

    People's verdicts count as they stood when the run began: gone through again, it finds the same. Only texts that
    have a vector already are compared by meaning, the doubtful and the failing; all are compared by words.
    """
    exchanges = [
        Exchange(one.conversation_id, one.message_index, one.response, one.prompt, one.prompt_index)
        for one in read_compared(job.store, run_id=job.run.run_id)
    ]
    cases = list(read_decided(job))
    compared = {text for one in exchanges for text in (one.prompt, one.response) if text}
    decided = {text for one in cases for text in (one.prompt, one.response) if text}
    vectors = read_vectors(job, sorted(compared | decided))
    task = job.bars.add_task(STEP, total=None)
    likenesses = [*find_known(job, exchanges, vectors), *find_decided(exchanges, cases, vectors)]
    with transaction(job.store):
        replace_likenesses(
            job.store,
            likenesses,
            compared=((one.conversation_id, one.message_index) for one in exchanges),
            decided={one.case_id: one.verdict for one in cases},
        )
    job.bars.update(task, total=1, completed=1)
    return {"responses": len(exchanges), "exemplars": len(cases)} | _count(likenesses)


def read_decided(job: Job) -> Iterator[DecidedCase]:
    """Yield the cases that people had confirmed or found to be no failure when the run began, with their words."""
    with open_ledger(job.settings.ledger) as ledger:
        states = read_case_states(ledger, until=job.run.started_at)
    verdicts = {case_id: state.verdict for case_id, state in states.items() if state.verdict in TELLING}
    for case in read_case_words(job.store, sorted(verdicts)):
        verdict = verdicts[case.case_id]
        if verdict is not None and states[case.case_id].was_decided_on(case.content_hash):
            yield _decided(case, verdict)


def find_known(job: Job, exchanges: Sequence[Exchange], vectors: Vectors) -> Iterator[Likeness]:
    """Yield the known family of jailbreaks that each prompt is like."""
    known = load_families()
    prompts = list(dict.fromkeys(one.prompt for one in exchanges if one.prompt))
    if not prompts:
        return
    theirs = dict(zip(known.texts, encode_stored(job, known.texts, encoder=job.packaged), strict=True))
    found = find_families(Texts(prompts, vectors), known, theirs)
    by_wording = known.by_wording
    for one in exchanges:
        match = found.get(one.prompt or "")
        if match is not None:
            family = by_wording[match.exemplar]
            yield Likeness(
                conversation_id=one.conversation_id,
                message_index=one.message_index,
                axis=Axis.PROMPT,
                exemplar=family.title,
                verdict=None,
                way=match.way,
                similarity=match.similarity,
                outcome=Outcome.ATTEMPT,
                failure=Failure.JAILBREAK,
                technique=family.technique,
                evidence=cite_shared(one, match, axis=Axis.PROMPT),
            )


def read_vectors(job: Job, texts: Sequence[str]) -> Vectors:
    """Return the vectors of those texts that have one, by the encoder that likeness was measured with."""
    hashes = {content_hash(text): text for text in texts}
    return {
        hashes[digest]: vector
        for lot in batches(hashes, VECTORS_READ)
        for digest, vector in read_embeddings(job.store, job.packaged.name, lot).items()
    }


def _decided(case: CaseWords, verdict: Verdict) -> DecidedCase:
    return DecidedCase(
        case_id=case.case_id,
        verdict=verdict,
        response=case.response,
        prompt=case.prompt,
        failure=case.failure,
        hazard=case.hazard,
        technique=case.technique,
    )


def _count(likenesses: Iterable[Likeness]) -> Counts:
    told = Counter("like_known" if one.verdict is None else f"like_{one.verdict}" for one in likenesses)
    return {name: told[name] for name in ("like_known", *(f"like_{verdict}" for verdict in TELLING))}


def compare_command(config: ConfigOption = None) -> None:
    """Compare all cases with known jailbreak families and with the cases your team has decided.

    By nearly the same words (MinHash), and by meaning where there are vectors. What is like a confirmed case becomes
    a case too, or moves up; what is like one that was no failure says so and keeps its place. `monitor nightly` does
    this by itself, also for all that it loads.

    Example: `monitor compare`
    """
    with open_job(read_settings(config)) as job:
        line = counts_line(STEP, compare(job))
    sys.stdout.write(line + "\n")


main = as_main(compare_command)

if __name__ == "__main__":
    sys.exit(main())
