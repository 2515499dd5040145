"""The page of hazards in a real browser: a cell of the picture and a row of the table both lead to their cases."""

import re

import pytest

from tests.pages.gestures import click_middle, insist

pytestmark = pytest.mark.browser


def test_a_cell_says_its_denominator_and_leads_to_its_cases(page, dashboard):
    page.goto(f"{dashboard}/hazards")
    page.get_by_role("heading", name="The same as a table").wait_for()
    said = page.locator(".js-plotly-plot .textpoint").filter(has_text=re.compile(r"^[1-9]\d* of \d+$")).first
    said.wait_for()
    # The table is drawn; what it says stands beside the drawing for those who listen.
    page.get_by_text(re.compile(r"^\d+% \(\d+% to \d+%\)$")).first.wait_for(state="attached")
    assert page.locator("[data-testid=stException]").count() == 0

    successes = said.text_content().partition(" ")[0]
    listed = page.get_by_text(re.compile(rf"^{successes} cases?, worst first"))
    insist(lambda: click_middle(page, said), listed)
    page.wait_for_url(re.compile(r"/inbox\?.*hazard=.*technique="))
