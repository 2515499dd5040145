"""What was logged or reported becomes what we keep: with its permanent id, and without personal data."""

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from monitor.records import (
    Conversation,
    LoggedConversation,
    Message,
    Rejected,
    Report,
    Signal,
    SubmittedReport,
)
from monitor.redaction.redact import redact_texts

# Eighty bits: among a billion records two ids are alike once in two million times.
ID_LENGTH = 20
# Sixty-four bits tell users apart and fit a table cell.
USER_LENGTH = 16
# Fewer signs than this, spaces not counted, two people may well write by chance: "The bot lied to me about a refund".
LEAST_TELLING = 40
ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def admit_conversation(logged: LoggedConversation, *, key: bytes, region: str) -> Conversation:
    """Return the conversation as we keep it: its id fixed, then every text redacted and the user hashed.

    The id covers what was said, by whom, to what and when. It leaves out the file format, the language and the
    signals, so that a record which comes again, from elsewhere or with new feedback, is already known.
    """
    texts = [message.text for message in logged.messages]
    around = [logged.external_id, logged.model, logged.model_version, logged.surface, logged.language, logged.extra]
    redacted = _redact([*texts, *(signal.text for signal in logged.signals), *around], region)
    messages, rest = redacted[: len(texts)], redacted[len(texts) :]
    comments, (external_id, model, version, surface, language, extra) = rest[: -len(around)], rest[-len(around) :]
    return Conversation(
        conversation_id=identify_conversation(logged, key=key),
        messages=tuple(_with_text(*pair) for pair in zip(logged.messages, messages, strict=True)),
        format=logged.format,
        origin=logged.origin,
        external_id=external_id,
        user=identify_person(logged.user, key=key),
        model=model,
        model_version=version,
        surface=surface,
        language=language,
        started_at=logged.started_at,
        clock=logged.clock,
        signals=tuple(_with_comment(*pair) for pair in zip(logged.signals, comments, strict=True)),
        extra=extra,
    )


def admit_report(submitted: SubmittedReport, *, key: bytes, region: str) -> Report:
    """Return the report as we keep it: its id fixed, then every text redacted and the reporter hashed."""
    one = submitted
    texts = [one.text, one.title, one.external_id, one.channel, one.url, one.licence, one.language, one.severity]
    redacted = _redact([*texts, one.extra, *one.tags, *one.attachments], region)
    text, title, external_id, channel, url, licence, language, severity, extra = redacted[: len(texts) + 1]
    words = [word or "" for word in redacted[len(texts) + 1 :]]
    return Report(
        report_id=identify_report(submitted, key=key),
        text=text or "",
        format=one.format,
        channel=channel or "",
        title=title,
        external_id=external_id,
        reporter=identify_person(one.reporter, key=key),
        url=url,
        licence=licence,
        language=language,
        severity=severity,
        tags=tuple(words[: len(one.tags)]),
        attachments=tuple(words[len(one.tags) :]),
        reported_at=one.reported_at,
        extra=extra,
    )


def identify_sighting(submitted: SubmittedReport, *, key: bytes) -> str:
    """Return the id of one sighting of a report: the same words at the same place and time, by the same person."""
    one = submitted
    seen = [one.channel, one.url, one.external_id, one.reporter, _iso(one.reported_at), one.licence, one.severity]
    return _digest(["sighting", identify_report(submitted, key=key), *seen], key)[:ID_LENGTH]


def admit_rejected(rejected: Rejected, *, region: str) -> Rejected:
    """Return a rejected line as we keep it: what could not be read can hold personal data all the same."""
    raw = rejected.raw.decode("utf-8", errors="backslashreplace")
    reason, raw = redact_texts([rejected.reason, raw], region=region)
    return replace(rejected, reason=reason, raw=raw.encode())


def identify(record: LoggedConversation | SubmittedReport, *, key: bytes) -> tuple[str, str | None]:
    """Return the id that a record has for good, and the keyed hash of who had or told it."""
    if isinstance(record, LoggedConversation):
        return identify_conversation(record, key=key), identify_person(record.user, key=key)
    return identify_report(record, key=key), identify_person(record.reporter, key=key)


def identify_conversation(logged: LoggedConversation, *, key: bytes) -> str:
    """Return the id of a conversation, which covers what was said, by whom, to what and when."""
    turns = [[one.role, one.text, _iso(one.at), *_branch(one)] for one in logged.messages]
    said_to = [logged.external_id, logged.user, logged.model, logged.model_version, logged.surface]
    return _digest(["conversation", *said_to, _iso(logged.started_at), turns], key)[:ID_LENGTH]


def _branch(message: Message) -> list[int]:
    return [] if message.follows is None else [message.follows]


def identify_report(one: SubmittedReport, *, key: bytes) -> str:
    """Return the id of a report, which covers its words alone; only where those are too few, also who told it when.

    So a post that is told again elsewhere is one report.
    """
    words = _bare_words(one)
    around = [one.external_id, one.reporter, one.url, _iso(one.reported_at)] if len(words) < LEAST_TELLING else []
    return _digest(["report", words, *around], key)[:ID_LENGTH]


def _bare_words(one: SubmittedReport) -> str:
    """Return title and text without what changes from place to place: case, spaces, addresses, forms of letters."""
    title, text = (_bare(words) for words in (one.title or "", one.text))
    return text if text.startswith(title) else title + text


def _bare(words: str) -> str:
    folded = unicodedata.normalize("NFKC", ADDRESS.sub("", words)).casefold()
    return "".join(unicodedata.normalize("NFKC", folded).split())


def identify_person(name: str | None, *, key: bytes) -> str | None:
    """Return the keyed hash that stands for a person everywhere; None for nobody."""
    return None if name is None else _digest(["person", name], key)[:USER_LENGTH]


def _digest(content: Sequence[object], key: bytes) -> str:
    """Return the HMAC of a list as JSON, in which no two different lists read the same."""
    canonical = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    return hmac.new(key, canonical.encode("ascii"), hashlib.sha256).hexdigest()


def _redact(texts: Sequence[str | None], region: str) -> list[str | None]:
    """Redact the texts of one record together; what is unknown stays so."""
    redacted = iter(redact_texts([text for text in texts if text is not None], region=region))
    return [None if text is None else next(redacted) for text in texts]


def _with_text(message: Message, text: str | None) -> Message:
    return replace(message, text=text or "")


def _with_comment(signal: Signal, text: str | None) -> Signal:
    return replace(signal, text=text)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
