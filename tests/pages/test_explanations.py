"""What explains a cluster, in a real browser: an attack leads to its harms, and a cluster says why it is one."""

import re

import pytest

from tests.pages.gestures import click_middle, insist

pytestmark = pytest.mark.browser


def test_a_cell_of_the_cross_table_leads_to_a_cluster_that_explains_itself(page, dashboard):
    page.goto(f"{dashboard}/clusters")
    page.get_by_role("heading", name="Attacks and harms").wait_for()
    said = page.locator(".js-plotly-plot .textpoint").filter(has_text=re.compile(r"^[3-9] of \d+$")).first
    said.wait_for()
    insist(lambda: click_middle(page, said), page.get_by_role("heading", name="What explains it"))
    page.get_by_text("Asked alike, and went well").wait_for()
    page.get_by_text(re.compile(r"^(Stable|Somewhat stable|Unstable|How stable it is)")).wait_for()
    page.get_by_text("How it was provoked").last.wait_for()
    assert page.locator("[data-testid=stException]").count() == 0
