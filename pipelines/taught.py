"""The detectors that a team taught, as a run uses them."""

from dataclasses import dataclass

from monitor.errors import TeachingError
from monitor.ledger import open_ledger
from monitor.records import RunNote
from monitor.taxonomy import NoteKind, Outcome
from monitor.teaching.taught import PREFIX, TaughtDetector
from monitor.triage.taught_states import TaughtState, read_all_taught
from monitor.triage.trainings import School, find_switched_on
from monitor.warehouse.detections import DetectorVersion
from pipelines.job import Job


@dataclass(frozen=True, slots=True)
class SwitchedOn:
    """The taught detectors that are switched on; of one that cannot be learned any more, only what it was."""

    versions: tuple[DetectorVersion, ...]
    detectors: tuple[TaughtDetector, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What signs their detections."""
        return tuple(one.detector for one in self.versions)


def load_taught(job: Job) -> SwitchedOn:
    """Return the taught detectors that are switched on; one that cannot be learned is told at the end of the run."""
    with open_ledger(job.settings.ledger) as ledger:
        states = [one for one in read_all_taught(ledger, before=job.as_of).values() if one.active is not None]
    # Loading the encoder costs seconds: not without need.
    found = list(find_switched_on(School(job.store, job.packaged, job.settings.learned), states)) if states else []
    detectors = tuple(one for _, one in found if isinstance(one, TaughtDetector))
    # Not kept with the run: a night that brings nothing else must leave nothing.
    notes = [
        RunNote(NoteKind.UNTAUGHT, PREFIX + state.slug, f"it did not look: {one}")
        for state, one in found
        if isinstance(one, TeachingError)
    ]
    job.problems.extend(notes)
    return SwitchedOn(tuple(map(_version, states)), detectors)


def _version(state: TaughtState) -> DetectorVersion:
    return DetectorVersion(PREFIX + state.slug, str(state.active), state.failure, Outcome.SUCCESS)
