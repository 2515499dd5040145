"""Mails as mail programs write them, and as nobody should."""

import time
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from monitor.errors import SourceError
from monitor.records import Rejected
from monitor.sources import ReadOptions, find_format, read_source

HEAD = b"From: Jo <jo@shop.test>\nDate: Mon, 02 Nov 2026 09:00:00 +0100\nMessage-ID: <m1@shop.test>\nSubject: It lied\n"


def mail(text="It told me the refund was paid.", subject="It lied"):
    made = EmailMessage()
    made["From"] = "Jo Ox <jo@shop.test>"
    made["To"] = "Ann <ann@shop.test>"
    made["Date"] = "Mon, 02 Nov 2026 09:00:00 +0100"
    made["Message-ID"] = "<m1@shop.test>"
    made["Subject"] = subject
    made.set_content(text)
    return made


def mbox(*mails):
    return b"".join(b"From jo@shop.test Mon Nov  2 09:00:00 2026\n" + one + b"\n" for one in mails)


def test_a_mail_is_read_with_its_sender_subject_time_and_id(read):
    (one,) = read(mail("Grüße, es hat gelogen.", subject="Größe ☃").as_bytes(policy=SMTP))
    record = one.record
    assert (record.format, record.channel, record.title) == ("mail", "e-mail", "Größe ☃")
    assert record.text == "Grüße, es hat gelogen."
    assert (record.reporter, record.external_id) == ("jo@shop.test", "<m1@shop.test>")
    assert record.reported_at == datetime(2026, 11, 2, 8)
    assert "ann@shop.test" not in repr(record)


def test_attachments_leave_their_names_and_nothing_else(read):
    sent = mail()
    sent.add_attachment(b"\x89PNG secret", maintype="image", subtype="png", filename="shot.png")
    sent.add_attachment("their words", filename="chat.txt")
    sent.add_attachment(mail("the forwarded words"))
    record = read(sent.as_bytes())[0].record
    assert record.attachments == ("shot.png", "chat.txt", "[message/rfc822]")
    assert record.text == "It told me the refund was paid."


def test_plain_text_is_preferred_and_html_alone_becomes_its_words(read):
    both = mail("The plain words.")
    both.add_alternative("<p>The <b>other</b> words</p>", subtype="html")
    assert read(both.as_bytes())[0].record.text == "The plain words."
    empty = mail(" ")
    empty.add_alternative("<p>Only &lt;here&gt;<script>alert(1)</script></p><img src=x>", subtype="html")
    assert read(empty.as_bytes())[0].record.text == "Only <here>"


def test_every_text_part_of_nested_parts_is_kept(read):
    inner = (
        b"Content-Type: multipart/mixed; boundary=in\n\n--in\nContent-Type: text/plain\n\nfirst\n--in\n"
        b"Content-Type: text/html\n\n<p>second</p>\n--in--\n"
    )
    outer = HEAD + b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=out\n\n--out\n" + inner + b"--out--\n"
    assert read(outer)[0].record.text == "first\n\nsecond"


def test_an_mbox_gives_each_mail_with_its_place_and_unquotes_its_lines(read):
    first = HEAD + b"\nHello\n>From the bot: hi\nFrom here on it lied\n"
    second = HEAD + b"\nAnother complaint\n"
    one, two = read(mbox(first, second))
    assert one.record.text == "Hello\nFrom the bot: hi\nFrom here on it lied"
    assert two.record.text == "Another complaint"
    assert (one.offset, one.line) == (0, 1)
    assert two.offset == mbox(first).__len__()


def test_windows_line_ends_change_nothing(read):
    plain = mbox(HEAD + b"\nHello\nthere\n", HEAD + b"\nBye\n")
    records = [[one.record for one in read(content)] for content in (plain, plain.replace(b"\n", b"\r\n"))]
    assert records[0] == records[1]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"Content-Type: text/plain; charset=klingon\n\nhello\n", "not in the character set it names, 'klingon'"),
        (b"Content-Type: text/plain; charset=utf-8\n\nhell\xe9\n", "not in the character set it names, 'utf-8'"),
        (b"\nhell\xe9\n", "not in the character set it names"),
        (b"Content-Type: text/plain; charset=unicode_escape\n\nhello\n", "not in the character set"),
        (b"Content-Transfer-Encoding: zork\n\nhello\n", "not in the encoding it names, 'zork'"),
        (b"Content-Transfer-Encoding: base64\n\naGVsb\n", "not in the encoding it names, 'base64'"),
        (b"X-Other: 1\nSubject: =?klingon?q?h=e9?=\n\nhello\n", None),
        (b"\n\x00hello\n", "NUL"),
        (b"Content-Type: application/pdf\n\n%PDF\n", None),
    ],
)
def test_what_cannot_be_read_for_sure_is_rejected_and_the_others_stay(read, content, reason):
    bad, good = read(mbox(HEAD + content, HEAD + b"\nfine\n"))
    assert good.record.text == "fine"
    if reason is None:
        assert bad.record.title == "It lied"
    else:
        assert reason in bad.reason


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        (b"Date: Mon, 99 Foo 2026\nSubject: x\n", "unreadable time in 'date'"),
        (b"Subject: =?klingon?q?h=e9?=\nTo: a\n", "'subject' is not in the character set it names"),
        (b"Subject: h\xe9\nTo: a\n", "not_mail"),
        (b"To: a\nFrom: " + b"((((" * 2_000 + b"\n", "not_mail"),
        (b"To: a\nSubject: " + b"x" * 20_000 + b"\n", "more than 10000 characters"),
    ],
    ids=["time", "charset", "raw", "depth", "length"],
)
def test_headers_that_cannot_be_read_are_rejected(read, headers, reason):
    (bad,) = read(headers + b"\nhello\n")
    assert isinstance(bad, Rejected)
    assert reason in bad.reason


@pytest.mark.parametrize(
    "content",
    [
        b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nhello\n" * 200_000,
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2_000)),
        b"Content-Type: text/plain;" + b" a*0=x;" * 100_000 + b"\n\nhello\n",
        b'Content-Disposition: attachment; filename="' + b"x;" * 200_000 + b'"\n\nhello\n',
        b"Content-Type: message/rfc822\n\n" * 5_000 + b"hello\n",
        b"Content-Type: text/html\n\n" + b"<a b='" * 500_000,
    ],
    ids=["parts", "nesting", "parameters", "file name", "forwards", "markup"],
)
def test_a_mail_built_to_take_long_takes_seconds(read, content):
    start = time.monotonic()
    (one,) = read(HEAD + content)
    assert time.monotonic() - start < 10
    assert isinstance(one, Rejected) or one.record.text.startswith("<a b=")


def test_a_mail_that_is_too_long_is_rejected_and_the_next_is_read(read, write):
    long, good = read(mbox(HEAD + b"\n" + b"words\n" * 2_000, HEAD + b"\nfine\n"), max_line_bytes=2_000)
    assert "line_too_long" in long.reason
    assert good.record.text == "fine"
    with pytest.raises(SourceError, match="one mail of more than 2000 bytes"):
        list(read_source(write(HEAD + b"\n" + b"words\n" * 2_000), options=ReadOptions(max_line_bytes=2_000)))


def test_a_mail_about_json_is_still_a_mail(write):
    assert find_format(write(HEAD, b'\n{"messages": []}\n'), options=ReadOptions()) == "mail"
