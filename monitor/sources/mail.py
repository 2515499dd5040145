"""Reports that came by e-mail: mbox files and single .eml files."""

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.errors import InvalidBase64LengthDefect, MessageError
from email.message import EmailMessage, Message
from email.policy import default
from email.utils import parsedate_to_datetime
from typing import Any, cast

from monitor.errors import RecordError
from monitor.records import SubmittedReport
from monitor.sources.context import language_code, unread_fields
from monitor.sources.fields import parse_time, show
from monitor.sources.markup import html_text
from monitor.sources.options import ReadOptions
from monitor.sources.strict_json import check_texts

CHANNEL = "e-mail"
# The parser tries the boundary of every part around a line on each line; a mail of many replies has some twenty.
MOST_BOUNDARIES = 50
# Lines that may begin a part: 300,000 parts take half a minute.
MOST_PARTS = 10_000
# A header longer than this is none that a person wrote; one of 700 KB takes two minutes.
MOST_HEADER = 10_000
PARSED_HEADER = re.compile(rb"^content-[^\n]*+(?:\n[ \t][^\n]*+)*+", re.IGNORECASE | re.MULTILINE)
ENCODINGS = frozenset({"7bit", "8bit", "binary", "quoted-printable", "base64"})
# What Python can decode too and no mail is written in; some take very long.
NO_CHARSETS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"})
# Which mail this one answers, and on which list: what belongs together can be found by them.
KEPT_HEADERS = ("in-reply-to", "references", "list-id", "importance", "x-priority")
# What the standard library raises on headers and bodies that are not what they should be.
UNREADABLE = (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


@dataclass(slots=True)
class _Body:
    """The words of a mail, and the names of what was attached to it."""

    texts: list[str] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row is a mail."""
    return isinstance(row.get("mail"), bytes)


def read(row: Mapping[str, Any], _options: ReadOptions) -> SubmittedReport:
    """Read one mail: its subject and its text; plain text is preferred to HTML, attachments leave only their names.

    Addresses other than the sender's are left out. Raises RecordError if it has no words, if a part is not in the
    character set it names, or if it is built to take long.
    """
    raw: bytes = row["mail"]
    _refuse_bomb(raw)
    try:
        mail = message_from_bytes(raw, policy=default)
        report = _report(mail)
    except UNREADABLE as error:
        raise RecordError(f"not_mail: {show(str(error))}") from None
    check_texts([report.text, report.title, report.external_id, report.reporter, report.extra, *report.attachments])
    return report


def _refuse_bomb(raw: bytes) -> None:
    if any(len(found[0]) > MOST_HEADER for found in PARSED_HEADER.finditer(raw)):
        raise RecordError(f"not_mail: a content header of more than {MOST_HEADER} bytes")
    boundaries = raw.lower().count(b"boundary=")
    if boundaries > MOST_BOUNDARIES or (boundaries and raw.count(b"\n--") > MOST_PARTS):
        raise RecordError(f"not_mail: more than {MOST_PARTS} parts, or {MOST_BOUNDARIES} with parts of their own")


def _report(mail: EmailMessage) -> SubmittedReport:
    body = _Body()
    _gather(mail, body)
    text = "\n\n".join(text for text in body.texts if text.strip())
    subject = _header(mail, "subject")
    if not text and subject is None:
        raise RecordError("the mail has no text")
    return SubmittedReport(
        text=text or str(subject),
        format="mail",
        channel=CHANNEL,
        title=subject,
        external_id=_header(mail, "message-id"),
        reporter=_sender(mail),
        language=language_code(_header(mail, "content-language")),
        attachments=tuple(body.attachments),
        reported_at=_date(mail),
        extra=unread_fields({name: _header(mail, name) for name in KEPT_HEADERS}, read=()),
    )


def _gather(part: Message, body: _Body) -> None:
    kind = part.get_content_type()
    name = part.get_filename()
    if part.get_content_disposition() == "attachment" or name is not None or kind == "message/rfc822":
        body.attachments.append(name or f"[{kind}]")
    elif kind == "multipart/alternative":
        _gather_best(list(_parts(part)), body)
    elif part.is_multipart():
        for inner in _parts(part):
            _gather(inner, body)
    elif kind in ("text/plain", "text/html"):
        body.texts.append(_words(part, kind))
    else:
        body.attachments.append(f"[{kind}]")


def _gather_best(parts: list[Message], body: _Body) -> None:
    """Of the same words in several forms take the plain ones; a form without words is none."""
    forms = []
    for part in parts:
        form = _Body()
        _gather(part, form)
        forms.append((part.get_content_type() != "text/plain", form))
    worded = [one for one in forms if any(text.strip() for text in one[1].texts)]
    for _, form in sorted(worded, key=lambda one: one[0])[:1]:
        body.texts += form.texts
    for _, form in forms:
        body.attachments += form.attachments


def _parts(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    return (one for one in payload if isinstance(one, Message)) if isinstance(payload, list) else iter(())


def _words(part: Message, kind: str) -> str:
    payload = cast(bytes, part.get_payload(decode=True))
    encoding = str(part.get("content-transfer-encoding", "7bit")).strip().lower()
    if encoding not in ENCODINGS or any(isinstance(one, InvalidBase64LengthDefect) for one in part.defects):
        raise RecordError(f"not_text: a part of the mail is not in the encoding it names, {show(encoding)}")
    # A part that names no character set is ASCII, of which UTF-8 is the strict extension.
    charset = part.get_content_charset() or "utf-8"
    try:
        text = payload.decode(charset) if codecs.lookup(charset).name not in NO_CHARSETS else None
    except (UnicodeDecodeError, LookupError):
        text = None
    if text is None:
        raise RecordError(f"not_text: a part of the mail is not in the character set it names, {charset!r}")
    return html_text(text) if kind == "text/html" else text.replace("\r\n", "\n").strip()


def _header(mail: EmailMessage, name: str) -> str | None:
    for found, value in mail.raw_items():
        if found.lower() == name:
            if len(value) > MOST_HEADER:
                raise RecordError(f"not_mail: a header {name!r} of more than {MOST_HEADER} characters")
            # Raises UnicodeDecodeError for raw bytes that are not UTF-8.
            str(value).encode("utf-8", "surrogateescape").decode("utf-8")
    words = str(mail.get(name, "")).strip()
    # What the library writes for what it cannot decode.
    if "\ufffd" in words:
        raise RecordError(f"not_text: the header {name!r} is not in the character set it names")
    return words or None


def _sender(mail: EmailMessage) -> str | None:
    written = _header(mail, "from")
    addresses = [one.addr_spec for one in getattr(mail["from"], "addresses", ()) if one.addr_spec.strip("<>@")]
    return addresses[0] if addresses else written


def _date(mail: EmailMessage) -> datetime | None:
    written = _header(mail, "date")
    if written is None:
        return None
    try:
        return parse_time(parsedate_to_datetime(written))
    except (ValueError, TypeError, OverflowError):
        raise RecordError(f"unreadable time in 'date': {show(written)}") from None
