"""The report formats, each on files as its own tools write them."""

import json
from datetime import datetime

import pytest

from monitor.errors import SourceError
from monitor.sources import ReadOptions, find_format, read_source

AVID = {
    "data_type": "AVID",
    "data_version": "0.2",
    "metadata": {"report_id": "OUR-R1"},
    "affects": {"developer": ["Us"], "deployer": [], "artifacts": [{"type": "System", "name": "Aria"}]},
    "problemtype": {"classof": "LLM Evaluation", "type": "Issue", "description": {"lang": "eng", "value": "It lies"}},
    "references": [{"type": "source", "label": "x", "url": "https://our.test/1"}],
    "description": {"lang": "eng", "value": "It lies about refunds"},
    "impact": {
        "avid": {"risk_domain": ["Performance"], "sep_view": ["P0204: Accuracy"]},
        "cvss": {"baseSeverity": "HIGH"},
        "cwe": [{"cweId": "CWE-1"}],
    },
    "credit": [{"lang": "eng", "value": "Jo"}, {"lang": "eng", "value": "Al"}],
    "reported_date": "2026-11-09",
}
ATLAS = """---
id: OUR.CS1
name: Instructions recovered
object-type: case-study
summary: It was enough to ask.
incident-date: 2026-11-10
procedure:
- tactic: '{{reconnaissance.id}}'
  technique: '{{llm_prompt_extraction.id}}'
  description: They asked.
target: Aria
actor: A hobbyist
case-study-type: exercise
references:
- title: x
  url: https://our.test/2
"""


def test_a_report_form_as_csv_and_as_json_reads_the_same(read):
    cells = {
        "id": "r1",
        "title": "Odd",
        "text": "It lied",
        "reporter": "jo@mail.org",
        "channel": "app",
        "severity": "high",
        "tags": "refund; lie",
        "url": "https://our.test",
        "date": "2026-11-04T07:12:00Z",
    }
    (row,) = read(",".join(cells), "\n", ",".join(cells.values()), "\n")
    (line,) = read({**cells, "tags": ["refund", "lie"]})
    assert (row.record.format, line.record.format) == ("report_csv", "report_jsonl")
    for record in (row.record, line.record):
        assert (record.text, record.title, record.external_id, record.reporter) == (
            "It lied",
            "Odd",
            "r1",
            "jo@mail.org",
        )
        assert (record.channel, record.severity, record.tags) == ("app", "high", ("refund", "lie"))
        assert record.reported_at == datetime(2026, 11, 4, 7, 12)


def test_a_report_without_words_is_rejected(read):
    good, bad = read("title,message\n", "a,b\n", "c,\n")
    assert good.record.channel == "web form"
    assert bad.reason == "the report has no text"


@pytest.mark.parametrize("indent", [None, 4])
@pytest.mark.parametrize("wrap", [False, True])
def test_avid_reports_alone_and_in_arrays(read, indent, wrap):
    (row,) = read(json.dumps([AVID] if wrap else AVID, indent=indent))
    record = row.record
    assert (record.format, record.channel, record.external_id) == ("avid", "AVID", "OUR-R1")
    assert (record.title, record.text) == ("It lies", "It lies about refunds")
    assert (record.severity, record.language, record.reporter) == ("HIGH", "en", "Jo; Al")
    assert record.tags == ("LLM Evaluation", "Performance", "P0204: Accuracy", "CWE-1", "Aria")
    assert (record.url, record.reported_at) == ("https://our.test/1", datetime(2026, 11, 9))


def test_an_avid_vulnerability_without_extras_is_read(read):
    bare = {**AVID, "metadata": {"vuln_id": "OUR-V1"}, "impact": None, "credit": None, "references": []}
    del bare["reported_date"]
    record = read({**bare, "published_date": "2026-01-02"})[0].record
    assert (record.external_id, record.severity, record.reporter, record.url) == ("OUR-V1", None, None, None)
    assert record.reported_at == datetime(2026, 1, 2)


def test_an_atlas_case_study_tells_its_steps(read):
    record = read(ATLAS)[0].record
    assert (record.format, record.external_id, record.title) == ("atlas", "OUR.CS1", "Instructions recovered")
    assert record.text == "It was enough to ask.\n\nThey asked."
    assert record.tags == ("exercise", "Aria", "llm_prompt_extraction")
    assert (record.reporter, record.reported_at) == ("A hobbyist", datetime(2026, 11, 10))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: &x [1]\nb: *x\n", "aliases are not read"),
        ("a: !!python/object/apply:os.system ['true']\n", "not YAML"),
        ("a: [" + "[" * 100_000 + "\n", "more than 40 levels deep"),
        ("a: b: c\n", "not YAML"),
    ],
    ids=["alias", "object", "nesting", "syntax"],
)
def test_yaml_that_could_do_harm_is_refused(write, text, reason):
    with pytest.raises(SourceError, match=reason):
        list(read_source(write("object-type: case-study\n", text), options=ReadOptions()))


@pytest.mark.parametrize(
    "content", ['{"a": 1}\n', '[{"a": 1}]', "a,b\n1,2\n", "just words\n", "key: value\n", b"\x89PNG\r\n\x1a\n"]
)
def test_an_unknown_format_is_refused_with_the_known_ones(write, content):
    with pytest.raises(SourceError, match=r"delivered: .*unknown format.*; known formats: .*messages, "):
        find_format(write(content), options=ReadOptions())


def test_an_empty_file_is_refused(write):
    with pytest.raises(SourceError, match="empty_file: there is nothing in it"):
        find_format(write(" \n"), options=ReadOptions())
