"""Public incident databases: their own tables, and what a package brings along."""

import csv
import io
import json
from datetime import datetime

import pytest

from monitor.errors import SourceError
from pipelines.public import write_public

REPORT = {
    "_id": "5f",
    "authors": "Jo Ox, Al",
    "date_downloaded": "2026-11-04",
    "date_modified": "2026-11-05T00:00:00Z",
    "date_published": "2026-11-02T00:00:00Z",
    "date_submitted": "2026-11-03T00:00:00Z",
    "description": "It said",
    "image_url": "",
    "language": "en",
    "ref_number": "3",
    "report_number": "7",
    "source_domain": "news.test",
    "submitters": "Sam",
    "text": 'It said "paid" and C:\\temp\\ was empty,\nthen it said \\"no\\".',
    "title": "The bot lied",
    "url": "https://news.test/1",
    "tags": "refund, lie",
}
INCIDENT = {
    "_id": "6a",
    "incident_id": "12",
    "date": "2026-11-01",
    "reports": "[7,8]",
    "Alleged deployer of AI system": '["our-shop"]',
    "Alleged developer of AI system": '["us","our-shop"]',
    "Alleged harmed or nearly harmed parties": '["buyers"]',
    "description": "A bot promised refunds.",
    "title": "Refunds that never came",
}
RECORD = {
    "id": "INC-00001",
    "title": "A bot gave away its instructions",
    "date": "2026-10",
    "severity": "High",
    "attack_vector": "prompt-injection",
    "owasp_llm": ["LLM01"],
    "primary_reference": "https://our.test/inc",
    "description": "Somebody asked for them.",
    "tags": ["chatbot", "atlas"],
}
MARKED = {"source": "x", "license": "CC-BY-SA-4.0", "attribution": "Our Repository", "license_url": "https://cc.test"}


def as_escaped_csv(*rows):
    """As the snapshot's own script writes it: everything quoted, backslashes escaped, quotes doubled."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, escapechar="\\", lineterminator="\n")
    writer.writerows([rows[0].keys(), *(row.values() for row in rows)])
    return out.getvalue()


def as_csv(*rows):
    out = io.StringIO()
    csv.writer(out).writerows([rows[0].keys(), *(row.values() for row in rows)])
    return out.getvalue()


def test_reports_of_the_incident_database_read_the_same_from_csv_and_json(read):
    mongo = REPORT | {
        "_id": {"$oid": "5f"},
        "date_published": {"$date": "2026-11-02T00:00:00Z"},
        "report_number": {"$numberInt": "7"},
        "authors": ["Jo Ox", "Al"],
        "tags": ["refund", "lie"],
        "submitters": ["Sam"],
    }
    rows = [read(as_escaped_csv(REPORT)), read(json.dumps([mongo])), read(mongo)]
    for (one,) in rows:
        record = one.record
        assert (record.format, record.channel, record.external_id) == ("aiid_reports", "news.test", "AIID report 7")
        assert record.text == REPORT["text"]
        assert (record.title, record.url, record.language) == ("The bot lied", "https://news.test/1", "en")
        assert (record.reporter, record.tags) == ("Jo Ox; Al", ("refund", "lie"))
        assert record.reported_at == datetime(2026, 11, 2)
        assert record.licence == "text: its publisher's own rights; the rest: CC BY-SA 4.0 (AI Incident Database)"
        assert json.loads(record.extra)["ref_number"] == "3"


def test_a_backslash_in_front_of_a_quote_ends_no_cell(read):
    line = as_escaped_csv(REPORT).replace('""', '\\"')
    assert read(line)[0].record.text == REPORT["text"]


def test_incidents_name_who_deployed_built_and_suffered(read):
    api = {"incident_id": 12, "title": "t", "description": "A bot promised refunds.", "date": "2026-11-01"}
    api |= {"AllegedDeployerOfAISystem": ["our-shop"], "AllegedDeveloperOfAISystem": ["us"]}
    for (one,) in (read(as_csv(INCIDENT)), read(api)):
        record = one.record
        assert (record.format, record.external_id) == ("aiid_incidents", "AIID incident 12")
        assert (record.text, record.url) == ("A bot promised refunds.", "https://incidentdatabase.ai/cite/12")
        assert record.tags[:2] == ("our-shop", "us")
        assert record.licence == "CC BY-SA 4.0 (AI Incident Database)"
    assert json.loads(read(as_csv(INCIDENT))[0].record.extra) == {"reports": "[7,8]"}


def test_a_public_incident_carries_its_licence_and_every_exception_to_it(read):
    marked = {**RECORD, "content_license": MARKED, "status": "retracted", "date": "2026-10-09", "owasp_asi": ["ASI01"]}
    plain, exempt = read(RECORD, marked)
    record = plain.record
    assert (record.format, record.channel, record.external_id) == ("genai_incidents", "genai-incidents", "INC-00001")
    assert (record.severity, record.url) == ("High", "https://our.test/inc")
    assert record.tags == ("prompt-injection", "chatbot", "atlas")
    assert record.licence.startswith("CC BY 4.0 (genai_incidents")
    assert "Apache-2.0 (MITRE ATLAS" in record.licence
    assert exempt.record.licence.endswith("content: CC-BY-SA-4.0, Our Repository, https://cc.test")
    assert "retracted" in exempt.record.tags


def test_a_month_counts_from_its_first_day_and_stays_as_it_was_written(read):
    month, day = read(RECORD, {**RECORD, "date": "2026-10-09"})
    assert (month.record.reported_at, day.record.reported_at) == (datetime(2026, 10, 1), datetime(2026, 10, 9))
    assert "2026-10" in month.record.extra
    assert "date" not in json.loads(day.record.extra)
    assert read({**RECORD, "date": "soon"})[0].reason.startswith("unreadable time")


def test_the_packages_own_file_is_taken_apart(read):
    whole = {"version": "2", "incident_count": 2, "incidents": [RECORD, {**RECORD, "id": "INC-00002"}]}
    assert [one.record.external_id for one in read(json.dumps(whole, indent=2))] == ["INC-00001", "INC-00002"]


def test_every_record_of_the_installed_package_is_read(tmp_path, read):
    package = pytest.importorskip("genai_incidents", reason="the incidents extra is not installed")
    path = write_public("genai-incidents", tmp_path)
    found = read(path.read_bytes())
    assert len(found) == len(package.load_incidents()) >= 15_000
    assert {one.record.format for one in found} == {"genai_incidents"}
    assert all("CC BY 4.0" in one.record.licence for one in found)
    assert any(notice.name.endswith("NOTICE-DATA.md") for notice in path.parent.iterdir())
    assert write_public("genai-incidents", tmp_path) == path


def test_unknown_public_records_are_refused_with_the_known_ones(tmp_path):
    with pytest.raises(SourceError, match="unknown public records 'x'; known: genai-incidents"):
        write_public("x", tmp_path)


def test_a_form_keeps_attachments_names_and_every_field_nobody_maps(read):
    row = {
        "text": "It lied",
        "email": "jo@our.test",
        "attachments": ["C:/x/shot.png", "log.txt"],
        "model": "aria",
        "id": 4,
    }
    record = read(row)[0].record
    assert (record.attachments, record.external_id) == (("shot.png", "log.txt"), "4")
    assert json.loads(record.extra) == {"model": "aria"}
