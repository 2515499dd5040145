"""What a chat log says around its messages, under the many names that logs use for it."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from monitor.errors import RecordError
from monitor.records import START, LoggedConversation, Message, Signal
from monitor.sources.clocks import lacks_zone
from monitor.sources.fields import first_present, name_field, time_field
from monitor.sources.signals import SIGNAL_FIELDS, find_signals, unread_signals
from monitor.taxonomy import Clock

EXTERNAL_IDS = ("conversation_id", "conversation_hash", "custom_id", "id", "session_id", "thread_id")
USERS = ("user_id", "user", "safety_identifier", "hashed_ip")
MODELS = ("model", "model_name")
SURFACES = ("surface", "product_surface", "product", "channel", "app")
LANGUAGES = ("language", "lang", "locale")
TIMES = ("started_at", "timestamp", "created_at", "created", "time", "date")

# Datasets name languages in words or in three letters; we store the two letters of ISO 639-1.
LANGUAGE_CODES = {
    "english": "en", "eng": "en", "german": "de", "deutsch": "de", "deu": "de", "ger": "de", "french": "fr",
    "fra": "fr", "spanish": "es", "spa": "es", "italian": "it", "ita": "it", "portuguese": "pt", "por": "pt",
    "chinese": "zh", "zho": "zh", "russian": "ru", "rus": "ru", "japanese": "ja", "jpn": "ja", "korean": "ko",
    "kor": "ko", "turkish": "tr", "arabic": "ar", "dutch": "nl", "polish": "pl", "ukrainian": "uk",
    "vietnamese": "vi", "indonesian": "id", "swedish": "sv", "danish": "da", "norwegian": "no", "finnish": "fi",
    "czech": "cs", "greek": "el", "hungarian": "hu", "hindi": "hi", "hebrew": "he", "persian": "fa",
}  # fmt: skip


# Of several names for one thing the first that is there is read; users apart, the others are kept as extra.
FIRST_OF = (EXTERNAL_IDS, MODELS, SURFACES, LANGUAGES, TIMES)
GROUP_OF = {name: number for number, names in enumerate(FIRST_OF) for name in names}
# A model reads no more turns than this at once; a log of more is a mistake, or meant to choke us.
MOST_MESSAGES = 20_000
# What `build_conversation` reads by itself; anything else that a row holds is kept as extra.
READ_HERE = frozenset({*EXTERNAL_IDS, *USERS, *MODELS, *SURFACES, *LANGUAGES, *TIMES, "model_version"} | SIGNAL_FIELDS)


def build_conversation(
    row: Mapping[str, Any],
    messages: tuple[Message, ...],
    *,
    format: str,
    read: Collection[str],
    signals: tuple[Signal, ...] = (),
) -> LoggedConversation:
    """Put messages together with what `row`, or the `metadata` in it, says about them.

    `read` names the fields of `row` that the reader has read itself; fields that nobody reads are kept as extra.
    Raises RecordError if no message has words, if there are too many, if one follows what comes after it, or if a
    field is there but unreadable.
    """
    _check_messages(messages)
    around = _flatten(row)
    when = first_present(around, *TIMES)
    return LoggedConversation(
        messages=messages,
        format=format,
        external_id=name_field(around, *EXTERNAL_IDS),
        user=name_field(around, *USERS),
        model=name_field(around, *MODELS),
        model_version=name_field(around, "model_version"),
        surface=name_field(around, *SURFACES),
        language=language_code(name_field(around, *LANGUAGES)),
        started_at=time_field(around, *TIMES) or next((message.at for message in messages if message.at), None),
        clock=Clock.NO_ZONE if when is not None and lacks_zone(when[1]) else None,
        signals=(*find_signals(around), *signals),
        extra=extra_fields(around, read=read),
    )


def extra_fields(row: Mapping[str, Any], *, read: Collection[str]) -> str | None:
    """Return the fields of a row that nobody reads, as a JSON object with sorted names, or None if there are none.

    >>> extra_fields({"model": "m", "messages": [], "region": "eu"}, read=["messages"])
    '{"region": "eu"}'
    """
    groups = [GROUP_OF[name] for name in row if name in GROUP_OF]
    second: Collection[str] = () if len(set(groups)) == len(groups) else _second_names(row)
    kept = {*second, *unread_signals(row)} if not SIGNAL_FIELDS.isdisjoint(row) else second
    return unread_fields({name: row[name] for name in row if name not in READ_HERE or name in kept}, read=read)


def unread_fields(row: Mapping[str, Any], *, read: Collection[str]) -> str | None:
    """Return every field of a row but those that its reader reads; like `extra_fields`, for what is no chat log."""
    kept = {name: value for name, value in row.items() if name not in read and not _is_empty(value)}
    if not kept:
        return None
    try:
        return json.dumps(kept, ensure_ascii=False, sort_keys=True, default=str, allow_nan=False)
    except ValueError:
        raise RecordError(f"no number in one of: {', '.join(sorted(kept))}") from None


def _second_names(row: Mapping[str, Any]) -> set[str]:
    """Return the names of a row that say once more what another, which is read, says already."""
    read = [found[0] for names in FIRST_OF if (found := first_present(row, *names))]
    return {name for name in row if name in GROUP_OF and name not in read}


def _flatten(row: Mapping[str, Any]) -> dict[str, Any]:
    """Put what is in the metadata of a row beside what is in the row, which wins; the other of the two stays, too."""
    around = {name: value for name, value in row.items() if value is not None}
    metadata = row.get("metadata")
    if isinstance(metadata, Mapping):
        del around["metadata"]
        for name, value in metadata.items():
            if around.setdefault(name, value) != value and name not in USERS:
                around[f"metadata.{name}"] = value
    return around


def _is_empty(value: object) -> bool:
    # Tables write an absent number as one that is not equal to itself.
    return value is None or value in ("", [], {}) or value != value


def _check_messages(messages: Sequence[Message]) -> None:
    if len(messages) > MOST_MESSAGES:
        raise RecordError(f"too_many_messages: {len(messages)}, at most {MOST_MESSAGES} are read")
    if not any(message.text.strip() for message in messages):
        raise RecordError("no message has any text")
    for index, message in enumerate(messages):
        if message.follows is not None and not START <= message.follows < index:
            raise RecordError(f"message {index} follows message {message.follows}, which does not come before it")


def language_code(name: str | None) -> str | None:
    """Return a language's two letters where we know them, else what the log calls it.

    >>> language_code("English"), language_code("de_AT"), language_code("tlh")
    ('en', 'de-at', 'tlh')
    """
    if name is None:
        return None
    code = name.strip().lower().replace("_", "-")
    return LANGUAGE_CODES.get(code, code)
