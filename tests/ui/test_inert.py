from hypothesis import given
from hypothesis import strategies as st

from monitor.records import Message
from monitor.taxonomy import Role
from monitor.ui.inert import excerpt, marked_html, turn_html

SPANS = st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60)), max_size=6)


def unescape(text):
    for escaped, plain in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        text = text.replace(escaped, plain)
    return text


@given(st.text(max_size=50), SPANS)
def test_whatever_is_marked_every_character_is_shown_and_none_is_markup(text, spans):
    shown = marked_html(text, spans)
    bare = shown.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
    assert unescape(bare) == text
    assert shown.count("<mark>") == shown.count("</mark>")


def test_a_hostile_message_is_only_words():
    shown = turn_html(Message(Role.USER, "</pre><img src=x onerror=alert(1)>"), [], is_judged=True)
    assert "<img" not in shown
    assert shown.count("</pre>") == 1


def test_overlapping_and_reversed_spans_mark_each_character_once():
    assert marked_html("abcdef", [(4, 2), (1, 3), (2, 5)]) == "a<mark>bcde</mark>f"


def test_an_unknown_text_has_an_empty_excerpt():
    assert excerpt(None) == ""
