import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.charts import inert


@pytest.mark.parametrize(
    "hostile",
    [
        '<a href="https://evil.example">click</a>',
        '<img src="https://evil.example/x.png">',
        "</br><b>bold</b>",
        "%{customdata[0]}",
        "$\\href{https://evil.example}{x}$",
    ],
)
def test_nothing_active_survives(hostile):
    shown = inert(hostile).replace("<br>", "")
    assert not set("<>{}%$") & set(shown)


def test_marks_that_turn_the_reading_direction_are_dropped():
    assert "\u202e" not in inert("abc\u202edcba\u2066")


@given(st.text(max_size=600))
def test_only_our_own_line_breaks_are_tags(text):
    shown = inert(text)
    assert not set("<>{}%$\n\r\x00") & set(shown.replace("<br>", ""))


def test_umlauts_and_other_scripts_stay():
    assert inert("Übermäßige Ablehnung, 日本語") == "Übermäßige Ablehnung, 日本語"


def test_long_text_is_cut_and_wrapped():
    shown = inert("word " * 200)
    assert shown.endswith("…")
    assert len(shown) < 300
    assert max(map(len, shown.split("<br>"))) <= 56


def test_an_unknown_text_reads_unknown():
    assert inert(None) == "Unknown"
    assert inert("  ") == ""
