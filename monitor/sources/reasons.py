"""Why a part of a file, or a whole file, was not taken: one code word for each kind of reason, before its colon."""

from enum import StrEnum


class Code(StrEnum):
    """How every reason begins: what a person can count, filter and look up."""

    # Of one part of a file.
    LINE_TOO_LONG = "line_too_long"
    TOO_DEEP = "too_deep"
    TOO_MANY_VALUES = "too_many_values"
    TOO_MANY_MESSAGES = "too_many_messages"
    TOO_MANY_PARTS = "too_many_parts"
    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    NOT_CSV = "not_csv"
    NOT_SSE = "not_sse"
    NOT_MAIL = "not_mail"
    NOT_TEXT = "not_text"
    NOT_A_NUMBER = "not_a_number"
    NOT_AN_OBJECT = "not_an_object"
    DUPLICATE_KEY = "duplicate_key"
    LONE_SURROGATE = "lone_surrogate"
    NUL_CHARACTER = "nul_character"
    UNREADABLE_ROW = "unreadable_row"
    REQUEST_MISSING = "request_missing"
    REQUEST_AMBIGUOUS = "request_ambiguous"
    REDACTION_FAILED = "redaction_failed"
    # What its reader says in a sentence of its own: the part is sound, and no record of its format.
    UNUSABLE_RECORD = "unusable_record"
    # Of a whole file.
    EMPTY_FILE = "empty_file"
    UNKNOWN_FORMAT = "unknown_format"
    WRONG_ENCODING = "wrong_encoding"
    WRONG_LINE_ENDS = "wrong_line_ends"
    PACKED_OTHERWISE = "packed_otherwise"
    NO_CHECKSUM = "no_checksum"
    DAMAGED = "damaged"
    UNPACKS_TO_TOO_MUCH = "unpacks_to_too_much"
    NOT_REGULAR = "not_regular"


CODES = frozenset(Code)


def with_code(reason: str) -> str:
    """Return a reason with its code word before it; a sentence that has none is a reader's own.

    >>> with_code("not_csv: 3 cells below 2 columns"), with_code("no message has any text")
    ('not_csv: 3 cells below 2 columns', 'unusable_record: no message has any text')
    """
    return reason if reason.partition(":")[0] in CODES else f"{Code.UNUSABLE_RECORD}: {reason}"
