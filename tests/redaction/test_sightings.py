"""The same words are one report wherever they are told; where they were told is a sighting."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.records import SubmittedReport
from monitor.redaction import admit_report, identify_sighting

KEY = bytes(range(32))
TOLD = SubmittedReport(
    text="The bot promised me a refund that it could not give, see https://our.test/shot",
    format="x_archive",
    channel="X",
    external_id="11",
    reporter="jo",
    url="https://x.com/i/status/11",
    reported_at=datetime(2026, 11, 2, 8),
)


def report_id(one, key=KEY):
    return admit_report(one, key=key, region="US").report_id


def sighting_id(one):
    return identify_sighting(one, key=KEY)


@pytest.mark.parametrize(
    "change",
    [
        {"channel": "Hacker News", "url": "https://news.test/2", "external_id": "31"},
        {"reporter": "al", "reported_at": None},
        {"text": TOLD.text.upper()},
        {"text": "  The bot\npromised me a refund that it could not give, see https://else.test/9 "},
        {"text": TOLD.text.replace("fu", "\uff46\uff55")},
        {"title": "The bot promised me a refund"},
        {"title": "The bot promised", "text": "me a refund that it could not give, see"},
        {"format": "mail", "licence": "CC0", "severity": "high", "tags": ("refund",)},
    ],
    ids=str,
)
def test_the_same_words_told_elsewhere_are_the_same_report(change):
    assert report_id(replace(TOLD, **change)) == report_id(TOLD)


def test_other_words_and_another_key_make_another_report():
    assert report_id(replace(TOLD, text=TOLD.text.replace("refund", "voucher"))) != report_id(TOLD)
    assert report_id(replace(TOLD, title="Another matter entirely")) != report_id(TOLD)
    assert report_id(TOLD, key=bytes(32)) != report_id(TOLD)


@pytest.mark.parametrize("change", [{"external_id": "12"}, {"reporter": "al"}, {"url": None}, {"reported_at": None}])
def test_words_too_few_to_be_telling_are_one_report_only_where_they_were_told(change):
    short = replace(TOLD, text="It lied to me!")
    assert report_id(replace(short, **change)) != report_id(short)
    assert report_id(replace(short, channel="mail", text="it LIED to me!")) == report_id(short)


@pytest.mark.parametrize(
    "change",
    [
        {"channel": "Reddit"},
        {"url": None},
        {"external_id": "12"},
        {"reporter": "al"},
        {"reported_at": None},
        {"licence": "CC0"},
        {"severity": "high"},
        {"text": "Something else that is long enough to tell"},
    ],
    ids=str,
)
def test_a_sighting_is_where_when_and_by_whom_it_was_told(change):
    assert sighting_id(replace(TOLD, **change)) != sighting_id(TOLD)


def test_a_sighting_forgets_the_file_format():
    assert sighting_id(replace(TOLD, format="mail", tags=("x",), extra="{}")) == sighting_id(TOLD)


@given(st.text(max_size=80), st.text(max_size=80))
def test_reports_share_an_id_only_with_the_same_bare_words(one, other):
    def bare(text):
        return "".join(text.split())

    same = report_id(replace(TOLD, text=one)) == report_id(replace(TOLD, text=other))
    assert same or bare(one) != bare(other)
