"""Measure what the leak check catches, what it joins in vain, and what it costs.

Run it with `PYTHONPATH=. python tests/bench/bench_leaks.py`; `--quality` leaves the cost out. Twins of real prompts are
planted on the train side while the prompts are on the eval side: copies in another case and spacing, light edits (one
word in twenty, at least one, replaced), disguises (base64, hexadecimal, ROT13, backwards, digits for letters,
look-alike letters, letters apart; in turn), and the paraphrases of `sets/paraphrased_prompts.tsv`, written for it.
A false alarm is a pair of prompts of different sources that is kept apart: nobody wrote one after the other. Intervals
are Wilson's of 95 %.
"""

import argparse
import base64
import codecs
import csv
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from monitor.datasets import LeakRules, find_collision, freeze, promote
from monitor.datasets.examples import write_content
from monitor.datasets.paraphrases import LOOSE_THRESHOLD, THRESHOLD, find_paraphrases
from monitor.disguises import in_clear
from monitor.embeddings import PACKAGED, load_encoder
from monitor.ledger import Draft, append_event, hold, open_ledger, subject_id
from monitor.records import Actor, Example, ExampleDraft, Message
from monitor.shingles import find_near_duplicates, find_shingles
from monitor.statistics import wilson_interval
from monitor.taxonomy import EventKind, Expected, Permission, Role, Side, Subject
from tests.bench.linked_traffic import Exchange, read_labelled, read_oasst

PARAPHRASES = Path(__file__).parent / "sets" / "paraphrased_prompts.tsv"
POOL = 2_500
SEED = 6
PLANTED = 300
EDITED = 20
SIZES = (1_000, 10_000, 100_000)
DIMENSIONS = 384
PROMOTED = 5
# Fewer words drawn at random are sometimes the same ones.
FEWEST_WORDS = 12
AT = datetime(2026, 11, 22)
ACTOR = Actor("mia", Permission.ANALYST)
Vector = NDArray[np.float32]


DISGUISES: tuple[Callable[[str], str], ...] = (
    lambda text: base64.b64encode(text.encode()).decode(),
    lambda text: text.encode().hex(),
    lambda text: codecs.encode(text, "rot13"),
    lambda text: text[::-1],
    lambda text: text.translate(str.maketrans("aeiost", "43105$")),
    lambda text: text.translate(str.maketrans("aeopcxyi", "аеорсхуі")),
    lambda text: "   ".join(" ".join(word) for word in text.split()),
)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--quality", action="store_true", help="leave the cost out")
    chosen = options.parse_args()
    pool = read_pool()
    encoder = Remembering()
    report_twins([one.prompt for one in pool], LeakRules(encoder.encode))
    report_false_alarms(pool, encoder)
    if not chosen.quality:
        report_cost([one.prompt for one in pool])


class Remembering:
    """The packaged encoder, which encodes no text twice."""

    def __init__(self) -> None:
        self.encoder = load_encoder(PACKAGED)
        self.vectors: dict[str, Vector] = {}

    def encode(self, texts: Sequence[str], /) -> Vector:
        new = [text for text in dict.fromkeys(texts) if text not in self.vectors]
        if new:
            self.vectors.update(zip(new, self.encoder.encode(new), strict=True))
        return np.stack([self.vectors[text] for text in texts])


def read_pool() -> list[Exchange]:
    """Read different real prompts, as many from every source as there are, up to a share."""
    by_source: dict[str, dict[str, Exchange]] = {}
    for one in (*read_labelled(), *read_oasst()):
        if one.prompt.strip() and one.prompt != "Go on.":
            by_source.setdefault(one.source, {}).setdefault(one.prompt, one)
    rng = random.Random(SEED)
    share = POOL // len(by_source)
    chosen = [one for rows in by_source.values() for one in rng.sample(list(rows.values()), min(share, len(rows)))]
    print(f"{len(chosen):,} prompts: {dict(Counter(one.source for one in chosen))}")
    return chosen


def report_twins(prompts: Sequence[str], rules: LeakRules) -> None:
    """Plant twins on the train side, each alone against all prompts on the eval side."""
    rng = random.Random(SEED)
    worded = [one for one in prompts if len(one.split()) > 1]
    originals = rng.sample(worded, PLANTED)
    vocabulary = sorted({word for one in prompts for word in one.split()})
    written = read_paraphrases()
    tested = [make_example(f"t{n}", one, Side.EVAL) for n, one in enumerate(prompts)]
    tested += [make_example(f"w{n}", one, Side.EVAL) for n, (one, _) in enumerate(written)]
    place = {one.prompt: one.example_id for one in tested}
    families: dict[str, list[tuple[str, str]]] = {
        "exact": [(one, f"  {one.upper()}  ") for one in originals],
        "light edit": [(one, edit(one, vocabulary, rng)) for one in originals],
        "light edit, from 20 words": [
            (one, edit(one, vocabulary, rng)) for one in originals if len(one.split()) >= EDITED
        ],
        "disguised": [(one, DISGUISES[n % len(DISGUISES)](one)) for n, one in enumerate(originals)],
        "paraphrase": written,
    }
    print("\n| planted | of | caught, this very pair | or by another of its family | 95 % |\n|---|---|---|---|---|")
    for name, twins in families.items():
        outcomes = [caught(tested, place[one], twin, rules) for one, twin in twins]
        direct, any_way = sum(own for own, _ in outcomes), sum(any_pair for _, any_pair in outcomes)
        span = wilson_interval(any_way, len(twins))
        print(
            f"| {name} | {len(twins)} | {direct} | {any_way / len(twins):.3f} | {span.low:.3f} to {span.high:.3f} |",
            flush=True,
        )


