"""Forty ways in which one line of a chat log can be bad, each by name, with how the reason for refusing it begins."""

import itertools
import json
import random
from collections.abc import Callable, Iterator

Line = Callable[[int], bytes]


def chat(number: int, **around: object) -> dict[str, object]:
    turns = [{"role": "user", "content": f"Question {number} – déjà vu?"}, {"role": "assistant", "content": "No."}]
    return {"id": f"c{number}", "messages": turns, **around}


def good_line(number: int) -> bytes:
    return json.dumps(chat(number), ensure_ascii=number % 2 == 0).encode()


def turned(*turns: object) -> Line:
    """Return a line whose messages are these."""
    return lambda number: json.dumps(chat(number) | {"messages": list(turns)}).encode()


def around(**fields: object) -> Line:
    return lambda number: json.dumps(chat(number, **fields)).encode()


def spliced(raw: bytes) -> Line:
    """Return a good line with one more field, as it is written here."""
    return lambda number: good_line(number)[:-1] + b', "more": ' + raw + b"}"


def always(raw: bytes) -> Line:
    return lambda _number: raw


USER = {"role": "user", "content": "Hello?"}
KINDS: dict[str, tuple[Line, str]] = {
    "cut in the middle": (lambda number: good_line(number)[:40], "not_json"),
    "without its last brace": (lambda number: good_line(number)[:-1], "not_json"),
    "without its first brace": (lambda number: good_line(number)[1:], "not_json"),
    "two objects on one line": (lambda number: good_line(number) * 2, "not_json"),
    "two objects parted by CR": (lambda number: good_line(number) + b"\r" + good_line(number), "not_json"),
    "a comma after the object": (lambda number: good_line(number) + b",", "not_json"),
    "a trailing comma inside": (lambda number: good_line(number)[:-1] + b",}", "not_json"),
    "single quotes": (lambda number: good_line(number).replace(b'"', b"'"), "not_json"),
    "a comment": (lambda number: good_line(number) + b" // seen", "not_json"),
    "keys without quotes": (lambda number: good_line(number).replace(b'"id"', b"id"), "not_json"),
    "a byte order mark inside the file": (lambda number: b"\xef\xbb\xbf" + good_line(number), "not_json"),
    "a raw tab in text": (spliced(b'"a\tb"'), "not_json"),
    "a raw NUL in text": (spliced(b'"a\0b"'), "not_json"),
    "nothing but zeros": (always(bytes(64)), "not_json"),
    "an unknown escape": (spliced(rb'"\x41"'), "not_json"),
    "a leading zero": (spliced(b"007"), "not_json"),
    "words of a log": (always(b"2026-11-02 WARN queue full"), "not_json"),
    "a CSV row": (always(b'"c1","user","Hello?"'), "not_json"),
    "UTF-16": (lambda number: json.dumps(chat(number)).encode("utf-16-be"), "not_json"),
    "an escaped NUL": (spliced(rb'"a\u0000b"'), "nul_character"),
    "half of an escaped pair": (spliced(rb'"\ud83d"'), "lone_surrogate"),
    "an escaped pair the wrong way round": (spliced(rb'"\ude00\ud83d"'), "lone_surrogate"),
    "a lone surrogate in a key": (spliced(rb'{"\udc00": 1}'), "lone_surrogate"),
    "Latin-1": (
        lambda number: json.dumps(chat(number), ensure_ascii=False).replace("–", "-").encode("latin-1"),
        "not_utf8",
    ),
    "a surrogate as CESU-8": (spliced(b'"\xed\xa0\xbd\xed\xb8\x80"'), "not_utf8"),
    "an overlong slash": (spliced(b'"\xc0\xaf"'), "not_utf8"),
    "a character beyond Unicode": (spliced(b'"\xf4\x90\x80\x80"'), "not_utf8"),
    "half a character": (spliced(b'"\xe2\x82"'), "not_utf8"),
    "a key twice": (spliced(b'{"a": 1, "a": 2}'), "duplicate_key"),
    "its messages twice": (lambda number: good_line(number)[:-1] + b', "messages": []}', "duplicate_key"),
    "NaN": (spliced(b"NaN"), "not_a_number"),
    "Infinity": (spliced(b"-Infinity"), "not_a_number"),
    "a number beyond floats": (spliced(b"1e999"), "not_a_number"),
    "a number of five thousand digits": (spliced(b"1" * 5_000), "not_a_number"),
    "a list": (always(b"[1, 2]"), "not_an_object"),
    "a text": (always(b'"hello"'), "not_an_object"),
    "null": (always(b"null"), "not_an_object"),
    "nested three hundred deep": (spliced(b"[" * 300 + b"]" * 300), "too_deep"),
    "nested a hundred thousand deep": (spliced(b"[" * 100_000 + b"]" * 100_000), "too_deep"),
    "no messages": (always(b'{"id": "c1"}'), "unusable_record: no 'messages'"),
    "an empty list of messages": (turned(), "unusable_record: no message has any text"),
    "messages without words": (turned(USER | {"content": " "}), "unusable_record: no message has any text"),
    "messages that are text": (
        lambda number: json.dumps(chat(number) | {"messages": "Hi"}).encode(),
        "unusable_record",
    ),
    "a message that is a number": (turned(USER, 5), "unusable_record: message 1 is 5"),
    "a message of no role": (turned({"content": "Hello?"}), "unusable_record: unknown role None"),
    "a message of an unknown role": (turned(USER | {"role": "parrot"}), "unusable_record: unknown role 'parrot'"),
    "a content that is a number": (turned(USER | {"content": 5}), "unusable_record: the content of message 0"),
    "a time that is none": (around(timestamp="yesterday"), "unusable_record: unreadable time"),
}


def malformed(lines: int, bad: int) -> Iterator[tuple[bytes, str | None]]:
    """Yield that many lines, `bad` of them of every kind in turn at chance places, with how the reason begins."""
    places = random.Random(5).sample(range(lines), bad)
    kinds = dict(zip(places, itertools.cycle(KINDS.values()), strict=False))
    for number in range(lines):
        line, reason = kinds.get(number, (good_line, None))
        yield line(number), reason
