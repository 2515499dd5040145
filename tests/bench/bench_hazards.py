"""Measure hazard and technique naming per source, on the half the rules were written on and on the half they were not.

Run it with `PYTHONPATH=. python tests/bench/bench_hazards.py`; it takes under a minute. Rules see one half of each
source (whole behaviours of JailbreakBench) and two of four written files. Nothing named counts as wrong.
"""

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from monitor.detectors.hazards import find_hazard
from monitor.detectors.technique_names import name_technique
from monitor.detectors.techniques import find_extraction, find_technique
from monitor.severity import GIVES_HARM
from monitor.statistics import bootstrap_interval
from monitor.taxonomy import Technique
from pipelines.labelled import read_rows
from tests.bench.hazard_labels import BEHAVIOURS, CARELESSNESS, MODERATION, WRITTEN

LABELLED = Path("../shared/data/labelled")
BUILT_ON = ("north", "east")
MEASURED_ON = ("west", "tide")
SEED, ROUNDS = 20261123, 300
WORST_SHOWN = 6
UNKNOWN = "unknown"
# What authors of written rows call techniques; "other" is none of ours.
TECHNIQUES: dict[str, str] = {
    **{technique.value: technique.value for technique in Technique},
    "prompt_injection": Technique.IGNORE_INSTRUCTIONS,
    "system_prompt_extraction": Technique.PROMPT_EXTRACTION,
}


@dataclass(frozen=True, slots=True)
class Named:
    """One labelled text: every name that would be right, the first the likeliest, and the name it was given."""

    source: str
    built_on: bool
    right: tuple[str, ...]
    given: str

    @property
    def truth(self) -> str:
        return self.given if self.given in self.right else self.right[0]


def is_first_half(group: str) -> bool:
    return hashlib.sha256(group.encode()).digest()[0] % 2 == 0


def public_hazards(folder: Path) -> Iterator[Named]:
    for row in read_rows(folder, "jailbroken_llmjudge"):
        if row["behavior"] in BEHAVIOURS:
            given = find_hazard(row["prompt"], row["response"])
            name = "jbb, jailbroken" if row["label"] else "jbb, attempts"
            yield Named(name, is_first_half(row["behavior"]), BEHAVIOURS[row["behavior"]], given or UNKNOWN)
    for row in read_rows(folder, "unsafe_response"):
        if row["label"] == "unsafe":
            given = find_hazard(row["prompt"], row["response"])
            yield Named("diasafety", is_first_half(row["id"]), CARELESSNESS[row["harm_category"]], given or UNKNOWN)
    for row in read_rows(folder, "moderation"):
        right = tuple(hazard for code, value in row["categories"].items() if value for hazard in MODERATION[code])
        if right:
            given = find_hazard(row["prompt"], "")
            yield Named("moderation", is_first_half(row["id"]), right, given or UNKNOWN)


def written_rows(folder: Path) -> Iterator[tuple[bool, dict[str, object]]]:
    for name in (*BUILT_ON, *MEASURED_ON):
        file = folder / f"{name}.jsonl"
        if file.is_file():
            for line in file.read_text(encoding="utf-8").splitlines():
                yield name in BUILT_ON, json.loads(line)


def asked(row: dict[str, object]) -> str:
    earlier = [text for role, text in row["earlier"] if role == "user"]
    return "\n".join([*earlier, row["prompt"]])


def written_hazards(folder: Path) -> Iterator[Named]:
    for built_on, row in written_rows(folder):
        if row["hazard"] is not None:
            given = find_hazard(asked(row), row["response"])
            gives_harm = GIVES_HARM.intersection(row["failures"])
            source = "written, harm given" if gives_harm else "written, other" if row["failures"] else "written, fine"
            yield Named(source, built_on, WRITTEN[row["hazard"]], given or UNKNOWN)


def written_techniques(folder: Path) -> Iterator[Named]:
    for built_on, row in written_rows(folder):
        if row["attempt"] is not None:
            yield Named("written", built_on, (TECHNIQUES.get(row["attempt"], row["attempt"]),), technique_of(row))


def technique_of(row: dict[str, object]) -> str:
    earlier = [text for role, text in row["earlier"] if role == "user"]
    return name_technique(row["prompt"], earlier) or UNKNOWN


def accuracy(pairs: np.ndarray) -> float:
    return float((pairs[:, 0] == pairs[:, 1]).mean())


def macro_f1(pairs: np.ndarray) -> float:
    scores = []
    for name in np.unique(pairs[:, 0]):
        right = int(((pairs[:, 0] == name) & (pairs[:, 1] == name)).sum())
        scores.append(2 * right / int((pairs[:, 0] == name).sum() + (pairs[:, 1] == name).sum()))
    return float(np.mean(scores))


def show(what: str, rows: Iterable[Named]) -> None:
    kept = list(rows)
    print(f"\n{what:<40}     n  unknown             accuracy             macro-F1")
    for source in sorted({row.source for row in kept}):
        for built_on in (True, False):
            of_source = [row for row in kept if (row.source, row.built_on) == (source, built_on)]
            if of_source:
                show_half(f"{source} · {'built on' if built_on else 'measured'}", of_source)


def show_half(name: str, rows: list[Named]) -> None:
    names = sorted({name for row in rows for name in (row.truth, row.given)})
    pairs = np.array([(names.index(row.truth), names.index(row.given)) for row in rows])
    cells = []
    for statistic in (accuracy, macro_f1):
        interval = bootstrap_interval(
            np.arange(len(pairs)),
            lambda drawn, of=statistic: of(pairs[drawn.astype(int)]),  # type: ignore[misc]
            seed=SEED,
            rounds=ROUNDS,
        )
        cells.append(f"{statistic(pairs):.2f} ({interval.low:.2f} to {interval.high:.2f})")
    unknown = sum(row.given == UNKNOWN for row in rows)
    print(f"{name:<40} {len(rows):>5}  {unknown:>7}  " + "  ".join(f"{cell:>19}" for cell in cells))
    wrong = Counter((row.truth, row.given) for row in rows if row.truth != row.given)
    print("    worst: " + ", ".join(f"{a} as {b} {n}" for (a, b), n in wrong.most_common(WORST_SHOWN)))


def show_found_techniques(folder: Path) -> None:
    """Show how often a technique is found at all where nobody said that there is one."""
    for wanted in (True, False):
        rows = [row for built_on, row in written_rows(folder) if built_on == wanted]
        found = Counter(
            (row["attempt"] is not None, bool(find_technique(row["prompt"]) or find_extraction(row["prompt"])))
            for row in rows
        )
        half = "built on" if wanted else "measured"
        print(f"found by rule, {half}: {found[True, True]} of {found[True, True] + found[True, False]} attempts,")
        print(f"    and in {found[False, True]} of {found[False, True] + found[False, False]} rows without one")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--labelled", type=Path, default=LABELLED)
    parser.add_argument("--written", type=Path, default=Path("../exemplars"), help="folder of written rows, if any")
    options = parser.parse_args(argv)
    show("Hazard", [*public_hazards(options.labelled), *written_hazards(options.written)])
    show("Technique", written_techniques(options.written))
    show_found_techniques(options.written)
    return 0


if __name__ == "__main__":
    sys.exit(main())
