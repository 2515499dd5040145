"""How well a taught detector does, in sentences that a person can weigh."""

from collections.abc import Iterator

from monitor.teaching.training import ORDINARY, Rate, TaughtQuality


def rate_words(rate: Rate) -> str:
    """Return a rate with its counts and interval; what nothing was there for is unknown.

    >>> rate_words(Rate(0, 0, None))
    'unknown'
    """
    if rate.value is None or rate.interval is None:
        return "unknown"
    low, high = rate.interval.low * 100, rate.interval.high * 100
    return f"{rate.value:.0%} ({low:.0f}–{high:.0f}), {rate.hits} of {rate.trials}"


def quality_lines(quality: TaughtQuality) -> Iterator[str]:
    """Yield what cross-validation found, with what it means."""
    yield (
        f"learned from {quality.positives} yes and {quality.negatives} no, of {quality.families} kinds"
        " (what is nearly the same, or of one conversation, is one)"
    )
    yield f"precision {rate_words(quality.precision)} of what it flagged among marks that it had not seen"
    yield f"recall {rate_words(quality.recall)} of the yes that it had not seen"
    yield (
        f"flags {rate_words(quality.false_alarms)} of responses that nobody marked: a sample of up to {ORDINARY},"
        " taken to be sound, weighs as much as the marks of no"
    )
    yield f"encodes {rate_words(quality.encoded)} of them: on the others its words are sure enough"
