"""RSS and Atom as sites write them, and XML as nobody should."""

import time
from datetime import datetime

import pytest

from monitor.errors import SourceError
from monitor.sources import ReadOptions, read_source

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:our="urn:our"><channel><title>Bot watch</title><language>en-GB</language>
<item><title>Bot &amp; refund</title><link>https://our.test/1</link><guid>g1</guid>
<description>&lt;p&gt;It &lt;b&gt;lied&lt;/b&gt; about a refund.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;</description>
<pubDate>Mon, 02 Nov 2026 09:00:00 +0100</pubDate><author>jo@our.test (Jo)</author><category>refund</category>
<enclosure url="https://our.test/files/shot.png?x=1" type="image/png" length="1"/><our:mood>cross</our:mood></item>
<item><title>Only a title</title></item>
<item><guid>g3</guid></item>
<item><title>When?</title><pubDate>some day</pubDate></item>
</channel></rss>
"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Wache</title><rights>CC BY 4.0</rights>
<entry><id>urn:our:1</id><title>Falsch</title><link href="https://our.test/2"/><updated>2026-11-02T08:00:00Z</updated>
<author><name>Al</name></author><summary>Kurz.</summary><content type="html">&lt;p&gt;Lang.&lt;/p&gt;</content></entry>
</feed>
"""


def test_an_rss_item_is_read_with_all_it_says(read):
    first, second, empty, undated = read(RSS)
    record = first.record
    assert (record.format, record.channel, record.title) == ("feed", "feed Bot watch", "Bot & refund")
    assert record.text == "It lied about a refund."
    assert (record.external_id, record.url, record.language) == ("g1", "https://our.test/1", "en-gb")
    assert (record.tags, record.attachments) == (("refund",), ("shot.png",))
    assert record.reported_at == datetime(2026, 11, 2, 8)
    assert record.extra == '{"our_mood": "cross"}'
    assert second.record.text == "Only a title"
    assert empty.reason == "the entry has no text"
    assert undated.reason == "unreadable time in 'published': 'some day'"


def test_an_atom_entry_takes_its_licence_and_language_from_its_feed(read):
    record = read(ATOM)[0].record
    assert (record.text, record.title, record.reporter) == ("Lang.", "Falsch", "Al")
    assert (record.licence, record.language, record.extra) == ("CC BY 4.0", "de", '{"summary": "Kurz."}')
    assert record.reported_at == datetime(2026, 11, 2, 8)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><rss>&c;</rss>',
            "entities of its own",
        ),
        ('<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss>&a;</rss>', "entities"),
        (RSS[: len(RSS) // 2], "not well-formed XML"),
        (RSS + "<x/>", "not well-formed XML"),
        ("<x>" * 200 + "</x>" * 200, "more than 100 levels"),
        ("<html><body>Hello</body></html>", "neither RSS nor Atom"),
        (RSS.replace("about", "ab\u00f6ut").encode("latin-1"), "not well-formed XML"),
        (RSS.replace("utf-8", "klingon"), "not well-formed XML"),
    ],
    ids=["bomb", "file", "cut", "trailing", "deep", "page", "lying charset", "unknown charset"],
)
def test_xml_that_could_do_harm_or_is_broken_is_refused_whole(write, content, reason):
    with pytest.raises(SourceError, match=reason):
        list(read_source(write(content), options=ReadOptions()))


def test_a_named_charset_is_read_as_it_says(read):
    record = read(RSS.replace("utf-8", "iso-8859-1").replace("about", "ab\u00f6ut").encode("latin-1"))[0].record
    assert record.text == "It lied ab\u00f6ut a refund."


@pytest.mark.parametrize(
    "words", ["&lt;a b='" * 100_000, "&amp;" * 300_000, "<!-- -->" * 100_000, "<b>x</b>" * 50_000], ids=len
)
def test_a_feed_built_to_take_long_takes_seconds(read, words):
    start = time.monotonic()
    read(RSS.replace("<guid>g1</guid>", f"<guid>g1</guid><comments>{words}</comments>"))
    assert time.monotonic() - start < 10
