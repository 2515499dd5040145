"""How still, how right and how fast the map is: `PYTHONPATH=. python tests/bench/bench_map.py [--large] [--browser]`.

Simulates nights over the real labelled answers: each adds rows, one plants a family that was never seen. `--large`
places 100,000 synthetic rows; `--browser` draws 100,000 cases in Chromium, over the real page, and draws a lasso.
"""

import argparse
import gzip
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sklearn.manifold import trustworthiness

from monitor.clusters import place, update_layout
from monitor.clusters.layout import fit_layout
from monitor.embeddings import PACKAGED, load_encoder
from monitor.taxonomy import Axis
from monitor.warehouse.connection import open_working
from monitor.warehouse.maps import places_frame
from monitor.warehouse.publishing import checkpoint, publish

LABELLED = Path(__file__).parents[3] / "shared" / "data" / "labelled"
ROWS, FIRST_NIGHT, NIGHTS, PLANTED = 1_000, 100, 30, 12
NEIGHBOURS = 10
PORT = 8899
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage")
# Left, top, right, bottom of the lasso, as shares of the map.
LASSO = (0.3, 0.3, 0.7, 0.7)

FILL = """
    insert into runs select 'r' || night, date '2026-11-01' + cast(night as integer), now()::timestamp, now()::timestamp
    from range(14) as nights (night);
    insert into clusters
    select 'k' || number, 'response', 'Synthetic words number ' || number, ['word'], 250, true, 'r0', 'r13'
    from range(200) as numbers (number);
    insert into cases
    select
        'case-' || number || '-1', 'response', 'hash' || number, null, null, null, 'made_up_facts', null, null,
        number % 4 + cast(number % 5000 = 0 as integer), 1, 1.0, ['synthetic'], 'r' || (number % 14), null
    from range($rows) as numbers (number);
    insert into memberships
    select
        'case-' || number || '-1', 'response', case when number % 2 = 0 then 'k' || (number % 200) end, 0.5, false,
        sin(number % 200) * 0.8 + (hash(number) % 1000) / 5000.0, cos((number % 200) * 1.7) * 0.8
        + (hash(number, 1) % 1000) / 5000.0
    from range($rows) as numbers (number);
"""


def read_families():
    told = []
    for name, field in (("jailbroken_llmjudge", "behavior"), ("jailbroken", "question_id")):
        with gzip.open(LABELLED / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        told += [(row["response"], f"{name} {row[field]}") for row in rows if str(row["label"]) == "1"]
    chosen = dict(told[:ROWS])
    vectors = load_encoder(PACKAGED).encode(list(chosen))
    order = np.random.default_rng(1).permutation(len(vectors))
    return vectors[order], np.array(list(chosen.values()))[order]


def right_neighbours(vectors, places):
    def nearest(apart):
        np.fill_diagonal(apart, np.inf)
        return np.argsort(apart, axis=1)[:, :NEIGHBOURS]

    wanted = nearest(-(vectors @ vectors.T))
    drawn = nearest(np.linalg.norm(places[:, None] - places, axis=2))
    return np.mean([len(set(one) & set(other)) / NEIGHBOURS for one, other in zip(wanted, drawn, strict=True)])


def report_nights():
    vectors, families = read_families()
    planted_family = Counter(families).most_common(5)[-1][0]
    is_planted = families == planted_family
    planted, vectors = vectors[is_planted][:PLANTED], vectors[~is_planted]
    layout, last, moves, refits = None, np.empty((0, 2)), [], []
    for night, rows in enumerate(np.linspace(FIRST_NIGHT, len(vectors), NIGHTS).astype(int)):
        before, layout = layout, update_layout(layout, [str(row) for row in range(rows)], vectors[:rows])
        places = place(layout, vectors[:rows])
        moved = np.linalg.norm(places[: len(last)] - last, axis=1)
        if before is not None:
            is_refit = layout.names[: layout.fitted] != before.names[: before.fitted]
            (refits if is_refit else moves).append(np.median(moved))
            if is_refit:
                print(f"  night {night}, {rows} rows: drawn anew, median move {np.median(moved):.3f}")
        last = places
    print(f"{NIGHTS} nights, {len(vectors)} answers (half the map's width is 1):")
    print(f"  median move {np.max(moves):.6f} at most on {len(moves)} nights, {np.round(refits, 3)} on the others")
    new = ~np.isin([str(row) for row in range(len(vectors))], layout.names)
    fresh = fit_layout([str(row) for row in range(len(vectors))], vectors).places
    for name, found in (("this map", last), ("a new map", fresh)):
        print(
            f"  {name}: trustworthiness {trustworthiness(vectors, found, metric='cosine'):.3f}"
            f" (rows placed later {trustworthiness(vectors[new], found[new], metric='cosine'):.3f}),"
            f" {right_neighbours(vectors, found):.2f} of the ten nearest right"
        )
    report_planted(layout, vectors, planted)


def report_planted(layout, vectors, planted):
    both = np.vstack([vectors, planted])
    grown = update_layout(layout, [str(row) for row in range(len(both))], both)
    group = place(grown, planted)
    spread = np.median(np.linalg.norm(group - np.median(group, axis=0), axis=1))
    moved = np.linalg.norm(place(grown, vectors) - place(layout, vectors), axis=1)
    print(f"  {PLANTED} of a family never seen: median spread {spread:.3f}, others moved {np.median(moved):.3f}")


def report_placing(rows):
    generator = np.random.default_rng(1)
    centres = generator.normal(size=(500, 384))
    vectors = centres[generator.integers(0, len(centres), rows)] + 0.8 * generator.normal(size=(rows, 384))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    names = [str(row) for row in range(rows)]
    start = time.perf_counter()
    layout = update_layout(None, names, vectors)
    drawn = time.perf_counter()
    place(layout, vectors)
    placed = time.perf_counter()
    update_layout(layout, names, vectors)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{rows:,} rows × 384: a new map {drawn - start:.1f} s, all placed {placed - drawn:.1f} s,"
        f" the next night's look {time.perf_counter() - placed:.1f} s, peak {peak:.1f} GB"
    )


