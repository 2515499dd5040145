"""Measure redaction on the labelled texts, and how fast it is: `PYTHONPATH=. python tests/bench/bench_redaction.py`.

A label counts as found if a finding of its kind overlaps it, and a finding as right if it overlaps a label of its kind.
Characters of a label that no finding covers are leaked. `--half dev` is for working on the rules; the figures to
tell are of the half `test`. Intervals are Wilson's, of 95 %; texts from one template are alike, so the true ones are
wider.
"""

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from monitor.redaction import redact_texts
from monitor.redaction.persons import Persons
from monitor.redaction.redact import KINDS, find_spans
from monitor.statistics import wilson_interval

LABELLED = Path(__file__).parents[1] / "redaction" / "labelled_texts.jsonl"
LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl")
CONVERSATIONS = 20_000
CONVERSATION_CHARACTERS = 1_000


def read_labelled(half: str) -> list[dict]:
    rows = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["half"] == half]


def overlaps(one, other) -> bool:
    return one[2] == other[2] and one[0] < other[1] and other[0] < one[1]


def score(row: dict, region: str | None = None) -> dict:
    """Compare what was labelled in one text with what was found."""
    labels = [(span["start"], span["end"], span["kind"]) for span in row["spans"]]
    region = region or row["region"]
    persons = Persons()
    for span in find_spans(row["text"], region=region):
        if span.kind == "NAME":
            persons.identify(span.value)
    found = [span[:3] for span in find_spans(row["text"], region=region, persons=persons)]
    covered = {place for start, end, _ in found for place in range(start, end)}
    return {
        "language": row["language"],
        "labels": [
            (kind, any(overlaps(label, one) for one in found), end - start, len(set(range(start, end)) - covered))
            for label in labels
            for start, end, kind in [label]
        ],
        "finds": [(one[2], any(overlaps(one, label) for label in labels)) for one in found],
        "wrong": [one for one in found if not any(overlaps(one, label) for label in labels)],
        "missed": [label for label in labels if not any(overlaps(label, one) for one in found)],
        "row": row,
    }


def share(good: Iterable[bool]) -> str:
    good = list(good)
    interval = wilson_interval(sum(good), len(good))
    if interval is None:
        return "–"
    return f"{sum(good)}/{len(good)} = {sum(good) / len(good):.2f} ({interval.low:.2f}–{interval.high:.2f})"


def line(name: str, scores: Sequence[dict], matches: Callable[[dict, str], bool]) -> str:
    labels = [label for one in scores for label in one["labels"] if matches(one, label[0])]
    finds = [find for one in scores for find in one["finds"] if matches(one, find[0])]
    leaked = f"{sum(label[3] for label in labels)} of {sum(label[2] for label in labels)}"
    return f"| {name} | {share(found for _, found, _, _ in labels)} | {share(right for _, right in finds)} | {leaked} |"


def table(scores: Sequence[dict]) -> list[str]:
    head = ["| | recall | precision | characters leaked |", "|---|---|---|---|"]
    kinds = [line(f"`{kind}`", scores, lambda _, found, kind=kind: found == kind) for kind in KINDS]
    languages = [
        line(name, scores, lambda one, _, name=name: one["language"] == name)
        for name in LANGUAGES
        if any(one["language"] == name for one in scores)
    ]
    return [*head, *kinds, line("**all**", scores, lambda *_: True), *languages]


def show_errors(scores: Sequence[dict]) -> None:
    for one in scores:
        for what in ("missed", "wrong"):
            for start, end, kind in one[what]:
                text = one["row"]["text"]
                print(
                    f"{one['row']['id']} {what} {kind} {text[start:end]!r} in {text[max(0, start - 60) : end + 40]!r}"
                )


def conversations(rows: Sequence[dict], *, characters: int = CONVERSATION_CHARACTERS) -> list[list[str]]:
    """Build conversations of ordinary size, in which one message in three holds personal data."""
    rng = random.Random(7)
    clean = [row["text"] for row in rows if not row["spans"]]
    personal = [row["text"] for row in rows if row["spans"]]
    made = []
    for _ in range(CONVERSATIONS):
        texts: list[str] = []
        while sum(map(len, texts)) < characters:
            texts.append(rng.choice(personal if rng.random() < 1 / 3 else clean))
        made.append(texts)
    return made


PLAIN = (
    "Can you explain how the tides work? I read that the moon pulls on the water, but why are there two each day?",
    "Sure! The moon pulls harder on the near side of the Earth than on the far side, so the ocean is stretched.",
    "Und wie lange kocht man Linsen, wenn sie nicht eingeweicht sind? Die Packung sagt dazu leider nichts.",
    "Write a short poem about a lighthouse keeper who is afraid of the dark, please. Four lines, and it should rhyme.",
    "The loop never ends because the counter is reset inside the body; move the assignment above the while statement.",
    "Thanks, that fixed it. Is there a way to do the same with a list comprehension, or would that be less readable?",
)


def speed(name: str, made: Sequence[Sequence[str]]) -> None:
    for texts in made[:200]:
        redact_texts(texts, region="US")
    start = time.process_time()
    for texts in made:
        redact_texts(texts, region="US")
    seconds = time.process_time() - start
    count, characters = sum(map(len, made)), sum(len(text) for texts in made for text in texts)
    print(
        f"{name}: {len(made) / seconds:,.0f} conversations/s, {count / seconds:,.0f} messages/s of "
        f"{characters / count:.0f} characters, {characters / seconds / 1e6:.1f} MB/s"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("test", "dev"), default="test")
    parser.add_argument("--errors", action="store_true", help="show what was missed and what was wrong")
    parser.add_argument("--no-speed", action="store_true")
    options = parser.parse_args()
    rows = read_labelled(options.half)
    scores = [score(row) for row in rows]
    print("\n".join(table(scores)))
    silent = [not one["finds"] for one in scores if not one["row"]["spans"]]
    print(f"\ntexts without personal data that stay as they are: {share(silent)}")
    whole = [not one["missed"] for one in scores if one["row"]["spans"]]
    print(f"texts with personal data of which every piece is found: {share(whole)}")
    abroad = [one for row in rows for one in score(row, "US")["labels"] if one[0] == "PHONE"]
    print(f"phones found with region US for all: {share(found for _, found, _, _ in abroad)}")
    kinds = Counter(kind for one in scores for kind, *_ in one["labels"])
    print(f"{len(rows)} texts, {sum(kinds.values())} labels")
    if options.errors:
        show_errors(scores)
    if not options.no_speed:
        rng = random.Random(7)
        speed("ordinary chat, nothing personal", [rng.choices(PLAIN, k=8) for _ in range(CONVERSATIONS)])
        speed("labelled texts, every third message personal", conversations(rows))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
