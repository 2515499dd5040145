"""Ask the judge, where there is one, about doubtful and severe cases, worst first: `python -m pipelines.judge`."""

import secrets
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import typer

from monitor.config import JudgeSettings, Settings, read_settings
from monitor.errors import ConfigError
from monitor.judgement import Judgement
from monitor.judges import (
    RUBRIC_VERSION,
    Answer,
    Endpoint,
    Question,
    ask_about,
    cost_of,
    estimate_cost,
    estimate_tokens,
    fence,
    most_cost,
    open_endpoint,
    read_answer,
)
from monitor.records import Response, RunNote
from monitor.severity import assess_response, is_worth_judging
from monitor.taxonomy import Failure, NoteKind, Outcome
from monitor.warehouse.cases import read_failing
from monitor.warehouse.connection import Store, open_working, transaction
from monitor.warehouse.conversations import read_conversations
from monitor.warehouse.detections import read_detections
from monitor.warehouse.judgements import (
    clear_unjudged_notes,
    find_answered,
    read_judgements,
    read_spent,
    write_judgement,
)
from monitor.warehouse.notes import write_notes
from pipelines.command import ConfigOption, as_main, counts_line, end_with_problems, inert_line
from pipelines.job import Counts, Job, open_job, refuse_lost, utc_now
from pipelines.lock import hold_lock
from pipelines.rank import group_by_case, rank

STEP = "judge"
# What fails this often in a row is down: more tries tonight would only take time.
MOST_FAILURES_IN_A_ROW = 3
TOKEN_BYTES = 16
MICRO_DOLLARS = 1_000_000
NO_JUDGE = "no judge configured"
OF_BUDGET, OF_ENDPOINT = "budget", "endpoint"


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A response that a judge is asked about, the failures suspected in it, and how soon it is its turn."""

    conversation_id: str
    message_index: int
    failures: tuple[Failure, ...]
    priority: float

    @property
    def place(self) -> tuple[str, int]:
        """Which response it is."""
        return self.conversation_id, self.message_index


@dataclass(slots=True)
class Left:
    """How many cases nobody judged tonight and why, by what stopped it, with the last problem of the endpoint."""

    over_budget: int = 0
    failed: int = 0
    problem: str = ""


def judge(job: Job) -> Counts:
    """Ask the judge about every doubtful case it has not answered on, worst first, as far as the budget goes.

    Its answers are kept one by one. What it gave no answer to is counted, noted and asked again the next night; that
    the endpoint failed is a problem to tell at the end of the run, that the budget is used is not.
    """
    if job.settings.judge is None:
        return {}
    clear_unjudged_notes(job.store, job.run.run_id)
    doubtful = find_doubtful(job.store)
    due = find_due(job.store, doubtful, job.settings.judge)
    left = _ask_all(job, due, job.settings.judge)
    _note_left(job, left, job.settings.judge)
    return _count(job, doubtful, left)


def find_doubtful(store: Store) -> list[Doubtful]:
    """Return the cases that are doubtful and severe, worst first."""
    detections = group_by_case(read_detections(store))
    found = []
    for one in read_failing(store):
        mine = detections[one.case_id]
        if is_worth_judging(mine):
            failures = tuple(sorted({each.failure for each in mine if each.outcome is Outcome.SUCCESS}))
            priority = assess_response(mine, reach=1).priority
            found.append(Doubtful(one.conversation_id, one.message_index, failures, priority))
    return sorted(found, key=lambda one: (-one.priority, one.place))


def find_due(store: Store, doubtful: Sequence[Doubtful], judge: JudgeSettings) -> list[Doubtful]:
    """Leave out what this model has answered on, by this rubric, under suspicion of these failures."""
    judged = read_judgements(store)
    asked = (judge.model, RUBRIC_VERSION)
    return [
        one
        for one in doubtful
        if (found := judged.get(one.place)) is None
        or (found.model, found.rubric_version) != asked
        or not set(one.failures) <= set(found.failures)
    ]


@dataclass(frozen=True, slots=True)
class _Session:
    """A run that talks to a judge."""

    job: Job
    judge: JudgeSettings
    endpoint: Endpoint


def _ask_all(job: Job, due: Sequence[Doubtful], judge: JudgeSettings) -> Left:
    left = Left()
    if not due:
        return left
    try:
        with open_endpoint(judge) as endpoint:
            _ask_each(_Session(job, judge, endpoint), due, left)
    except ConfigError as error:
        left.failed, left.problem = len(due), str(error)
    return left


def _ask_each(session: _Session, due: Sequence[Doubtful], left: Left) -> None:
    job = session.job
    task = job.bars.add_task(STEP, total=len(due))
    in_a_row = 0
    for number, one in enumerate(due):
        judgement = _judge_one(session, one)
        if judgement is None:
            left.over_budget = len(due) - number
            return
        with transaction(job.store):
            write_judgement(job.store, judgement)
        job.bars.advance(task)
        in_a_row = in_a_row + 1 if judgement.ruling is None else 0
        if in_a_row:
            left.failed, left.problem = left.failed + 1, judgement.reason
        if in_a_row == MOST_FAILURES_IN_A_ROW:
            left.failed += len(due) - number - 1
            return


def _judge_one(session: _Session, one: Doubtful) -> Judgement | None:
    """Return the judge's answer, an earlier one or a new one; None where budget or calls might not suffice for it."""
    job, judge = session.job, session.judge
    question = _question(job.store, one)
    known = find_answered(job.store, question.key(judge.model))
    if known is not None:
        mine = replace(known, conversation_id=one.conversation_id, run_id=job.run.run_id)
        return replace(mine, judged_at=utc_now(), cost=0.0, calls=0)
    spent = read_spent(job.store, job.run.night)
    if spent.calls >= judge.most_calls or spent.cost + most_cost(question, judge) > judge.budget:
        return None
    return _ask(session, question)


