"""Stories and comments on Hacker News: Algolia's search results and items, and Firebase's items."""

from collections.abc import Iterator, Mapping
from typing import Any

from monitor.errors import RecordError
from monitor.records import PassedOver, SubmittedReport
from monitor.sources.context import unread_fields
from monitor.sources.fields import mappings_in, text_field, time_field
from monitor.sources.markup import html_text
from monitor.sources.options import ReadOptions

CHANNEL = "Hacker News"
PAGE = "https://news.ycombinator.com/item?id="
KINDS = frozenset({"story", "comment", "job", "poll", "pollopt"})
READ = frozenset({
    "id", "objectID", "type", "title", "text", "story_text", "comment_text", "author", "by", "url", "created_at",
    "created_at_i", "time", "children", "_highlightResult", "updated_at",
})  # fmt: skip


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row is a page of hits, a hit, or an item."""
    if isinstance(row.get("hits"), list):
        return row.keys() >= {"nbHits", "hits"} or any("objectID" in hit for hit in mappings_in(row["hits"]))
    is_hit = "objectID" in row and "created_at_i" in row
    return is_hit or (row.get("type") in KINDS and "id" in row and not {"by", "author", "time"}.isdisjoint(row))


def split(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Take a page of hits apart, and an item into itself and the comments below it."""
    waiting = list(mappings_in(row["hits"])) if "hits" in row else [row]
    if not waiting:
        yield row
    waiting.reverse()
    while waiting:
        one = waiting.pop()
        yield one
        # Algolia's hits name their children by number, its items hold them.
        waiting += reversed(list(mappings_in(one.get("children", []))))


def read(row: Mapping[str, Any], _options: ReadOptions) -> SubmittedReport | PassedOver:
    """Read one story or comment; what is gone from the site is passed over. Raises RecordError if it has no words."""
    if "hits" in row:
        return PassedOver("a page without hits")
    if row.get("deleted") or row.get("dead"):
        return PassedOver("a post that was removed")
    title = text_field(row, "title")
    words = text_field(row, "text", "story_text", "comment_text")
    text = html_text(words or title or "")
    if not text:
        raise RecordError("the post has no text")
    number = text_field(row, "objectID", "id")
    link = text_field(row, "url")
    return SubmittedReport(
        text=text,
        format="hacker_news",
        channel=CHANNEL,
        title=None if title is None else html_text(title),
        external_id=number,
        reporter=text_field(row, "author", "by"),
        url=link if number is None else f"{PAGE}{number}",
        reported_at=time_field(row, "created_at_i", "time", "created_at"),
        extra=unread_fields({**row, "links_to": link}, read=READ),
    )
