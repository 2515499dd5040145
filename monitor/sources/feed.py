"""Reports in RSS and Atom feeds, from files that were downloaded before."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from monitor.errors import RecordError
from monitor.records import SubmittedReport
from monitor.sources.context import language_code, unread_fields
from monitor.sources.fields import mapping_field, mappings_in, show, text_field
from monitor.sources.markup import html_text
from monitor.sources.options import ReadOptions
from monitor.sources.strict_json import check_texts

# What is read below, and what the parser says a second time in another form.
READ = frozenset({
    "title", "title_detail", "content", "summary_detail", "id", "guidislink", "link", "links", "author", "authors",
    "author_detail", "tags", "published", "published_parsed", "updated", "updated_parsed", "rights",
    "rights_detail", "license", "language",
})  # fmt: skip
TIMES = ("published", "updated")


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row is an entry of a feed."""
    return isinstance(row.get("entry"), Mapping)


def read(row: Mapping[str, Any], _options: ReadOptions) -> SubmittedReport:
    """Read one entry: its content, or else its summary; raises RecordError if it has no words or no readable time.

    What the entry does not say of its language and licence, its feed says. Enclosures leave only their names.
    """
    entry, feed = mapping_field(row, "entry"), mapping_field(row, "feed")
    detail = mapping_field(entry, "title_detail")
    title = _words(detail)
    contents = [_words(one) for one in mappings_in(entry.get("content"))]
    summary = _words(entry.get("summary_detail"))
    text = "\n\n".join(words for words in contents if words) or summary or title
    if not text:
        raise RecordError("the entry has no text")
    read_too = ("summary",) if text == summary else ()
    report = SubmittedReport(
        text=text,
        format="feed",
        channel=f"feed {text_field(feed, 'title') or ''}".strip(),
        title=title,
        external_id=text_field(entry, "id"),
        reporter=text_field(entry, "author"),
        url=text_field(entry, "link"),
        licence=text_field(entry, "rights", "license") or text_field(feed, "rights", "license"),
        language=language_code(text_field(detail, "language") or text_field(feed, "language")),
        tags=tuple(dict.fromkeys(filter(None, (text_field(tag, "label", "term") for tag in _listed(entry, "tags"))))),
        attachments=tuple(_enclosures(entry)),
        reported_at=_time(entry),
        extra=unread_fields(entry, read={*READ, *read_too}),
    )
    check_texts([report.text, report.title, report.external_id, report.reporter, report.url, report.extra])
    return report


def _words(detail: object) -> str | None:
    detail = detail if isinstance(detail, Mapping) else {}
    value = text_field(detail, "value")
    if value is None:
        return None
    return (html_text(value) if "html" in str(detail.get("type")) else value.strip()) or None


def _listed(entry: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    return mappings_in(entry.get(name, []))


def _enclosures(entry: Mapping[str, Any]) -> Iterator[str]:
    for link in _listed(entry, "links"):
        if link.get("rel") == "enclosure":
            yield PurePosixPath(urlsplit(str(link.get("href"))).path).name or f"[{link.get('type')}]"


def _time(entry: Mapping[str, Any]) -> datetime | None:
    for name in TIMES:
        if name in entry:
            at = entry.get(f"{name}_parsed")
            if not isinstance(at, datetime):
                raise RecordError(f"unreadable time in {name!r}: {show(entry[name])}")
            return at
    return None
