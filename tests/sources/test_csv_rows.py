"""CSV as people and programs write it, well and badly."""

from monitor.records import Rejected
from monitor.sources import ReadOptions, find_format, read_source


def test_bad_csv_rows_are_rejected_at_their_place_and_the_rest_is_read(read):
    rows = read(
        "\ufeffprompt,response\r\n",
        'good,"two\r\nlines"\r\n\r\n',
        "too,many,cells\r\n",
        b'"bad \xff\r\nquoted",x\r\n',
        'a,"b"c\r\n',
        ",\r\n",
        "last,row\r\n",
        'open,"quote\r\n',
    )
    assert [row.reason if isinstance(row, Rejected) else row.record.messages[1].text for row in rows] == [
        "two\r\nlines",
        "not_csv: 3 cells below 2 columns",
        "not_utf8: the row holds bytes that are not UTF-8; convert the file to UTF-8",
        "not_csv: ',' expected after '\"'",
        "no message has any text",
        "row",
        "not_csv: unexpected end of data",
    ]
    assert [(row.offset, row.line) for row in rows[:4]] == [(20, 2), (41, 5), (57, 6), (76, 8)]


def test_a_quote_that_never_closes_takes_one_bounded_row(read):
    rows = read("prompt,response\n", 'a,"', "x\n" * 2_000, "b,c\n", max_line_bytes=1_000)
    assert rows[0].reason.startswith("line_too_long: a row of more than 1000 bytes")
    assert rows[-1].record.messages[1].text == "c"


def test_a_csv_header_alone_is_an_empty_log(write):
    path = write("prompt,response\n")
    assert find_format(path, options=ReadOptions()) == "table"
    assert list(read_source(path, options=ReadOptions())) == []
