"""The dashboard as a person meets it: a real server, a real browser, a ledger of its own."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from monitor.config import Settings

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
# No sandbox as root, no calls to the browser's maker, no shared memory a container may lack.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
PATIENCE_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, "the dashboard ended by itself"
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"{address} did not answer in {PATIENCE_SECONDS} s")


@pytest.fixture(scope="session")
def triage_home(sample_nights: tuple[Settings, list[object]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample stores, whose ledger the browser tests may write."""
    home = tmp_path_factory.mktemp("triage") / "home"
    shutil.copytree(sample_nights[0].home, home)
    return home


@contextmanager
def serving(home: Path) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "pipelines.dashboard", "--port", str(port)]
    with subprocess.Popen(command, env=os.environ | {"MONITOR_HOME": str(home)}) as server:
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(address, server)
            yield address
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def serve() -> Callable[[Path], AbstractContextManager[str]]:
    """Serve the dashboard over any home."""
    return serving


@pytest.fixture(scope="session")
def dashboard(triage_home: Path) -> Iterator[str]:
    with serving(triage_home) as address:
        yield address


# Not for the whole session: Playwright's event loop runs as long, and other libraries' tests need their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = next((path for name in CHROMIUMS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("NO BROWSER: install chromium to test the dashboard")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    opened.set_default_timeout(PATIENCE_SECONDS * 1000)
    yield opened
    opened.close()
