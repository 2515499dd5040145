"""A detector named, marked, trained and switched on in a real browser; hostile words stay words."""

import shutil

import pytest
from playwright.sync_api import expect

from monitor.config import Settings
from monitor.ledger import open_ledger
from monitor.records import Actor
from monitor.taxonomy import Failure, Permission
from monitor.triage.taught_states import MarkedResponse, MarkedText, read_taught
from monitor.triage.teaching import mark_example, open_taught
from monitor.warehouse.cases import CaseFilter, cases_frame, read_case
from monitor.warehouse.connection import open_snapshot
from tests.pages.gestures import insist

pytestmark = pytest.mark.browser

MIA = Actor("mia", Permission.ANALYST)
HOSTILE = "![x](http://attacker.invalid/a.png) <img src=http://attacker.invalid/b.png> number {}"


@pytest.fixture
def teaching_home(sample_nights, tmp_path):
    """Ten answers marked yes, two of them hostile, and nine marked no."""
    home = tmp_path / "home"
    shutil.copytree(sample_nights[0].home, home)
    settings = Settings(home=home)
    with open_snapshot(settings.published) as store, open_ledger(settings.ledger) as ledger:
        open_taught(ledger, "curt", Failure.OVER_REFUSAL, actor=MIA)
        for failure, count, is_positive in (("over_refusal", 8, True), ("made_up_facts", 9, False)):
            for case_id in cases_frame(store, CaseFilter(failure=failure), limit=count)["case_id"]:
                example = MarkedResponse(case_id, read_case(store, case_id).content_hash)
                mark_example(ledger, "curt", example, is_positive=is_positive, actor=MIA)
        for number in range(2):
            mark_example(ledger, "curt", MarkedText("", HOSTILE.format(number)), is_positive=True, actor=MIA)
        case_id = cases_frame(store, CaseFilter(failure="made_up_facts"), limit=10)["case_id"][9]
    return settings, case_id


def test_a_detector_is_marked_trained_switched_on_and_off_again(page, serve, teaching_home):
    settings, case_id = teaching_home
    outside = []
    page.on("request", lambda request: outside.append(request.url) if "attacker" in request.url else None)
    with serve(settings.home) as address:
        page.goto(f"{address}/teach")
        page.get_by_text("mark 1 more no").wait_for()
        page.get_by_role("button", name="Train").click()
        page.get_by_text("mark 1 more negative").wait_for()

        page.goto(f"{address}/case?case={case_id}")
        no = page.get_by_role("button", name="No", exact=True)
        insist(page.get_by_text("Mark as example for a detector").click, no)
        insist(no.click, page.get_by_text("Marked no by analyst."))

        page.goto(f"{address}/teach")
        page.get_by_text("10 yes · 10 no").wait_for()
        page.get_by_role("button", name="Train").click()
        page.get_by_text("Versions side by side").wait_for()
        page.get_by_text("learned from 10 yes and 10 no").wait_for()
        page.get_by_role("heading", name="Marks").first.wait_for()
        # While a page is drawn anew, the one before it is still there.
        expect(page.get_by_role("button", name="Yes", exact=True)).to_have_count(10)
        page.get_by_role("button", name="Switch on").click()
        page.get_by_text("Version 1 is switched on").wait_for()
        page.get_by_role("button", name="Undo").first.click()
        page.get_by_text("Switched off").first.wait_for()
        page.get_by_role("heading", name="Marks").first.wait_for()
        page.get_by_role("button", name="Yes", exact=True).first.click()
        page.get_by_text("11 yes · 10 no").wait_for()
        # While the page is redrawn, the tabs of before may stand beside the new ones.
        page.wait_for_selector("[data-testid=stStatusWidget]", state="detached")
        page.get_by_text("Ranking learned from your verdicts").click()
        page.get_by_text("No failure has enough verdicts yet").wait_for()
        assert page.locator("[data-testid=stException]").count() == 0
    with open_ledger(settings.ledger) as ledger:
        state = read_taught(ledger, "curt")
    assert (state.active, len(state.trainings), len(state.marks)) == (None, 1, 21)
    assert outside == []