def caught(tested: Sequence[Example], original: str, twin: str, rules: LeakRules) -> tuple[bool, bool]:
    """Tell whether a twin is refused when only its original is tested, and when all are."""
    mine = make_example("twin", twin, Side.TRAIN)
    alone = [one for one in tested if one.example_id == original]
    own = find_collision([*alone, mine], rules, about="twin") is not None
    return own, own or find_collision([*tested, mine], rules, about="twin") is not None


def report_false_alarms(pool: Sequence[Exchange], encoder: Remembering) -> None:
    """Count pairs of different sources that are kept apart, and prompts that meet any of an eval side of some size."""
    sources = {f"{n}": one.source for n, one in enumerate(pool)}
    texts = {f"{n}": one.prompt for n, one in enumerate(pool)}
    worded = {(a, b) for a, b, _ in find_near_duplicates({name: find_shingles(text) for name, text in texts.items()})}
    meant = list(find_paraphrases(texts, encoder.encode))
    sizes = Counter(sources.values())
    unrelated = (len(pool) ** 2 - sum(count**2 for count in sizes.values())) // 2
    print("\n| kept apart, of different sources | pairs | of all such pairs |\n|---|---|---|")
    for name, pairs in {
        "by words": worded,
        f"families: words, or cosine from {THRESHOLD}": worded | {(a, b) for a, b, c in meant if c >= THRESHOLD},
        f"also loosely: cosine from {LOOSE_THRESHOLD}": worded | {(a, b) for a, b, _ in meant},
    }.items():
        joined = sum(sources[a] != sources[b] for a, b in pairs)
        print(f"| {name} | {joined:,} | {joined / unrelated:.3%} |")
    alike: dict[str, set[str]] = {name: set() for name in texts}
    for a, b, _ in meant:
        if sources[a] != sources[b]:
            alike[a].add(b)
            alike[b].add(a)
    rng = random.Random(SEED)
    for size in (100, 500, 2_000):
        held = set(rng.sample(list(texts), size))
        others = [name for name in texts if name not in held]
        refused = sum(not alike[name].isdisjoint(held) for name in others)
        print(f"an eval side of {size:,}: {refused / len(others):.1%} of the other prompts meet one of another source")


def report_cost(prompts: Sequence[str]) -> None:
    """Time promotions into sets of some sizes, and freezing the largest."""
    print("\n| examples | promote, median s | freeze s | of a processor | peak GB |\n|---|---|---|---|---|")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder, open_ledger(f"sqlite:///{folder}/ledger.sqlite") as ledger:
            texts = make_texts(prompts, size + PROMOTED)
            rules = LeakRules(random_vectors(texts))
            with hold(ledger) as held:
                for number, text in enumerate(texts[:size]):
                    content = write_content(make_draft(f"c{number}", text))
                    payload = {"side": Side.TRAIN if number % 2 else Side.EVAL, "content": content}
                    subject = subject_id(Subject.EXAMPLE, f"EX-9{number:07}")
                    append_event(held, Draft(subject, EventKind.PROMOTED, ACTOR, payload), expected_version=0)
            taken = []
            for number, text in enumerate(texts[size:]):
                start = time.perf_counter()
                promote(ledger, make_draft(f"new{number}", text), side=Side.EVAL, actor=ACTOR, rules=rules)
                taken.append(time.perf_counter() - start)
            start, busy = time.perf_counter(), time.process_time()
            freeze(ledger, "all", actor=ACTOR, rules=rules)
            seconds, busy = time.perf_counter() - start, time.process_time() - busy
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
            row = f"| {size:,} | {sorted(taken)[PROMOTED // 2]:.2f} | {seconds:.1f} | {busy:.1f} | {peak:.1f} |"
            print(row, flush=True)


def make_texts(prompts: Sequence[str], count: int) -> list[str]:
    """Draw texts as long as real prompts, of their words: no two are alike, as in most of a curated set."""
    rng = random.Random(SEED)
    words = [word for one in prompts for word in one.split()]
    lengths = [len(one.split()) for one in prompts]
    return [" ".join(rng.choices(words, k=max(rng.choice(lengths), FEWEST_WORDS))) for _ in range(count)]


def random_vectors(texts: Sequence[str]) -> Callable[[Sequence[str]], Vector]:
    """Give each text a vector of its own: what an encoder made long before the check."""
    made = np.random.default_rng(SEED).standard_normal((len(texts), DIMENSIONS), dtype=np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    # Prompts are compared as they read in clear.
    row = {in_clear(text): place for place, text in enumerate(texts)}
    return lambda asked: made[[row[text] for text in asked]]


def edit(text: str, vocabulary: Sequence[str], rng: random.Random) -> str:
    words = text.split()
    for place in rng.sample(range(len(words)), max(len(words) // EDITED, 1)):
        words[place] = rng.choice(vocabulary)
    return " ".join(words)


def read_paraphrases() -> list[tuple[str, str]]:
    with PARAPHRASES.open(encoding="utf-8") as file:
        rows = csv.reader((line for line in file if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row[0], row[1]) for row in rows]


def make_draft(name: str, prompt: str) -> ExampleDraft:
    return ExampleDraft(
        case_id=f"case-{name}",
        messages=(Message(Role.USER, prompt),),
        response=f"answer {name}",
        expected=Expected.MUST_REFUSE,
    )


def make_example(name: str, prompt: str, side: Side) -> Example:
    return Example(
        example_id=name,
        case_id=f"case-{name}",
        messages=(Message(Role.USER, prompt),),
        response=f"answer {name}",
        expected=Expected.MUST_REFUSE,
        side=side,
        version=1,
        promoted_by="mia",
        promoted_at=AT,
    )


if __name__ == "__main__":
    main()