def _question(store: Store, one: Doubtful) -> Question:
    (conversation,) = read_conversations(store, [one.conversation_id])
    return ask_about(Response(conversation, one.message_index), one.failures)


def _ask(session: _Session, question: Question) -> Judgement:
    token = secrets.token_hex(TOKEN_BYTES)
    calls_before = session.endpoint.calls
    reply = session.endpoint.ask(*fence(question, token))
    answer = Answer(None, reply.problem) if reply.text is None else read_answer(reply.text, question, token=token)
    return Judgement(
        conversation_id=question.response.conversation.conversation_id,
        message_index=question.response.message_index,
        key=question.key(session.judge.model),
        model=session.judge.model,
        rubric_version=RUBRIC_VERSION,
        failures=question.failures,
        ruling=answer.ruling,
        reason=answer.reason,
        cost=cost_of(reply, question, session.judge),
        calls=session.endpoint.calls - calls_before,
        run_id=session.job.run.run_id,
        judged_at=utc_now(),
        severity=answer.severity,
        hazard=answer.hazard,
        spans=answer.spans,
        input_tokens=reply.input_tokens,
        output_tokens=reply.output_tokens,
    )


def _note_left(job: Job, left: Left, judge: JudgeSettings) -> None:
    """Tell what nobody judged: a used budget in the notes only, an endpoint that failed also at the end of the run."""
    if left.over_budget:
        limits = f"the night's ${judge.budget:g} and {judge.most_calls:,} calls do not reach further"
        note = RunNote(NoteKind.UNJUDGED, OF_BUDGET, f"{_cases(left.over_budget)} not judged: {limits}")
        write_notes(job.store, job.run.run_id, [note])
    if left.failed:
        text = f"{_cases(left.failed)} not judged: {left.problem}; the next night asks again"
        note = RunNote(NoteKind.UNJUDGED, OF_ENDPOINT, text)
        write_notes(job.store, job.run.run_id, [note])
        job.problems.append(note)


def _cases(count: int) -> str:
    return "1 doubtful case" if count == 1 else f"{count:,} doubtful cases"


def _count(job: Job, doubtful: Sequence[Doubtful], left: Left) -> Counts:
    """Count what the whole run came to, also before it was killed and taken up again."""
    judged = read_judgements(job.store)
    mine = sum(one.place in judged and judged[one.place].run_id == job.run.run_id for one in doubtful)
    spent = read_spent(job.store, job.run.night)
    return {
        "doubtful": len(doubtful),
        "known": len(doubtful) - mine - left.over_budget - left.failed,
        "judged": mine,
        "over_budget": left.over_budget,
        "failed": left.failed,
        "calls_tonight": spent.calls,
        "micro_dollars_tonight": round(spent.cost * MICRO_DOLLARS),
    }


def estimate(settings: Settings) -> str:
    """Say how many cases a judge would be asked about now and what that would take, without asking."""
    judge = settings.judge
    if judge is None:
        return NO_JUDGE
    refuse_lost(settings)
    with hold_lock(settings.home), open_working(settings.working, memory_limit=settings.memory_limit) as store:
        doubtful = find_doubtful(store)
        due = find_due(store, doubtful, judge)
        questions = [_question(store, one) for one in due]
    tokens = sum(map(estimate_tokens, questions))
    cost = sum(estimate_cost(question, judge) for question in questions)
    return (
        f"{len(doubtful):,} doubtful and severe cases, {len(due):,} not judged yet: about {tokens:,} tokens to read, "
        f"${cost:,.4f} of ${judge.budget:,.2f} a night; at most {judge.most_calls:,} calls of {inert_line(judge.model)}"
    )


def judge_command(
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Ask nothing; say how many cases, and about what tokens and cost.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Ask a model of yours for a second opinion on cases that are doubtful and severe, worst first.

    Needs `[judge]` in the settings: any endpoint that speaks OpenAI's chat completions, one of your own too, with
    what its tokens cost and what a night may spend; the key stays in an environment variable you name. `monitor
    nightly` asks by itself; without `[judge]` nothing is asked and nothing is missing.

    What it says is kept apart from detections and from what people decide. It can raise a case or confirm it; it
    never lowers a severity and never closes a case. What it was not asked, or did not answer, is counted, noted and
    asked the next night. Cases are ranked anew; the dashboard follows with the next night.

    Examples: `monitor judge --dry-run` · `monitor judge`
    """
    settings = read_settings(config)
    if dry_run or settings.judge is None:
        sys.stdout.write(estimate(settings) + "\n")
        return
    with open_job(settings) as job:
        sys.stdout.write(counts_line(STEP, judge(job)) + "\n")
        with transaction(job.store):
            rank(job)
    end_with_problems(job.problems)


main = as_main(judge_command)

if __name__ == "__main__":
    sys.exit(main())
