"""Posts of X, Reddit and Hacker News, in each shape that their sites and archives give."""

import json
from datetime import datetime

from monitor.records import PassedOver

TWEET = {
    "id_str": "11",
    "full_text": "The bot said 1 &lt; 0 &amp; smiled https://t.co/x",
    "created_at": "Mon Nov 02 08:00:00 +0000 2026",
    "lang": "en",
    "favorite_count": "3",
    "entities": {"hashtags": [{"text": "aria"}]},
    "extended_entities": {"media": [{"media_url_https": "https://pbs.test/media/shot.jpg"}]},
}
PAGE = {
    "data": [
        {
            "id": "11",
            "text": "The bot said 1 &lt; 0",
            "author_id": "7",
            "created_at": "2026-11-02T08:00:00.000Z",
            "attachments": {"media_keys": ["3_1"]},
            "edit_history_tweet_ids": ["11"],
        },
        {"id": "12", "text": "Again", "author_id": "8", "edit_history_tweet_ids": ["12"]},
    ],
    "includes": {"users": [{"id": "7", "username": "jo"}], "media": [{"media_key": "3_1", "type": "photo"}]},
    "meta": {"result_count": 2},
}
POST = {
    "id": "abc",
    "name": "t3_abc",
    "subreddit": "bots",
    "author": "jo",
    "title": "It lied &amp; I paid",
    "selftext": "A refund that never came",
    "created_utc": 1793606400.0,
    "permalink": "/r/bots/comments/abc/",
    "url": "https://our.test/a",
    "score": 3,
}
COMMENT = {
    "id": "c1",
    "name": "t1_c1",
    "subreddit": "bots",
    "author": "[deleted]",
    "body": "Me too",
    "created_utc": 1793606460,
    "permalink": "/r/bots/comments/abc/_/c1/",
    "replies": "",
}
HIT = {
    "objectID": "31",
    "author": "jo",
    "title": "The bot lied",
    "url": "https://our.test/a",
    "story_text": "It said &quot;paid&quot;.<p>It was not.",
    "created_at_i": 1793606400,
    "points": 5,
    "_tags": ["story"],
}
ITEM = {"id": 31, "type": "story", "by": "jo", "time": 1793606400, "title": "The bot lied", "url": "https://our.test/a"}
AT = datetime(2026, 11, 2, 8)


def test_an_archive_of_x_is_read_from_its_script(read):
    one, two = read(f"window.YTD.tweets.part0 = {json.dumps([{'tweet': TWEET}, {'tweet': {**TWEET, 'id_str': '12'}}])}")
    record = one.record
    assert (record.format, record.channel, record.external_id) == ("x_archive", "X", "11")
    assert record.text == "The bot said 1 < 0 & smiled https://t.co/x"
    assert (record.url, record.language, record.tags) == ("https://x.com/i/status/11", "en", ("aria",))
    assert (record.attachments, record.reported_at) == (("shot.jpg",), AT)
    assert '"favorite_count": "3"' in record.extra
    assert two.record.external_id == "12"


def test_a_page_of_the_api_of_x_names_who_wrote_each_post(read):
    one, two = read(PAGE)
    assert (one.record.reporter, one.record.text, one.record.reported_at) == ("jo", "The bot said 1 < 0", AT)
    assert (one.record.attachments, two.record.reporter) == (("[photo]",), "8")
    assert read({"data": PAGE["data"][0]})[0].record.external_id == "11"


def test_a_last_page_without_posts_is_passed_over(read):
    *_, last = read(PAGE, {"meta": {"result_count": 0}})
    assert last.record == PassedOver("a page without posts")


def test_a_post_of_x_without_words_or_with_a_strange_time_is_rejected(read):
    good, bad, odd = read(*({"tweet": one} for one in (TWEET, {"id_str": "1"}, {**TWEET, "created_at": "Foo Bar"})))
    assert good.record.external_id == "11"
    assert bad.reason == "the post has no text or no id"
    assert "unreadable time" in odd.reason


def listing(*things):
    return {"kind": "Listing", "data": {"children": list(things), "after": None}}


def test_a_listing_of_reddit_gives_its_posts_and_the_replies_below_them(read):
    nested = {**COMMENT, "replies": listing({"kind": "t1", "data": {**COMMENT, "name": "t1_c2", "body": "Same"}})}
    more = {"kind": "more", "data": {"count": 9, "children": ["c3"]}}
    found = read(json.dumps([listing({"kind": "t3", "data": POST}), listing({"kind": "t1", "data": nested}, more)]))
    post, comment, reply, rest = (one.record for one in found)
    assert (post.channel, post.title, post.text) == ("Reddit r/bots", "It lied & I paid", "A refund that never came")
    assert (post.external_id, post.reporter, post.reported_at) == ("t3_abc", "jo", AT)
    assert post.url == "https://www.reddit.com/r/bots/comments/abc/"
    assert json.loads(post.extra) == {"links_to": "https://our.test/a", "score": 3}
    assert (comment.text, comment.reporter, reply.text) == ("Me too", None, "Same")
    assert isinstance(rest, PassedOver)


def test_a_dump_of_reddit_gives_one_post_or_comment_per_line(read):
    post, comment, gone = read(POST, COMMENT, {**POST, "selftext": "[removed]"})
    assert (post.record.format, comment.record.text) == ("reddit", "Me too")
    assert gone.record == PassedOver("a post that was removed")
    assert read({**POST, "selftext": ""})[0].record.text == "It lied & I paid"


def test_hits_of_hacker_news_are_read_with_their_markup_as_words(read):
    one, comment = read(
        {"hits": [HIT, {"objectID": "32", "comment_text": "<i>Same</i>", "created_at_i": 1}], "nbHits": 2}
    )
    record = one.record
    assert (record.channel, record.title, record.text) == (
        "Hacker News",
        "The bot lied",
        'It said "paid".\nIt was not.',
    )
    assert (record.external_id, record.reporter, record.reported_at) == ("31", "jo", AT)
    assert record.url == "https://news.ycombinator.com/item?id=31"
    assert json.loads(record.extra)["links_to"] == "https://our.test/a"
    assert comment.record.text == "Same"
    assert read({"hits": [], "nbHits": 0})[0].record == PassedOver("a page without hits")


def test_items_of_hacker_news_are_read_and_what_is_gone_is_passed_over(read):
    item, gone, bad = read(
        ITEM, {"id": 1, "type": "comment", "time": 1, "deleted": True}, {"id": 2, "type": "story", "time": 2}
    )
    assert (item.record.text, item.record.reported_at, item.record.external_id) == ("The bot lied", AT, "31")
    assert gone.record == PassedOver("a post that was removed")
    assert bad.reason == "the post has no text"


def test_an_item_of_algolia_brings_the_comments_below_it(read):
    tree = {
        "id": 31,
        "type": "story",
        "author": "jo",
        "title": "The bot lied",
        "created_at_i": 1793606400,
        "children": [{"id": 32, "type": "comment", "author": "al", "text": "Same", "children": []}],
    }
    assert [one.record.text for one in read(tree)] == ["The bot lied", "Same"]
