"""The map of cases as a person works on it: draw around points, act on them all, take it back."""

import re

import pytest

from monitor.ledger import open_ledger, read_events
from monitor.taxonomy import EventKind, Subject
from tests.pages.gestures import click_middle, insist, settle

pytestmark = pytest.mark.browser

MAP = ".js-plotly-plot"


def draw_lasso(page, *, part):
    """Draw around the left `part` of the map."""
    page.locator(f"{MAP} [data-title='Lasso Select']").first.click()
    box = page.locator(f"{MAP} .nsewdrag").first.bounding_box()
    left, top = box["x"] + 3, box["y"] + 3
    right, bottom = left + part * box["width"] - 6, top + box["height"] - 6
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in ((right, top), (right, bottom), (left, bottom), (left, top + 5)):
        page.mouse.move(x, y, steps=4)
    page.mouse.up()


def decided(home):
    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}") as ledger:
        return list(read_events(ledger, subject=Subject.CASE))


def test_a_lasso_decides_on_many_cases_and_takes_it_back(page, dashboard, triage_home):
    before = len(decided(triage_home))
    page.goto(f"{dashboard}/clusters?colour=Status")
    settle(page)
    heading = page.get_by_text(re.compile(r"^[\d,]+ cases? picked$"))
    insist(lambda: draw_lasso(page, part=0.5), heading)
    count = int(heading.inner_text().split()[0].replace(",", ""))
    page.get_by_role("radio", name="Not a failure").click(force=True)
    page.get_by_label("Why?").fill("All of them were asked for by our own testers.")
    page.get_by_role("button", name=re.compile("^Not a failure: .* …$")).click()
    page.get_by_text("This records one decision on").wait_for()
    assert len(decided(triage_home)) == before
    page.get_by_role("button", name="Yes, do it").click()
    page.get_by_text("Last done here").wait_for()
    made = decided(triage_home)[before:]
    assert 1 < len(made) <= count
    assert {event.kind for event in made} == {EventKind.ASSESSED}
    assert all(event.payload["content_hash"] and event.reason.startswith("All of them") for event in made)
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Taken back.").wait_for()
    undone = decided(triage_home)[before + len(made) :]
    assert {event.kind for event in undone} == {EventKind.UNDONE}
    assert sorted(event.subject_id for event in undone) == sorted(event.subject_id for event in made)


def test_a_cluster_is_two_clicks_from_its_bar(page, dashboard):
    page.goto(f"{dashboard}/clusters")
    settle(page)
    bar = page.locator(f"{MAP} .barlayer .point").first
    insist(lambda: bar.click(force=True), page.get_by_text("Worst severity"))


def test_a_case_is_two_clicks_from_its_point(page, dashboard):
    page.goto(f"{dashboard}/clusters")
    settle(page)
    point = page.locator(f"{MAP} .scatterlayer .point").nth(3)
    insist(lambda: click_middle(page, point), page.get_by_role("button", name="Open this case"))
    page.get_by_role("button", name="Open this case").click()
    page.get_by_role("heading", name="Your assessment").wait_for()
