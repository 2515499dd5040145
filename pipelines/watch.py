"""Tell what emerged, what rose and what is back: `python -m pipelines.watch`."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.alarms import (
    HISTORY_DAYS,
    WINDOWS,
    Alarm,
    Resolution,
    Sighting,
    Standing,
    build_history,
    find_evidence,
    is_from,
    watch,
)
from monitor.config import read_settings
from monitor.ledger import RUNNER, open_ledger
from monitor.taxonomy import AlarmKind, AlarmState, IncidentStatus
from monitor.triage import Incident, read_incidents, reopen_regressed, told_evidence
from monitor.warehouse.alarms import AlarmRow, read_alike, read_standing, write_alarms
from monitor.warehouse.connection import Store, transaction
from monitor.warehouse.rates import (
    cluster_nights_frame,
    cluster_people_frame,
    count_users,
    read_first_seen,
    read_last_night,
    read_version_totals,
    traffic_frame,
)
from pipelines.command import ConfigOption, as_main, counts_line
from pipelines.job import Counts, Job, open_job


@dataclass(frozen=True, slots=True)
class Regression:
    """A resolved incident, as it stood when the run began, and the cases which say that it is back."""

    incident: Incident
    case_ids: tuple[str, ...]
    alarm: AlarmRow


def watch_rates(job: Job) -> Counts:
    """Judge the rate of every cluster, and reopen the incidents that are back in the version they were resolved in.

    The last night with traffic is judged, which old logs that are loaded again are not. People's decisions count as
    they stood when the run began. Call it inside a transaction: a night has all of its alarms, or those it had.
    """
    night = read_last_night(job.store)
    counts = dict.fromkeys(("emergence", "escalation", "regression", "over"), 0)
    if night is None:
        return counts
    alarms = list(_watch_clusters(job.store, night))
    regressions = list(_find_regressions(job, night))
    rows = [*alarms, *(one.alarm for one in regressions)]
    write_alarms(job.store, rows, night=night, run_id=job.run.run_id)
    if job.as_of is None:
        _reopen(job, regressions)
    for row in rows:
        counts["over" if row.state is AlarmState.OVER else str(row.kind)] += 1
    return counts


def _watch_clusters(store: Store, night: date) -> Iterator[AlarmRow]:
    first = night - timedelta(HISTORY_DAYS)
    traffic = traffic_frame(store, first=first, last=night)
    nights = traffic["night"].to_list()
    people = [cluster_people_frame(store, first=_first_of(nights, window), last=night) for window in WINDOWS]
    history = build_history(cluster_nights_frame(store, first=first, last=night), traffic, people)
    before = read_standing(store, before=night)
    standing = {cluster_id: Standing(kind, since) for cluster_id, (kind, since) in before.items()}
    for alarm in watch(history, standing):
        yield _cluster_row(store, alarm, first=_first_of(nights, alarm.nights), last=night)


def _first_of(nights: list[date], window: int) -> date:
    return nights[-min(window, len(nights))]


def _cluster_row(store: Store, alarm: Alarm, *, first: date, last: date) -> AlarmRow:
    total_users = count_users(store, first=first, last=last)
    people = cluster_people_frame(store, first=first, last=last).filter(cluster_id=alarm.cluster_id)
    users = 0 if people.is_empty() else int(people["users"][0])
    return AlarmRow(
        kind=alarm.kind,
        subject_id=alarm.cluster_id,
        state=alarm.state,
        since=alarm.since,
        nights=alarm.nights,
        conversations=alarm.conversations,
        total=alarm.total,
        users=None if total_users is None else users,
        total_users=total_users,
        expected=alarm.expected,
        low=alarm.low,
        high=alarm.high,
        chance=alarm.chance,
    )


def _find_regressions(job: Job, night: date) -> Iterator[Regression]:
    """Yield the incidents that were resolved when the run began, and are back by what it knows now."""
    with open_ledger(job.settings.ledger) as ledger:
        incidents = read_incidents(ledger, until=job.run.started_at)
    first_seen = read_first_seen(job.store)
    for incident in incidents:
        if incident.status is not IncidentStatus.RESOLVED or incident.resolved_at is None:
            continue
        resolution = Resolution(incident.resolved_at, incident.resolved_in, told_evidence(incident))
        alike = read_alike(job.store, incident.case_ids, cluster_id=incident.cluster_id)
        sightings = [Sighting(one.case_id, one.model_version, one.started_at, one.loaded_at) for one in alike]
        case_ids = find_evidence(resolution, sightings, first_seen=first_seen)
        if case_ids:
            times = [one.started_at for one in alike if one.case_id in case_ids and one.started_at is not None]
            since = min(times).date() if times else night
            hits = len({case_id.rpartition("-")[0] for case_id in case_ids})
            alarm = AlarmRow(
                kind=AlarmKind.REGRESSION,
                subject_id=incident.incident_id,
                state=AlarmState.RAISED,
                since=since,
                nights=(night - since).days + 1,
                conversations=hits,
                total=_traffic_since(job.store, resolution),
            )
            yield Regression(incident, case_ids, alarm)


def _traffic_since(store: Store, resolution: Resolution) -> int:
    """Count the conversations in which the failure could have come back."""
    if resolution.version is None:
        return sum(read_version_totals(store, since=resolution.at).values())
    first_seen = read_first_seen(store)
    return sum(
        total
        for version, total in read_version_totals(store).items()
        if is_from(version, resolution.version, first_seen=first_seen, resolved_at=resolution.at)
    )


def _reopen(job: Job, regressions: list[Regression]) -> None:
    with open_ledger(job.settings.ledger) as ledger:
        for one in regressions:
            # Without a version nobody said what would be a relapse: then it is only told.
            if one.incident.resolved_in is not None:
                reopen_regressed(ledger, one.incident.incident_id, one.case_ids, actor=RUNNER)


def watch_command(config: ConfigOption = None) -> None:
    """Tell which clusters are new or rose above their usual rate, and reopen incidents that are back.

    Example: `monitor watch`
    """
    with open_job(read_settings(config)) as job, transaction(job.store):
        line = counts_line("watch", watch_rates(job))
    sys.stdout.write(line + "\n")


main = as_main(watch_command)

if __name__ == "__main__":
    sys.exit(main())
