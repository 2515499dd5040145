"""What a chat log says around its messages, under the many names that logs use for it."""

from collections.abc import Mapping
from typing import Any

from monitor.errors import RecordError
from monitor.records import LoggedConversation, Message, Signal
from monitor.sources.fields import mapping_field, text_field, time_field
from monitor.sources.signals import find_signals

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


def build_conversation(
    row: Mapping[str, Any], messages: tuple[Message, ...], *, format: str, signals: tuple[Signal, ...] = ()
) -> LoggedConversation:
    """Put messages together with what `row`, or the `metadata` in it, says about them.

    Raises RecordError if no message has words, or if a field is there but unreadable.
    """
    if not any(message.text.strip() for message in messages):
        raise RecordError("no message has any text")
    around = {**mapping_field(row, "metadata"), **{name: value for name, value in row.items() if value is not None}}
    return LoggedConversation(
        messages=messages,
        format=format,
        external_id=text_field(around, *EXTERNAL_IDS),
        user=text_field(around, *USERS),
        model=text_field(around, *MODELS),
        model_version=text_field(around, "model_version"),
        surface=text_field(around, *SURFACES),
        language=language_code(text_field(around, *LANGUAGES)),
        started_at=time_field(around, *TIMES) or next((message.at for message in messages if message.at), None),
        signals=(*find_signals(around), *signals),
    )


def language_code(name: str | None) -> str | None:
    """Return a language's two letters where we know them, else what the log calls it.

    >>> language_code("English"), language_code("de-AT"), language_code("tlh")
    ('en', 'de-at', 'tlh')
    """
    return None if name is None else LANGUAGE_CODES.get(name.strip().lower(), name.strip().lower())
