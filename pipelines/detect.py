"""Find failing responses, and reports that are not about a chatbot: `python -m pipelines.detect`."""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated

import typer

from monitor.config import read_settings
from monitor.detectors import DETECTORS, Detect, Judgement
from monitor.detectors.relevance import RELEVANCE_VERSION, judge_relevance
from monitor.records import Detection, Response, Scan
from monitor.taxonomy import Outcome, Role
from monitor.teaching.taught import TaughtDetector, judge_taught
from monitor.warehouse.connection import transaction
from monitor.warehouse.conversations import read_conversations
from monitor.warehouse.detections import (
    DetectorVersion,
    NewLogsOnly,
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
from pipelines.taught import load_taught

STEP = "detect"
COUNTED = ("responses", "scanned", "failed", "not_scanned", "rescanned", "attempts", "failures", "reports")
# A crash costs one batch of scanning; a larger batch lets the encoder sort texts of like length together.
BATCH = 250
# Conversation, message and detector.
ScanKey = tuple[str, int, str]


def detect(job: Job, *, backfill: bool = False) -> Counts:
    """Let every current detector look at every response that no version of it has seen, and store what it claims.

    With `backfill` it looks again where only an older version has looked; what that one said is kept beside it.
    Detectors that the team taught and switched on look at what this run brought, in a backfill at everything.
    """
    taught = load_taught(job)
    known = [DetectorVersion(one.name, one.version, one.failure, one.outcome) for one in DETECTORS]
    write_detectors(job.store, (*known, *taught.versions))
    look = _Look(job, Detect(partial(encode_stored, job, encoder=job.packaged)), taught.detectors)
    add_counts(job.store, job.run, step=STEP, counts=dict.fromkeys(COUNTED, 0))
    new_only = NewLogsOnly(job.run.run_id, taught.names)
    unscanned = read_unscanned(job.store, backfill=backfill, new_logs_only=new_only)
    task = job.bars.add_task("detect", total=len(unscanned))
    for batch in batches(unscanned, BATCH):
        due = read_pending_scans(job.store, batch, backfill=backfill, new_logs_only=new_only)
        _detect_batch(job, look, due)
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


@dataclass(frozen=True, slots=True)
class _Look:
    """The detectors that ship and those that the team taught."""

    job: Job
    find: Detect
    taught: Sequence[TaughtDetector]

    def __call__(self, responses: Sequence[Response], due: Mapping[ScanKey, bool]) -> Judgement:
        """Let those look that are due: in a backfill that may be taught ones alone."""
        names = {detector for _, _, detector in due}
        judgement = Judgement([], [])
        if names & {one.name for one in DETECTORS}:
            judgement = self.find(responses)
        taught = [one for one in self.taught if one.name in names]
        found = judge_taught(responses, taught, partial(encode_stored, self.job, encoder=self.job.packaged))
        return Judgement([*judgement.detections, *found.detections], [*judgement.scans, *found.scans])


def _detect_batch(job: Job, look: _Look, due: Mapping[ScanKey, bool]) -> None:
    conversation_ids = sorted({conversation_id for conversation_id, _, _ in due})
    responses = [
        Response(conversation, index)
        for conversation in read_conversations(job.store, conversation_ids)
        for index, message in enumerate(conversation.messages)
        if message.role is Role.ASSISTANT
    ]
    judgement = look(responses, due)
    scans = [one for one in judgement.scans if _key(one) in due]
    detections = [one for one in judgement.detections if _key(one) in due]
    counts = {"responses": len(responses)} | _counts(scans, detections, due)
    with transaction(job.store):
        write_scans(job.store, scans)
        write_detections(job.store, detections)
        add_counts(job.store, job.run, step=STEP, counts=counts)


def _counts(scans: Sequence[Scan], detections: Sequence[Detection], due: Mapping[ScanKey, bool]) -> Counts:
    """Count what is new; what an older version had looked at before is counted apart, it is no news of this night."""
    news = Counter(str(one.status) for one in scans if not due[_key(one)])
    outcomes = Counter(one.outcome for one in detections if not due[_key(one)])
    return {
        **news,
        "rescanned": len(scans) - news.total(),
        "attempts": outcomes[Outcome.ATTEMPT],
        "failures": outcomes[Outcome.SUCCESS],
    }


def _key(one: Scan | Detection) -> ScanKey:
    return one.conversation_id, one.message_index, one.detector


def detect_command(
    *,
    backfill: Annotated[
        bool, typer.Option("--backfill", help="Look again, with the current versions, where older ones have looked.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Find failing responses among everything loaded and not yet scanned, and reports that are not about a chatbot.

    Rules and small learned heads see every response; the encoder sees those that are not clearly fine. A new version
    of a detector looks at new responses only, unless you ask for a backfill: the trends then show where it changed,
    and the Quality page compares both. Cases and dashboard follow with the next night; decisions never change.

    Examples: `monitor detect` · `monitor detect --backfill`
    """
    with open_job(read_settings(config)) as job:
        line = counts_line("detect", detect(job, backfill=backfill))
    sys.stdout.write(line + "\n")


main = as_main(detect_command)

if __name__ == "__main__":
    sys.exit(main())
