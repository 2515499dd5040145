"""Times that are to be doubted: without a zone, from the future, or from before there was anything to log."""

import re
from datetime import date, datetime, time, timedelta

from monitor.taxonomy import Clock

# A log of the night may hold the first hours of the next day, in any time zone.
MOST_AHEAD = timedelta(days=2)
# No chatbot log is older; a clock that was never set says 1970, an empty field of some databases the year 1.
OLDEST_YEAR = 2000
# A zone stands behind a time of day; behind a date alone, `-01` is its day.
ZONED = re.compile(r"[0-9]:[0-9]{2}.*(?:[zZ]|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2}){0,2})$")


def lacks_zone(value: object) -> bool:
    """Whether a time of a log leaves open where on earth it was that time; numbers count from an instant and do not.

    >>> lacks_zone("2026-11-01T12:00:00"), lacks_zone("2026-11-01"), lacks_zone("2026-11-01T12:00:00+01:00")
    (True, True, False)
    """
    if isinstance(value, str):
        text = value.strip()
        return not ZONED.search(text) and not text.replace(".", "", 1).isdigit()
    return isinstance(value, date) and (not isinstance(value, datetime) or value.tzinfo is None)


def doubt_clock(started_at: datetime | None, clock: Clock | None, *, night: date) -> Clock | None:
    """Say why a time is to be doubted, given the night whose logs it came with.

    >>> doubt_clock(datetime(2099, 1, 1), None, night=date(2026, 11, 1))
    <Clock.AHEAD: 'ahead'>
    """
    if started_at is None:
        return None
    if started_at > datetime.combine(night, time.min) + MOST_AHEAD:
        return Clock.AHEAD
    return Clock.LONG_AGO if started_at.year < OLDEST_YEAR else clock
