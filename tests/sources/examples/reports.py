"""Examples of reports: forms, mails, feeds, posts and public databases."""

import json
from collections.abc import Sequence
from html import escape
from typing import Any

import yaml

from tests.sources.examples.example import Example, as_csv, as_lines
from tests.sources.test_incidents import INCIDENT, RECORD, as_escaped_csv
from tests.sources.test_incidents import REPORT as AIID_REPORT
from tests.sources.test_mail import mbox
from tests.sources.test_posts import COMMENT, HIT, POST, TWEET
from tests.sources.test_report_formats import ATLAS, AVID

FORM = {
    "id": "f-1",
    "title": "Odd",
    "text": "It lied about a refund.",
    "reporter": "jo@shop.test",
    "date": "2026-11-04T07:12:00Z",
}
MAIL = {
    "From": "Jo <jo@shop.test>",
    "Date": "Mon, 02 Nov 2026 09:00:00 +0100",
    "Message-ID": "<m1@shop.test>",
    "Subject": "It lied",
    "Content-Type": "text/plain; charset=utf-8",
}
ITEM = {
    "title": "Bot & refund",
    "link": "https://our.test/1",
    "guid": "g1",
    "description": "It lied about a refund.",
    "pubDate": "Mon, 02 Nov 2026 09:00:00 +0100",
}


def as_mbox(mails: Sequence[dict[str, str]]) -> bytes:
    headers = ("".join(f"{name}: {words}\n" for name, words in one.items()) for one in mails)
    return mbox(*(f"{one}\nIt told me the refund was paid.\n".encode() for one in headers))


def as_rss(items: Sequence[dict[str, str]]) -> bytes:
    told = ("".join(f"<{name}>{escape(words)}</{name}>" for name, words in one.items()) for one in items)
    inside = "".join(f"<item>{one}</item>" for one in told)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Watch</title>{inside}</channel></rss>'.encode()


def as_script(posts: Sequence[dict[str, Any]]) -> bytes:
    return f"window.YTD.tweets.part0 = {json.dumps([{'tweet': post} for post in posts])}".encode()


def as_yaml(rows: Sequence[dict[str, Any]]) -> bytes:
    return yaml.safe_dump(rows[0], sort_keys=False).encode()


REPORTS = {
    "mail": Example(
        rows=(MAIL, {**MAIL, "Message-ID": "<m2@shop.test>"}),
        write=as_mbox,
        grows=(),
        breaks={(0, "Date"): "soon", (0, "Content-Type"): "text/plain; charset=klingon"},
    ),
    "feed": Example(
        rows=(ITEM, {**ITEM, "guid": "g2"}),
        write=as_rss,
        breaks={(0, "pubDate"): "soon"},
    ),
    "aiid_reports": Example(
        rows=(AIID_REPORT, {**AIID_REPORT, "report_number": "8"}),
        write=lambda rows: as_escaped_csv(*({name: row.get(name, "") for name in rows[0]} for row in rows)).encode(),
        breaks={(0, "date_published"): "soon"},
    ),
    "aiid_incidents": Example(
        rows=(INCIDENT, {**INCIDENT, "incident_id": "13"}),
        write=as_csv,
        breaks={(0, "date"): "soon"},
    ),
    "x_archive": Example(
        rows=(TWEET, {**TWEET, "id_str": "12"}),
        write=as_script,
        breaks={(0, "full_text"): 7.5, (0, "id_str"): [1], (0, "created_at"): "Foo"},
    ),
    "reddit": Example(
        rows=(POST, COMMENT),
        write=as_lines,
        breaks={(0, "selftext"): 7.5, (0, "title"): [1], (0, "created_utc"): "soon"},
    ),
    "hacker_news": Example(
        rows=(HIT, {**HIT, "objectID": "32"}),
        write=as_lines,
        breaks={(0, "story_text"): 7.5, (0, "created_at_i"): "soon"},
    ),
    "genai_incidents": Example(
        rows=(RECORD, {**RECORD, "id": "INC-00002"}),
        write=as_lines,
        breaks={(0, "description"): 7.5, (0, "tags"): 7, (0, "date"): "soon"},
    ),
    "report_csv": Example(
        rows=(FORM, {**FORM, "id": "f-2", "text": "It lied again."}),
        write=as_csv,
        breaks={(0, "text"): "", (0, "date"): "soon"},
    ),
    "report_jsonl": Example(
        rows=(FORM, {**FORM, "id": "f-2", "text": "It lied again."}),
        write=as_lines,
        breaks={(0, "text"): [7], (0, "date"): "soon", (0, "reporter"): {"name": "Jo"}},
    ),
    "avid": Example(
        rows=(AVID, {**AVID, "metadata": {"report_id": "OUR-R2"}}),
        write=as_lines,
        breaks={(0, "description"): 7, (0, "description", "value"): 7.5, (0, "reported_date"): "soon"},
        grows=((0,), (0, "problemtype"), (0, "impact")),
    ),
    "atlas": Example(
        rows=(yaml.safe_load(ATLAS),),
        write=as_yaml,
        records=1,
        breaks={(0, "summary"): [7], (0, "incident-date"): "soon"},
        grows=((0,), (0, "procedure", 0)),
    ),
}
