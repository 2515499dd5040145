"""Find failing responses, and reports that are not about a chatbot: `python -m pipelines.detect`."""

import sys
from collections import Counter
from functools import partial

from monitor.config import read_settings
from monitor.detectors import DETECTORS, Detect
from monitor.detectors.relevance import RELEVANCE_VERSION, judge_relevance
from monitor.records import Response
from monitor.taxonomy import Outcome, Role
from monitor.warehouse.connection import transaction
from monitor.warehouse.conversations import read_conversations
from monitor.warehouse.detections import (
    DetectorVersion,
    read_pending_scans,
    read_unscanned,
    write_detections,
    write_detectors,
    write_scans,
)
from monitor.warehouse.relevances import read_unjudged, write_relevances
from monitor.warehouse.reports import read_reports
from monitor.warehouse.runs import add_counts, read_counts
from pipelines.command import ConfigOption, as_main, counts_line
from pipelines.job import Counts, Job, batches, encode_stored, open_job

STEP = "detect"
COUNTED = ("responses", "scanned", "failed", "not_scanned", "attempts", "failures", "reports")
# A crash costs one batch of scanning; a larger batch lets the encoder sort texts of like length together.
BATCH = 250


def detect(job: Job) -> Counts:
    """Let every current detector look at every response it has not seen, and store what it claims."""
    write_detectors(job.store, (DetectorVersion(one.name, one.version, one.failure, one.outcome) for one in DETECTORS))
    find = Detect(partial(encode_stored, job))
    add_counts(job.store, job.run, step=STEP, counts=dict.fromkeys(COUNTED, 0))
    unscanned = read_unscanned(job.store)
    task = job.bars.add_task("detect", total=len(unscanned))
    for batch in batches(unscanned, BATCH):
        _detect_batch(job, find, batch)
        job.bars.advance(task, len(batch))
    judge_reports(job)
    # What was scanned before the run was killed and taken up again counts too.
    counts = read_counts(job.store, job.run.run_id)[STEP]
    return {name: counts[name] for name in COUNTED}


def judge_reports(job: Job) -> None:
    """Let the current relevance detector judge every report it has not seen."""
    due = read_unjudged(job.store, version=RELEVANCE_VERSION)
    reports = [report for report in read_reports(job.store) if report.report_id in due] if due else []
    with transaction(job.store):
        write_relevances(job.store, judge_relevance(reports))
        add_counts(job.store, job.run, step=STEP, counts={"reports": len(reports)})


def _detect_batch(job: Job, find: Detect, conversation_ids: list[str]) -> None:
    due = read_pending_scans(job.store, conversation_ids)
    responses = [
        Response(conversation, index)
        for conversation in read_conversations(job.store, conversation_ids)
        for index, message in enumerate(conversation.messages)
        if message.role is Role.ASSISTANT
    ]
    judgement = find(responses)
    scans = [one for one in judgement.scans if (one.conversation_id, one.message_index, one.detector) in due]
    detections = [one for one in judgement.detections if (one.conversation_id, one.message_index, one.detector) in due]
    outcomes = Counter(one.outcome for one in detections)
    found = {"attempts": outcomes[Outcome.ATTEMPT], "failures": outcomes[Outcome.SUCCESS]}
    counts = {"responses": len(responses)} | Counter(str(one.status) for one in scans) | found
    with transaction(job.store):
        write_scans(job.store, scans)
        write_detections(job.store, detections)
        add_counts(job.store, job.run, step=STEP, counts=counts)


def detect_command(config: ConfigOption = None) -> None:
    """Find failing responses among everything loaded and not yet scanned, and reports that are not about a chatbot.

    Rules and small learned heads see every response; the encoder sees those that are not clearly fine.

    Example: `monitor detect`
    """
    with open_job(read_settings(config)) as job:
        line = counts_line("detect", detect(job))
    sys.stdout.write(line + "\n")


main = as_main(detect_command)

if __name__ == "__main__":
    sys.exit(main())
