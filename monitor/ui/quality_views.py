"""How far to trust a count, in a sentence for the tooltip beside it."""

from collections.abc import Sequence
from functools import cache

from monitor.detectors import DETECTORS, Detector
from monitor.detectors.quality import Estimate, Measurement, read_quality
from monitor.taxonomy import Failure, Outcome, label

# A tooltip holds a few lines; the page of quality has them all.
MOST_SOURCES = 3
MORE = "More on the page Quality."
NOBODY_MISSED = "What no detector flagged, nobody has looked at: more may have failed."

Measured = Sequence[Measurement]


@cache
def measurements() -> tuple[Measurement, ...]:
    """Return what was measured of the detectors that ship."""
    return read_quality()


def measured(detector: Detector, known: Measured | None = None) -> list[Measurement]:
    """Return what is known of a detector at its version where something truly failed, the largest source first."""
    table = measurements() if known is None else known
    found = (one for one in table if (one.detector, one.version) == (detector.name, detector.version) and one.positives)
    return sorted(found, key=lambda one: (-one.positives, one.source))


def measured_on_sound(detector: Detector) -> Measurement | None:
    """Return what a detector flagged at its version of answers that are taken to be sound, or None."""
    sound = (one for one in measurements() if not one.positives)
    return next((one for one in sound if (one.detector, one.version) == (detector.name, detector.version)), None)


def quality_hint(
    failure: str | None = None, *, outcome: Outcome = Outcome.SUCCESS, known: Measured | None = None
) -> str:
    """Say how far to trust a count of this failure, or of all; `known` is by default what was measured and ships.

    The words are ours and names are plain, so that a tooltip, which reads Markdown, finds none.

    >>> "its quality is unknown, nobody has measured it" in quality_hint("bias", known=())
    True
    """
    chosen = [one for one in DETECTORS if one.outcome is outcome and failure in (None, one.failure)]
    if not chosen:
        return "Nobody measured this; what people told is counted as they told it."
    lines = _overview(chosen, known) if len(chosen) > 1 else _in_full(chosen[0], measured(chosen[0], known))
    return "\n\n".join([*lines, NOBODY_MISSED, MORE])


def quality_hints() -> dict[str, str]:
    """Return for each failure what a chart says of its detector, on one line."""
    finders = [one for one in DETECTORS if one.outcome is Outcome.SUCCESS]
    return {
        str(failure): " ".join(_in_short(one, measured(one)) for one in finders if one.failure is failure)
        for failure in Failure
    }


def percent(found: Estimate | None) -> str:
    """Return an estimate with its bounds as a person reads it; what cannot be known is unknown.

    >>> percent(Estimate(0.914, 0.9, 0.932)), percent(None)
    ('91 % (90–93)', 'unknown')
    """
    return "unknown" if found is None else f"{found.value * 100:.0f} % ({found.low * 100:.0f}–{found.high * 100:.0f})"


def decimal(found: Estimate | None) -> str:
    """Return an estimate that is no share with its bounds.

    >>> decimal(Estimate(0.914, 0.9, 0.932))
    '.91 (.90–.93)'
    """
    if found is None:
        return "unknown"
    value, low, high = (f"{one:.2f}".removeprefix("0") for one in (found.value, found.low, found.high))
    return f"{value} ({low}–{high})"


def languages_of(found: Measured) -> str:
    """Name the languages that measurements were made in."""
    return ", ".join(sorted({language for one in found for language in one.languages}))


def _overview(detectors: Sequence[Detector], known: Measured | None) -> list[str]:
    """Return a line for each detector, the unknown ones together: a tooltip is cut where the screen ends."""
    unknown = [label(one.name) for one in detectors if not measured(one, known)]
    lines = [_in_short(one, found) for one in detectors if (found := measured(one, known))]
    return [*lines, f"Quality unknown: {', '.join(unknown)}."] if unknown else lines


def _in_short(detector: Detector, found: Measured) -> str:
    if not found:
        return f"{label(detector.name)}: quality unknown."
    weak = " Weak." if any(one.is_weak for one in found) else ""
    precision, source = found[0].precision, found[0].source
    right = "nothing was flagged" if precision is None else f"{percent(precision)} of what is flagged is right"
    return f"{label(detector.name)}: {right}, on {source}.{weak}"


def _in_full(detector: Detector, found: Measured) -> list[str]:
    opening = f"{label(detector.name)}, version {detector.version}:"
    if not found:
        return [f"{opening} its quality is unknown, nobody has measured it."]
    figures = [
        f"{one.source}: {percent(one.precision)} right, {percent(one.recall)} found, of {one.rows:,} responses."
        for one in found[:MOST_SOURCES]
    ]
    weak = [one.source for one in found if one.is_weak]
    return [
        f"{opening} how much of what it flags is right, and how much of what is there it finds.",
        *figures,
        *([f"Weak on {', '.join(weak)}: check each."] if weak else []),
        f"Measured in {languages_of(found)}; in other languages its quality is unknown.",
    ]
