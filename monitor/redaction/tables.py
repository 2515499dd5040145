"""Tables in a text: which cells stand under a heading that says what they hold."""

import re
from collections.abc import Collection, Iterator

SEPARATORS = ("|", "\t", ";", ",")
# A heading is short; a sentence with commas is none.
LONGEST_HEADING = 30
PADDING = " \t\"'*"
RULE_LINE = re.compile(r"[\s|:+-]*")


def find_cells(text: str, headings: Collection[str]) -> Iterator[tuple[int, int]]:
    r"""Yield the places of the cells under any of these headings (in lower case), row by row.

    A table is a line of short headings and the lines after it that have as many separators.

    >>> text = "id,born\n7,1970-01-02"
    >>> [text[start:end] for start, end in find_cells(text, {"born"})]
    ['1970-01-02']
    """
    separator, columns, count, start = "", frozenset[int](), 0, 0
    for line in text.splitlines(keepends=True):
        if columns and line.count(separator) == count:
            if not RULE_LINE.fullmatch(line):
                yield from _cells(line, separator, columns, start)
        else:
            separator = next((one for one in SEPARATORS if one in line), "")
            count = line.count(separator) if separator else 0
            columns = _columns(line, separator, headings)
        start += len(line)


def _columns(line: str, separator: str, headings: Collection[str]) -> frozenset[int]:
    cells = [cell.strip().strip(PADDING).lower() for cell in line.split(separator)] if separator else []
    if any(len(cell) > LONGEST_HEADING for cell in cells):
        return frozenset()
    return frozenset(place for place, cell in enumerate(cells) if cell in headings)


def _cells(line: str, separator: str, columns: frozenset[int], start: int) -> Iterator[tuple[int, int]]:
    for place, cell in enumerate(line.split(separator)):
        content = cell.strip().strip(PADDING)
        if place in columns and content:
            at = start + cell.index(content)
            yield at, at + len(content)
        start += len(cell) + len(separator)
