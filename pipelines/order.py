"""Orders of cases that a team's verdicts taught: learned every night, used where a person accepted one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from monitor.ledger import open_ledger
from monitor.records import Detection
from monitor.severity import Assessment
from monitor.taxonomy import Failure, Outcome
from monitor.teaching.exchanges import Exchange
from monitor.teaching.files import read_kept_order, write_order
from monitor.teaching.ordering import Ordering, Ranked, learn_order, missing_verdicts
from monitor.triage.orders import Verdicts, order_key, read_order, read_verdicts, remove_other_orders
from monitor.warehouse.cases import FailingResponse
from pipelines.job import Job, encode_stored


@dataclass(frozen=True, slots=True)
class Assessed:
    """A failing response, what was detected in it, and how it ranks by that alone."""

    failing: FailingResponse
    detections: Sequence[Detection]
    found: Assessment
    reach: int


def learned_chances(job: Job, assessed: Sequence[Assessed]) -> dict[str, float]:
    """Return the chance that each case is confirmed, of the failures whose learned order a person accepted."""
    with open_ledger(job.settings.ledger) as ledger:
        accepted = {
            failure: state.active
            for failure in Failure
            if (state := read_order(ledger, failure, before=job.as_of)).active is not None
        }
        verdicts = {failure: read_verdicts(ledger, until=until) for failure, until in accepted.items()}
    chances: dict[str, float] = {}
    for failure, decided in verdicts.items():
        order = _order_of(job, failure, decided, assessed)
        cases = _cases_of(failure, assessed)
        if order is not None:
            found = order.chances(
                [one.ranked for one in cases.values()], partial(encode_stored, job, encoder=job.packaged)
            )
            chances |= dict(zip(cases, map(float, found), strict=True))
    return chances


def learn_orders(job: Job, assessed: Sequence[Assessed]) -> None:
    """Learn an order for every failure with enough verdicts; it orders nothing before a person accepts it.

    Of each failure the newest candidate and the accepted order are kept.
    """
    with open_ledger(job.settings.ledger) as ledger:
        verdicts = read_verdicts(ledger)
        accepted = {failure: read_order(ledger, failure).active for failure in Failure}
    for failure in Failure:
        if _order_of(job, failure, verdicts, assessed) is not None:
            keep = {order_key(failure, verdicts.until), order_key(failure, accepted[failure] or 0)}
            remove_other_orders(job.settings.learned, failure, keep)


def _order_of(job: Job, failure: Failure, verdicts: Verdicts, assessed: Sequence[Assessed]) -> Ordering | None:
    """Return what verdicts taught, as it was kept or learned again; None where they are too few."""
    folder, key = job.settings.learned, order_key(failure, verdicts.until)
    kept = read_kept_order(folder, key)
    if kept is not None:
        return kept
    decided = {
        case_id: case
        for case_id, case in _cases_of(failure, assessed).items()
        if verdicts.content.get(case_id) == case.content_hash
    }
    labels = [verdicts.confirmed[case_id] for case_id in decided]
    if missing_verdicts(sum(labels), len(labels) - sum(labels)) is not None:
        return None
    order = learn_order(
        [one.ranked for one in decided.values()], labels, partial(encode_stored, job, encoder=job.packaged)
    )
    write_order(folder, key, order)
    return order


@dataclass(frozen=True, slots=True)
class _Case:
    ranked: Ranked
    content_hash: str


def _cases_of(failure: Failure, assessed: Sequence[Assessed]) -> dict[str, _Case]:
    """Return the cases that are shown as one failure, by their ids."""
    return {one.failing.case_id: _case(one) for one in assessed if one.found.failure is failure}


def _case(one: Assessed) -> _Case:
    claims = [each for each in one.detections if each.failure is one.found.failure and each.outcome is Outcome.SUCCESS]
    claim = max(claims, key=lambda each: (each.score, each.detector))
    failing = one.failing
    exchange = Exchange(failing.case_id, failing.conversation_id, failing.prompt or "", failing.response)
    ranked = Ranked(exchange, claim.detector, claim.score, one.found.severity, one.reach)
    return _Case(ranked, failing.response_hash)
