"""What a person's hand does on a page, and does again until the page answers it."""

from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import Locator, Page, TimeoutError

# A gesture made while the page is being redrawn falls on what is taken away; on a slow machine that takes seconds.
TRIES, ANSWER_MS = 8, 12_000
# Tables are drawn, not written: the box of a row is chosen by its place.
FIRST_BOX = {"x": 18, "y": 52}


def settle(page: Page) -> None:
    """Wait until the page has drawn what it was asked for."""
    page.wait_for_selector("h1")
    page.wait_for_selector("[data-testid=stStatusWidget]", state="detached")


def insist(gesture: Callable[[], None], answer: Locator) -> None:
    """Repeat the gesture until its answer is seen."""
    for _ in range(TRIES):
        with suppress(TimeoutError):
            gesture()
            answer.wait_for(timeout=ANSWER_MS)
            return
    answer.wait_for()


def click_middle(page: Page, drawn: Locator) -> None:
    """Click on what a picture shows, which has no element to click on."""
    drawn.scroll_into_view_if_needed()
    box = drawn.bounding_box()
    if box is None:
        raise TimeoutError("it was redrawn meanwhile")
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    # Plotly tells what lies under the pointer a moment after it came.
    page.wait_for_timeout(ANSWER_MS / 20)
    page.mouse.down()
    page.mouse.up()


def choose_first_row(page: Page) -> None:
    """Tick the first row of the first table."""
    page.locator("[data-testid=stDataFrame]").first.click(position=FIRST_BOX)
