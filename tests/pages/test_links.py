"""Where in production a report is seen, in a real browser: evidence, a person's word, and hostile words kept inert."""

import json
import os
import subprocess
import sys

import pytest

from tests.pages.gestures import choose_first_row, insist

pytestmark = pytest.mark.browser

SAID = "I have just phoned the warehouse ![x](http://attacker.invalid/a.png) and put the velvet sofa aside for you"
CHAT = {
    "id": "c1",
    "user": "anna",
    "messages": [
        {"role": "user", "content": "Is the velvet sofa in stock? <img src=http://attacker.invalid/b.png>"},
        {"role": "assistant", "content": SAID},
    ],
}


@pytest.fixture
def told_home(tmp_path):
    chats, told = tmp_path / "chats.jsonl", tmp_path / "told.jsonl"
    chats.write_text(json.dumps(CHAT) + "\n")
    told.write_text(json.dumps({"text": f'Your chatbot lied: "{SAID}"', "channel": "forum"}) + "\n")
    home = tmp_path / "home"
    command = [sys.executable, "-m", "pipelines.nightly", str(chats), str(told)]
    subprocess.run(command, env=os.environ | {"MONITOR_HOME": str(home)}, check=True, stdout=subprocess.PIPE)
    return home


def test_a_person_sees_what_matched_refuses_it_and_takes_that_back(page, serve, told_home):
    outside = []
    page.on("request", lambda request: outside.append(request.url) if "attacker" in request.url else None)
    with serve(told_home) as address:
        page.goto(f"{address}/reports")
        page.get_by_text("1 report, worst first").wait_for()
        insist(lambda: choose_first_row(page), page.get_by_text("Conversations: 1 of 1"))
        page.get_by_text("Users: 1 of 1").wait_for()
        page.get_by_role("button", name="Open the case").click()
        page.get_by_text("Told through").wait_for()
        page.get_by_text("Choose a row to see what matched").wait_for()
        insist(lambda: choose_first_row(page), page.get_by_text("It quotes this conversation"))
        page.locator("mark").get_by_text("I have just phoned the warehouse").first.wait_for()
        page.get_by_role("button", name="Not this one").click()
        page.get_by_text("Nothing found among 1 conversation of production.").wait_for()
        page.wait_for_timeout(1_000)
        assert page.locator("a[href*=attacker], img[src*=attacker]").count() == 0
        assert page.locator("[data-testid=stException]").count() == 0
    assert outside == []
