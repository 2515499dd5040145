"""From many cases to a few examples, and from an example to a test with words in it; each step taken back again."""

import shutil

import pytest

from monitor.datasets import read_examples
from monitor.ledger import open_ledger
from monitor.taxonomy import AssertionKind, IdealOrigin, Side
from tests.pages.gestures import choose_first_row, insist, settle
from tests.pages.test_map import draw_lasso

pytestmark = pytest.mark.browser

HOSTILE = "![x](http://attacker.invalid/a.png) <img src='http://attacker.invalid/b.png'> {{ 7 * 7 }}"


@pytest.fixture
def promoting_home(sample_nights, tmp_path):
    shutil.copytree(sample_nights[0].home, tmp_path / "home")
    return tmp_path / "home"


def examples(home):
    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}") as ledger:
        return read_examples(ledger)


def promote_drawn(page, address):
    page.goto(f"{address}/clusters")
    settle(page)
    opener = page.get_by_role("button", name="Promote …")
    insist(lambda: draw_lasso(page, part=0.5), opener)
    opener.click()
    page.get_by_role("spinbutton", name="How many").fill("4")
    page.get_by_role("button", name="Promote", exact=True).click()
    page.get_by_text("Promoted into the eval side: 4 examples.").wait_for()


def test_a_lasso_becomes_examples_in_two_clicks_and_none_again(page, serve, promoting_home):
    with serve(promoting_home) as address:
        promote_drawn(page, address)
        made = examples(promoting_home)
        assert [one.provenance.chosen_as for one in made] == ["central", "edge", "severe", "diverse"]
        assert {one.side for one in made} == {Side.EVAL}
        assert all(one.provenance.detectors for one in made)
        page.get_by_role("button", name="Undo this promotion").click()
        page.get_by_text("Taken back: the promotion of EX-0001").wait_for()
        assert examples(promoting_home) == ()


def test_an_example_gets_an_ideal_answer_and_an_assertion_and_loses_the_last_again(page, serve, promoting_home):
    outside = []
    page.on("request", lambda request: outside.append(request.url) if "attacker" in request.url else None)
    with serve(promoting_home) as address:
        promote_drawn(page, address)
        page.goto(f"{address}/datasets")
        settle(page)
        template = page.get_by_role("button", name="Start from the template")
        insist(lambda: choose_first_row(page), template)
        template.click()
        page.get_by_text("These are a template's words.").wait_for()
        page.get_by_role("button", name="Save the ideal answer").click()
        page.get_by_role("button", name="Undo the last ideal answer").wait_for()
        words = page.get_by_role("textbox", name="Words, letter by letter")
        insist(lambda: page.get_by_text("Assertions: none yet").click(), words)
        words.fill(HOSTILE)
        page.get_by_role("button", name="Add assertion").click()
        page.get_by_role("button", name="Undo the last change of assertions").wait_for()
        (first, *_) = examples(promoting_home)
        assert (first.ideal_origin, first.assertions[0].kind) == (IdealOrigin.TEMPLATE, AssertionKind.CONTAINS)
        assert first.assertions[0].text == HOSTILE
        page.get_by_role("button", name="Undo the last change of assertions").click()
        page.get_by_role("button", name="Undo the last ideal answer").wait_for()
        assert examples(promoting_home)[0].assertions == ()
    assert outside == []
