"""The page of quality and the tooltips beside counts, in a real browser, after versions of detectors were raised."""

import shutil
from contextlib import suppress

import pytest
from playwright.sync_api import Locator, Page, TimeoutError

from monitor.config import Settings
from monitor.ledger import open_ledger
from monitor.records import Actor
from monitor.taxonomy import Permission, Verdict
from monitor.triage import CaseRef, assess_case
from monitor.warehouse.cases import CaseFilter, cases_frame, read_case
from monitor.warehouse.connection import open_working

pytestmark = pytest.mark.browser

# The first nights were looked at by an older version; the last of them were looked at again by the current one.
RAISE = """
    insert into detectors select detector, 'older', failure, outcome, false, 0 from detectors
        where detector = 'over_refusal';
    create temp table first_nights as
        select conversation_id from conversations where run_id < '2026-11-06';
    insert into scans by name
        select *, from scans where detector = 'over_refusal' and conversation_id in (
            select conversation_id from conversations where run_id = '2026-11-05'
        );
    update scans set version = 'older' where detector = 'over_refusal' and conversation_id in (from first_nights)
        and rowid in (select min(rowid) from scans group by conversation_id, message_index, detector);
"""
HOVERS, HOVER_MS = 10, 6_000
HOSTILE = "![x](http://attacker.invalid/a.png) <b>source</b>"


@pytest.fixture
def raised_home(sample_nights, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(sample_nights[0].home, home)
    settings = Settings(home=home)
    with open_working(settings.published) as store:
        store.execute(RAISE)
        store.execute("update landings set source = $source", {"source": HOSTILE})
        case_id = cases_frame(store, CaseFilter(failure="over_refusal"), limit=1)["case_id"][0]
        case = read_case(store, case_id)
    with open_ledger(settings.ledger) as ledger:
        ref = CaseRef(case.case_id, case.content_hash, 0)
        assess_case(ledger, ref, Verdict.CONFIRMED, actor=Actor("mia", Permission.ANALYST))
    return home


def hover_until(page: Page, marked: Locator, words: str) -> None:
    """Hover over the mark's question mark until the words show: a redraw of the page takes them away again."""
    for _ in range(HOVERS):
        page.mouse.move(0, 0)
        marked.locator("[data-testid=stTooltipIcon]").hover()
        with suppress(TimeoutError):
            page.get_by_text(words).first.wait_for(timeout=HOVER_MS)
            return
    pytest.fail(f"hovering never showed {words!r}")


def test_quality_is_shown_by_labels_and_apart_by_verdicts_and_beside_counts(page, serve, raised_home):
    outside = []
    page.on("request", lambda request: outside.append(request.url) if "attacker" in request.url else None)
    with serve(raised_home) as address:
        page.goto(f"{address}/quality")
        for title in (
            "On labelled exchanges",
            "By your team's verdicts",
            "What the true rate may be",
            "Versions side by side",
        ):
            page.get_by_role("heading", name=title).wait_for()
        # Tables are drawn; what they say stands beside the drawing for those who listen.
        for cell in ("halueval", "⚠ weak", HOSTILE, "older", "100 % (21–100)"):
            page.get_by_text(cell, exact=cell != "halueval").first.wait_for(state="attached")
        page.locator(".js-plotly-plot").first.wait_for()
        assert page.locator("[data-testid=stException]").count() == 0

        page.goto(f"{address}/")
        page.get_by_text("Over-refusal older → ").first.wait_for()
        hover_until(page, page.locator("[data-testid=stMetric]").nth(1), "Made-up facts:")
        page.goto(f"{address}/inbox?failure=Made-up+facts")
        counted = page.locator("[data-testid=stCaptionContainer]", has_text="worst first").first
        hover_until(page, counted, "how much of what it flags is right")
    assert outside == []
