"""Open a case for each failing response and each report, worst first: `python -m pipelines.rank`."""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from monitor.config import read_settings
from monitor.detectors.relevance import RELEVANCE_VERSION
from monitor.judgement import Judgement
from monitor.records import Case, Detection, Relevance, Report, content_hash
from monitor.severity import Assessment, assess_report, assess_response
from monitor.specificity import measure_specificity
from monitor.taxonomy import Axis, CaseKind
from monitor.warehouse.cases import FailingResponse, read_failing, write_cases
from monitor.warehouse.clusters import read_identities
from monitor.warehouse.connection import transaction
from monitor.warehouse.detections import read_detections
from monitor.warehouse.judgements import read_judgements
from monitor.warehouse.relevances import read_relevances
from monitor.warehouse.reports import read_reports
from monitor.warehouse.sightings import Spread, read_spreads
from pipelines.command import ConfigOption, as_main, counts_line
from pipelines.job import Counts, Job, open_job
from pipelines.order import Assessed, learn_orders, learned_chances

# From here on somebody may get hurt: counted apart in every run.
GRAVE = 3


def rank(job: Job, *, learns: bool = False) -> Counts:
    """Rebuild all cases from detections, clusters and reports, with severity, reach, priority and reasons.

    Where a person accepted an order that verdicts taught, it takes the place of the scores; with `learns` a newer one
    is learned beside it.

    Call it inside a transaction: nobody may find the old cases gone and the new ones not there.
    """
    failing = read_failing(job.store)
    detections = group_by_case(read_detections(job.store))
    reaches = _reaches(failing, detections, read_identities(job.store, Axis.RESPONSE))
    judged = read_judgements(job.store)
    assess = partial(_assess, detections=detections, reaches=reaches, judged=judged)
    assessed = [Assessed(one, detections[one.case_id], assess(one), reaches[one.case_id]) for one in failing]
    if learns:
        learn_orders(job, assessed)
    chances = learned_chances(job, assessed)
    cases = []
    for case in assessed:
        chance = chances.get(case.failing.case_id)
        found = case.found if chance is None else assess(case.failing, confirmed=chance)
        cases.append(_response_case(case.failing, found, case.reach))
    relevances = read_relevances(job.store, version=RELEVANCE_VERSION)
    spreads = read_spreads(job.store)
    cases += [
        _report_case(report, relevances.get(report.report_id), spreads[report.report_id])
        for report in read_reports(job.store)
    ]
    write_cases(job.store, cases)
    return {"cases": len(cases), "grave": sum(case.severity >= GRAVE for case in cases)}


def _assess(
    one: FailingResponse,
    *,
    detections: Mapping[str, Sequence[Detection]],
    reaches: Mapping[str, int],
    judged: Mapping[tuple[str, int], Judgement],
    confirmed: float | None = None,
) -> Assessment:
    return assess_response(
        detections[one.case_id],
        reach=reaches[one.case_id],
        specificity=measure_specificity(one.response),
        judgement=judged.get((one.conversation_id, one.message_index)),
        confirmed=confirmed,
    )


def group_by_case(detections: Sequence[Detection]) -> dict[str, list[Detection]]:
    """Return the detections on each response by the id of its case."""

    def case_id(one: Detection) -> str:
        return f"{one.conversation_id}-{one.message_index}"

    return {key: list(group) for key, group in groupby(sorted(detections, key=case_id), key=case_id)}


def _reaches(
    failing: Sequence[FailingResponse], detections: Mapping[str, Sequence[Detection]], clusters: Mapping[str, str]
) -> dict[str, int]:
    """Count the conversations that show the same failure: alike by their cluster, and failing in the same way."""
    groups = {
        one.case_id: (
            clusters.get(one.case_id, one.case_id),
            assess_response(detections[one.case_id], reach=1, specificity=measure_specificity(one.response)).failure,
        )
        for one in failing
    }
    seen = {(groups[one.case_id], one.conversation_id) for one in failing}
    conversations = Counter(group for group, _ in seen)
    return {case_id: conversations[group] for case_id, group in groups.items()}


def _response_case(failing: FailingResponse, found: Assessment, reach: int) -> Case:
    return Case(
        case_id=failing.case_id,
        kind=CaseKind.RESPONSE,
        content_hash=failing.response_hash,
        conversation_id=failing.conversation_id,
        message_index=failing.message_index,
        reach=reach,
        failure=found.failure,
        hazard=found.hazard,
        technique=found.technique,
        severity=found.severity,
        priority=found.priority,
        reasons=found.reasons,
    )


def _report_case(report: Report, relevance: Relevance | None, spread: Spread) -> Case:
    """Judge a report by the worst that anybody who told it said of it."""
    told = [replace(report, severity=severity) for severity in spread.severities] or [report]
    judged = [assess_report(one, reach=spread.reach, relevance=relevance) for one in told]
    found = max(judged, key=lambda one: (one.priority, one.reasons))
    return Case(
        case_id=report.report_id,
        kind=CaseKind.REPORT,
        content_hash=content_hash(report.text),
        report_id=report.report_id,
        reach=spread.reach,
        failure=found.failure,
        hazard=found.hazard,
        technique=found.technique,
        severity=found.severity,
        priority=found.priority,
        reasons=found.reasons,
    )


def rank_command(config: ConfigOption = None) -> None:
    """Open a case for each failing response and each report, and put the worst first.

    Example: `monitor rank`
    """
    with open_job(read_settings(config)) as job, transaction(job.store):
        line = counts_line("rank", rank(job))
    sys.stdout.write(line + "\n")


main = as_main(rank_command)

if __name__ == "__main__":
    sys.exit(main())
