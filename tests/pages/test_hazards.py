"""The page of hazards in a real browser: a cell of the picture and a row of the table both lead to their cases."""

import re

import pytest

pytestmark = pytest.mark.browser


def test_a_cell_says_its_denominator_and_leads_to_its_cases(page, dashboard):
    page.goto(f"{dashboard}/hazards")
    page.get_by_role("heading", name="The same as a table").wait_for()
    said = page.locator(".js-plotly-plot .textpoint").filter(has_text=re.compile(r"^[1-9]\d* of \d+$")).first
    said.wait_for()
    # The table is drawn; what it says stands beside the drawing for those who listen.
    page.get_by_text(re.compile(r"^\d+% \(\d+% to \d+%\)$")).first.wait_for(state="attached")
    assert page.locator("[data-testid=stException]").count() == 0

    place = said.bounding_box()
    successes = said.text_content().partition(" ")[0]
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    page.wait_for_url(re.compile(r"/inbox\?.*hazard=.*technique="))
    page.get_by_text(re.compile(rf"^{successes} cases?, worst first")).wait_for()
