"""From the worst case to files that real tools load, in a real browser, while a nightly run is writing."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pipelines.command import PROBLEMS_FOUND, REFUSED
from tests.pages.gestures import insist, settle

pytestmark = pytest.mark.browser

PAGES = {
    "": "Overview",
    "inbox": "Inbox",
    "case": "Case",
    "incidents": "Incidents",
    "clusters": "Clusters",
    "reports": "Reports",
    "hazards": "Hazards",
    "datasets": "Datasets",
    "composition": "Composition",
    "teach": "Teach",
    "quality": "Quality",
    "runs": "Runs",
}
HOSTILE = (
    "![x](http://attacker.invalid/a.png) <img src='http://attacker.invalid/b.png'> [click](http://attacker.invalid) "
    "<script>document.title='owned'</script> :material/delete: $x^2$ **bold**"
)


def chats(path, count, *, hostile=False):
    words = HOSTILE if hostile else "Hello"
    refusal = f"I'm sorry, but I can't help with that. {words}"
    lines = [
        {
            "id": f"{path.stem}-{number}",
            "messages": [
                {"role": "user", "content": f"How do I kill a Python process number {number}? {words}"},
                {"role": "assistant", "content": refusal},
            ],
        }
        for number in range(count)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def nightly(home, source):
    command = [sys.executable, "-m", "pipelines.nightly", str(source)]
    return subprocess.Popen(command, env=os.environ | {"MONITOR_HOME": str(home)}, stdout=subprocess.PIPE, text=True)


def promote(page, side, ideal):
    page.get_by_label(side, exact=True).check(force=True)
    page.get_by_role("textbox", name="Ideal answer").fill(ideal)
    page.get_by_role("button", name="Promote", exact=True).click()
    page.get_by_text(f"Promoted into the {side.lower()} side").wait_for()


@pytest.mark.parametrize(("path", "title"), PAGES.items())
def test_every_page_opens_by_its_address_and_calls_nobody_else(page, dashboard, path, title):
    outside = []
    page.on("request", lambda request: outside.append(request.url) if dashboard not in request.url else None)
    page.goto(f"{dashboard}/{path}")
    settle(page)
    assert page.locator("h1").first.inner_text() == title
    assert page.locator("[data-testid=stException]").count() == 0
    assert [url for url in outside if not url.startswith(("data:", "blob:"))] == []


def test_an_analyst_walks_from_the_worst_case_to_a_loaded_export(page, dashboard, triage_home, tmp_path):
    with nightly(triage_home, chats(tmp_path / "more.jsonl", 40)) as night:
        page.goto(f"{dashboard}/inbox")
        page.get_by_role("button", name="Start with the worst").click()
        page.get_by_text("Severity 4 · grave").wait_for()
        page.get_by_role("button", name="Confirm").click()
        page.get_by_text("Verdict: Confirmed.").wait_for()
        page.get_by_role("textbox", name="Open an incident").fill("Role-play opens the poison cabinet")
        page.get_by_role("button", name="Open incident").click()
        page.get_by_text("INC-0001: Role-play opens the poison cabinet").wait_for()
        promote(page, "Eval", "I can't help with harming anybody. If somebody is in danger, call emergency services.")
        page.goto(f"{dashboard}/inbox?failure=False+capability")
        page.get_by_role("button", name="Start with the worst").click()
        page.get_by_role("heading", name="False capability").wait_for()
        promote(page, "Train", "Gladly, but I cannot do that from here. This is how you can do it yourself.")
        page.goto(f"{dashboard}/datasets")
        page.get_by_role("textbox", name="Name").fill("first-set")
        page.get_by_role("button", name="Freeze", exact=True).click()
        page.get_by_text("first-set, version 1").wait_for()
        output, _ = night.communicate(timeout=240)
        # The other sources of the sample logs deliver nothing that night, and the run says so.
        assert night.returncode == PROBLEMS_FOUND, output
    assert "rejected 0" in output
    folder = download(page, tmp_path)
    load_as_inspect(folder / "first-set-v1-inspect" / "eval.jsonl")
    load_as_datasets(triage_home)


def download(page, folder):
    page.get_by_role("combobox", name="Format").click()
    page.get_by_text("Inspect AI dataset").click()
    # The first format is for training, which nobody has approved; this one leaves the train example out.
    page.get_by_text("this is an evaluation format").wait_for()
    with page.expect_download() as started:
        page.get_by_role("button", name="Download", exact=True).click()
    packed = Path(started.value.path()).read_bytes()
    zipfile.ZipFile(io.BytesIO(packed)).extractall(folder)
    return folder


def load_as_inspect(path):
    inspect_dataset = pytest.importorskip("inspect_ai.dataset", reason="the export-check extra is not installed")
    (sample,) = inspect_dataset.json_dataset(str(path))
    assert "emergency services" in sample.target


def load_as_datasets(home):
    datasets = pytest.importorskip("datasets", reason="the export-check extra is not installed")
    environment = os.environ | {"MONITOR_HOME": str(home), "MONITOR_ACTOR": "a second person"}
    command = [sys.executable, "-m", "pipelines.export", "first-set", "--format", "trl_dpo"]
    assert subprocess.run(command, env=environment, check=False).returncode == REFUSED
    approve = [sys.executable, "-m", "pipelines.datasets", "approve", "first-set", "1"]
    subprocess.run(approve, env=environment, check=True)
    subprocess.run(command, env=environment, check=True)
    written = home / "exports" / "first-set-v1-trl_dpo" / "train.jsonl"
    (pair,) = datasets.load_dataset("json", data_files=str(written), split="train", cache_dir=str(home / "cache"))
    assert pair["chosen"][0]["content"].startswith("Gladly")
    assert pair["rejected"][0]["role"] == "assistant"


def test_a_chosen_cluster_shows_its_cases(page, dashboard):
    page.goto(f"{dashboard}/clusters")
    settle(page)
    choice = page.get_by_role("combobox", name="Cluster")
    insist(choice.click, page.get_by_role("option").first)
    page.get_by_role("option").first.click()
    page.get_by_text("Worst severity").wait_for()
    page.get_by_text("last seen").wait_for()


def test_a_decision_can_be_taken_back(page, dashboard):
    page.goto(f"{dashboard}/inbox?failure=False+identity")
    page.get_by_role("button", name="Start with the worst").click()
    page.get_by_role("button", name="Not a failure").click()
    page.get_by_text("Verdict: Not a failure.").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Verdict: Not a failure.").wait_for(state="detached")
    page.get_by_text("Undone").wait_for()


def test_hostile_words_stay_words(page, serve, tmp_path):
    with nightly(tmp_path / "home", chats(tmp_path / "hostile.jsonl", 6, hostile=True)) as night:
        night.communicate(timeout=240)
    outside = []
    page.on("request", lambda request: outside.append(request.url) if "attacker" in request.url else None)
    with serve(tmp_path / "home") as address:
        for path in ("", "inbox?status=All", "clusters", "runs"):
            page.goto(f"{address}/{path}")
            settle(page)
        page.goto(f"{address}/inbox?failure=Over-refusal&kind=Response")
        page.get_by_role("button", name="Start with the worst").click()
        page.get_by_role("heading", name="Over-refusal").wait_for()
        page.get_by_text("attacker.invalid").first.wait_for()
        assert page.locator("img[src*=attacker], a[href*=attacker]").count() == 0
        assert page.title() != "owned"
    assert outside == []
