"""Posts on X: the `tweets.js` of a downloaded archive, and answers of its API, version 2."""

import html
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from monitor.errors import RecordError
from monitor.records import PassedOver, SubmittedReport
from monitor.sources.context import language_code, unread_fields
from monitor.sources.fields import mapping_field, mappings_in, parse_time, show, text_field, time_field
from monitor.sources.options import ReadOptions

CHANNEL = "X"
# The address of a post whoever wrote it.
PAGE = "https://x.com/i/status/"
# One of these beside an id and a text tells a post of the API.
TELLING = {"author_id", "edit_history_tweet_ids", "public_metrics", "conversation_id"}
READ = frozenset({
    "id", "id_str", "text", "full_text", "note_tweet", "created_at", "author_id", "user", "lang", "attachments",
})  # fmt: skip


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row is a post of an archive or a page of the API."""
    if "tweet" in row or "data" in row:
        return any(_is_post(post) for post in mappings_in(row.get("tweet", row.get("data"))))
    return _is_post(row)


def split(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Take a page of the API apart into its posts, each with who wrote it and what was attached."""
    if "tweet" in row:
        yield mapping_field(row, "tweet")
        return
    includes = mapping_field(row, "includes")
    names = {user.get("id"): user.get("username") for user in mappings_in(includes.get("users", []))}
    media = {one.get("media_key"): one for one in mappings_in(includes.get("media", []))}
    posts = list(mappings_in(row["data"])) if "data" in row else []
    for post in posts:
        keys = mapping_field(post, "attachments").get("media_keys") or []
        yield {**post, "user": names.get(post.get("author_id")), "media": [media.get(key, {}) for key in keys]}
    if not posts:
        yield row


def read(row: Mapping[str, Any], _options: ReadOptions) -> SubmittedReport | PassedOver:
    """Read one post; a page that says it has none is passed over. Raises RecordError if there are no words."""
    if mapping_field(row, "meta").get("result_count") == 0:
        return PassedOver("a page without posts")
    text = text_field(mapping_field(row, "note_tweet"), "text") or text_field(row, "full_text", "text")
    number = text_field(row, "id_str", "id")
    if text is None or number is None:
        raise RecordError("the post has no text or no id")
    return SubmittedReport(
        # X writes the three signs of markup as entities, in the archive and in the API.
        text=html.unescape(text),
        format="x_archive",
        channel=CHANNEL,
        external_id=number,
        reporter=text_field(row, "user", "author_id"),
        url=f"{PAGE}{number}",
        language=language_code(text_field(row, "lang")),
        tags=tuple(filter(None, (text_field(tag, "text", "tag") for tag in _entities(row, "hashtags")))),
        attachments=tuple(_media(row)),
        reported_at=_time(row),
        extra=unread_fields(row, read={*READ, "media", "extended_entities"}),
    )


def _is_post(row: Mapping[str, Any]) -> bool:
    return ("full_text" in row and "id_str" in row) or ("text" in row and "id" in row and not TELLING.isdisjoint(row))


def _entities(row: Mapping[str, Any], kind: str) -> Iterator[Mapping[str, Any]]:
    return mappings_in(mapping_field(row, "entities").get(kind, []))


def _media(row: Mapping[str, Any]) -> Iterator[str]:
    archived = mapping_field(row, "extended_entities").get("media") or mapping_field(row, "entities").get("media")
    for one in mappings_in(row.get("media") or archived or []):
        address = text_field(one, "media_url_https", "media_url", "url") or ""
        yield PurePosixPath(address).name or f"[{one.get('type', 'media')}]"


def _time(row: Mapping[str, Any]) -> datetime | None:
    written = row.get("created_at")
    if isinstance(written, str) and written[:1].isalpha():
        try:
            return parse_time(datetime.strptime(written, "%a %b %d %H:%M:%S %z %Y"))
        except ValueError:
            raise RecordError(f"unreadable time in 'created_at': {show(written)}") from None
    return time_field(row, "created_at")