def fill_home(home, rows):
    with open_working(home / "warehouse.duckdb") as store:
        for statement in FILL.split(";"):
            if statement.strip():
                store.execute(statement, {"rows": rows} if "$rows" in statement else {})
        checkpoint(store)
        start = time.perf_counter()
        places_frame(store, Axis.RESPONSE)
        print(f"{rows:,} cases: read in {time.perf_counter() - start:.2f} s ({datetime.now(UTC):%Y-%m-%d})")
    publish(home / "warehouse.duckdb", home / "published.duckdb")


@contextmanager
def served(home):
    command = [sys.executable, "-m", "pipelines.dashboard", "--port", str(PORT)]
    with subprocess.Popen(command, env=os.environ | {"MONITOR_HOME": str(home)}) as server:
        address = f"http://127.0.0.1:{PORT}"
        for _ in range(300):
            with suppress(OSError):
                urllib.request.urlopen(address, timeout=1).close()
                break
            time.sleep(0.2)
        yield address
        server.terminate()


def report_browser(rows):
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        fill_home(Path(folder), rows)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        with served(Path(folder)) as address:
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.set_default_timeout(120_000)
            page.add_init_script(
                "window.busy = []; new PerformanceObserver(list => list.getEntries().forEach(one =>"
                " window.busy.push(Math.round(one.duration)))).observe({type: 'longtask', buffered: true})"
            )
            page.goto(f"{address}/clusters")
            page.wait_for_selector(".js-plotly-plot .nsewdrag")
            start = time.perf_counter()
            page.goto(f"{address}/clusters?colour=Status")
            page.wait_for_selector(".js-plotly-plot .nsewdrag")
            page.wait_for_selector("[data-testid=stStatusWidget]", state="detached")
            print(f"  drawn after {time.perf_counter() - start:.1f} s; busy for {page.evaluate('window.busy')} ms")
            report_lasso(page)
        browser.close()


def report_lasso(page):
    page.wait_for_timeout(2_000)
    page.evaluate("window.busy = []")
    page.locator(".js-plotly-plot [data-title='Lasso Select']").first.click()
    box = page.locator(".js-plotly-plot .nsewdrag").first.bounding_box()
    across = [box["x"] + share * box["width"] for share in LASSO[::2]]
    down = [box["y"] + share * box["height"] for share in LASSO[1::2]]
    start = time.perf_counter()
    page.mouse.move(across[0], down[0])
    page.mouse.down()
    for x, y in ((1, 0), (1, 1), (0, 1), (0, 0)):
        page.mouse.move(across[x], down[y] + 2, steps=5)
    page.mouse.up()
    drawn = time.perf_counter()
    heading = page.locator("h3", has_text="picked")
    heading.wait_for()
    print(
        f"  lasso of 20 steps {drawn - start:.1f} s, then {heading.inner_text()!r} after"
        f" {time.perf_counter() - drawn:.1f} s; busy for at most {max(page.evaluate('window.busy'), default=0)} ms"
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--browser", action="store_true")
    parser.add_argument("--only", action="store_true", help="leave out the nights")
    asked = parser.parse_args()
    if not asked.only:
        report_nights()
    if asked.large:
        report_placing(100_000)
    if asked.browser:
        report_browser(100_000)


if __name__ == "__main__":
    main()
