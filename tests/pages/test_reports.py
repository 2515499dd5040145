"""The page of reports in a real browser: handing one in, those that wait, and where each was told."""

import json
import os
import subprocess
import sys

import pytest

from tests.pages.gestures import choose_first_row, insist

pytestmark = pytest.mark.browser

WORDS = "The bot promised me a refund that it could not give, ![x](http://attacker.invalid/a.png) and smiled"
PLACES = ("http://attacker.invalid/1", "javascript:alert(1)", "https://our.test/3")


@pytest.fixture
def told_home(tmp_path):
    lines = [{"text": WORDS, "channel": f"forum {n}", "url": url, "files": "shot.png"} for n, url in enumerate(PLACES)]
    source = tmp_path / "told.jsonl"
    source.write_text("".join(json.dumps(line) + "\n" for line in lines))
    home = tmp_path / "home"
    command = [sys.executable, "-m", "pipelines.nightly", str(source)]
    subprocess.run(command, env=os.environ | {"MONITOR_HOME": str(home)}, check=True, stdout=subprocess.PIPE)
    return home


def hand_in(page, text):
    page.get_by_text("Report something").click()
    page.get_by_role("textbox", name="What happened").fill(text)
    page.get_by_role("button", name="Hand in").click()


def test_a_report_is_handed_in_before_any_night_has_run(page, serve, tmp_path):
    (tmp_path / "home").mkdir()
    with serve(tmp_path / "home") as address:
        page.goto(f"{address}/reports")
        page.get_by_text("No night has run yet").wait_for()
        hand_in(page, "   ")
        page.get_by_text("the report has no text").wait_for()
        page.get_by_role("textbox", name="What happened").fill("It lied ![x](http://attacker.invalid/b.png)")
        page.get_by_role("button", name="Hand in").click()
        page.get_by_text("Handed in as report").wait_for()
        page.get_by_text("1 report handed in, waiting for the next run:").wait_for()
        page.get_by_text("• It lied ![x](http://attacker.invalid/b.png)").wait_for()
        assert page.locator("[data-testid=stException]").count() == 0


def test_a_report_shows_every_place_it_was_told_and_no_link_to_any(page, serve, told_home):
    outside = []
    page.on("request", lambda request: outside.append(request.url) if "attacker" in request.url else None)
    with serve(told_home) as address:
        page.goto(f"{address}/reports")
        page.get_by_text("1 report, worst first").wait_for()
        insist(lambda: choose_first_row(page), page.get_by_text("Seen 3 times"))
        page.locator("pre").get_by_text("![x](http://attacker.invalid/a.png)").wait_for()
        page.get_by_text("javascript:alert(1)").first.wait_for(state="attached")
        assert page.locator("a[href*=attacker], a[href*=javascript], img[src*=attacker]").count() == 0
        page.get_by_role("button", name="Open the case").click()
        page.get_by_text("Told through").wait_for()
    assert outside == []
