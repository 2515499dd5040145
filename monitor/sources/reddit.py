"""Posts and comments on Reddit: listings of its API, and dumps of one post or comment per line."""

import html
from collections.abc import Iterator, Mapping
from typing import Any

from monitor.errors import RecordError
from monitor.records import PassedOver, SubmittedReport
from monitor.sources.context import unread_fields
from monitor.sources.fields import mapping_field, mappings_in, text_field, time_field
from monitor.sources.options import ReadOptions

SITE = "https://www.reddit.com"
# What stands where words were.
GONE = frozenset({"[deleted]", "[removed]"})
READ = frozenset({
    "id", "name", "title", "selftext", "body", "author", "subreddit", "created_utc", "created", "permalink", "url",
    "replies", "link_flair_text", "kind", "selftext_html", "body_html", "subreddit_name_prefixed",
})  # fmt: skip


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row is a listing, a thing of one, or a post or comment of a dump."""
    is_dumped = "subreddit" in row and "author" in row and not {"selftext", "body"}.isdisjoint(row)
    return is_dumped or (isinstance(row.get("data"), Mapping) and row.get("kind") in ("Listing", "t1", "t3"))


def split(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Take a listing apart into its posts and comments, the replies below them too, in the order they are shown."""
    if "kind" not in row:
        yield row
        return
    waiting = [row]
    while waiting:
        thing = waiting.pop()
        inside = mapping_field(thing, "data")
        children = list(mappings_in(inside.get("children", []))) if thing.get("kind") == "Listing" else []
        if not children:
            yield {**inside, "kind": thing.get("kind")}
        waiting += [*reversed(children), *mappings_in(inside.get("replies") or [])]


def read(row: Mapping[str, Any], _options: ReadOptions) -> SubmittedReport | PassedOver:
    """Read one post or comment; what is gone from the site is passed over. Raises RecordError if there are no words."""
    kind = row.get("kind")
    if kind in ("Listing", "more"):
        return PassedOver("an empty listing" if kind == "Listing" else "replies that the listing does not hold")
    title, body = text_field(row, "title"), text_field(row, "selftext", "body")
    if body in GONE:
        return PassedOver("a post that was removed")
    text = body or title
    if text is None:
        raise RecordError("the post has no text")
    link, permalink = text_field(row, "url"), text_field(row, "permalink")
    author = text_field(row, "author")
    return SubmittedReport(
        # The API writes the three signs of markup as entities.
        text=html.unescape(text),
        format="reddit",
        channel=f"Reddit r/{text_field(row, 'subreddit') or 'unknown'}",
        title=None if title is None else html.unescape(title),
        external_id=text_field(row, "name", "id"),
        reporter=None if author in GONE else author,
        url=link if permalink is None else f"{SITE}{permalink}",
        tags=tuple(filter(None, [text_field(row, "link_flair_text")])),
        reported_at=time_field(row, "created_utc", "created"),
        extra=unread_fields(row if permalink is None else {**row, "links_to": link}, read=READ),
    )
