"""Measure the relevance of reports on the hand-checked rows of `report_relevance.tsv`.

Run it with `PYTHONPATH=. python tests/bench/bench_relevance.py`; some seconds. What the sides are is told in that file.
Intervals are Wilson's of 95 %. Reports called irrelevant go to the end of the inbox, unsure ones stay where they are:
"kept" is the share of incidents that are not lost to the end, "others lowered" the share of the rest that go there.
"""

import argparse
import csv
import importlib.util
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import yaml

from monitor.detectors.relevance import judge_relevance
from monitor.records import Relevance, Report, SubmittedReport
from monitor.sources import ReadOptions, atlas, avid, genai_incidents
from monitor.statistics import Interval, precision_recall, wilson_interval

LABELS = Path(__file__).with_name("report_relevance.tsv")
GENAI = "genai_incidents"
COLUMNS = ("precision", "recall", "kept", "others lowered")
Row = dict[str, str]


def read_labels() -> list[Row]:
    with LABELS.open(encoding="utf-8") as file:
        return list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))


def read_collections(folder: Path) -> Iterator[Report]:
    """Read AVID and ATLAS as a night does."""
    for file in sorted((folder / "avid").rglob("*.json")):
        yield as_report(avid.read(json.loads(file.read_text(encoding="utf-8")), ReadOptions()))
    for file in sorted((folder / "atlas").glob("*.yaml")):
        yield as_report(atlas.read(yaml.safe_load(file.read_text(encoding="utf-8")), ReadOptions()))


def as_report(told: SubmittedReport) -> Report:
    return Report(
        report_id=told.external_id or "",
        title=told.title,
        text=told.text,
        channel=told.channel,
        format=told.format,
        tags=told.tags,
    )


def read_genai_incidents() -> Iterator[Report]:
    """Read the records of the package, if it is installed."""
    package = importlib.util.find_spec(GENAI)
    if package is None or package.origin is None:
        print(f"The package {GENAI.replace('_', '-')} is not installed: its rows are left out.")
        return
    file = Path(package.origin).parent / "data" / "incidents.min.json"
    for row in genai_incidents.split(json.loads(file.read_text(encoding="utf-8"))):
        yield as_report(genai_incidents.read(row, ReadOptions()))


def show(value: float | None, interval: Interval | None) -> str:
    return "–" if value is None or interval is None else f"{value:.3f} ({interval.low:.2f}–{interval.high:.2f})"


def measure(name: str, rows: list[Row], judged: dict[str, Relevance]) -> str:
    ids = {row["id"]: row["label"] for row in rows if row["label"] != "unclear"}
    incidents = {one for one, label in ids.items() if label == "incident"}
    called = {one for one in ids if judged[one].is_relevant}
    lowered = {one for one in ids if judged[one].is_relevant is False}
    quality = precision_recall(called, incidents)
    kept = len(incidents - lowered)
    kept_share = kept / len(incidents) if incidents else None
    others = ids.keys() - incidents
    lowered_right = len(others & lowered)
    cells = (
        show(quality.precision, quality.precision_interval),
        show(quality.recall, quality.recall_interval),
        show(kept_share, wilson_interval(kept, len(incidents))),
        show(lowered_right / len(others) if others else None, wilson_interval(lowered_right, len(others))),
    )
    return f"{name:<26} {len(ids):>5} {len(incidents):>9}  " + "  ".join(f"{cell:>18}" for cell in cells)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=Path, default=Path("../shared/data/reports"))
    folder = parser.parse_args().reports
    if not folder.is_dir():
        print(f"{folder} is not there: AVID and ATLAS are left out.")
    reports = [*(read_collections(folder) if folder.is_dir() else ()), *read_genai_incidents()]
    started = time.perf_counter()
    judged = {one.report_id: one for one in judge_relevance(reports)}
    if reports:
        print(f"{len(reports):,} reports judged, {len(reports) / (time.perf_counter() - started):,.0f} per second\n")
    labels = [row for row in read_labels() if row["id"] in judged]
    print(f"{'':<26} {'rows':>5} {'incidents':>9}  " + "  ".join(f"{name:>18}" for name in COLUMNS))
    for side in ("fresh", "test", "development"):
        rows = [row for row in labels if row["side"] == side]
        for source in sorted({row["source"] for row in rows}):
            print(measure(f"{side} · {source}", [row for row in rows if row["source"] == source], judged))
        print(measure(f"{side} · all", rows, judged))
    return 0


if __name__ == "__main__":
    sys.exit(main())
