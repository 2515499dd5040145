"""What a training set is made of: failures kept in balance, ordinary and contrasting answers mixed in, by a recipe."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from monitor.config import Recipe
from monitor.records import Example
from monitor.taxonomy import Part, Side

Key = Callable[[Example], str | None]

DIMENSIONS: Mapping[str, Key] = {
    "failure": lambda example: example.failure,
    "hazard": lambda example: example.hazard,
    "technique": lambda example: example.technique,
    "language": lambda example: example.language,
    "model_version": lambda example: example.model_version,
}


@dataclass(frozen=True, slots=True)
class Composition:
    """The examples that a recipe takes, those it leaves out with the reason of each, and what it could not be given."""

    examples: tuple[Example, ...]
    left_out: Mapping[str, str]
    unmet: tuple[str, ...]


def compose(examples: Sequence[Example], recipe: Recipe) -> Composition:
    """Choose train examples by a recipe; tests are never thinned, and the same examples give the same choice.

    Of what is too frequent, examples are left out in an order that only the seed decides; what is unknown of an example
    never counts against it.
    """
    trained = sorted((one for one in examples if one.side is Side.TRAIN), key=lambda one: _order(one, recipe.seed))
    parts = {part: [one for one in trained if one.part is part] for part in Part}
    left_out: dict[str, str] = {}
    unmet: list[str] = []
    failures = _thin(parts[Part.FAILURE], recipe.most, left_out, unmet)
    whole = len(failures) / (1 - recipe.ordinary - recipe.contrast)
    kept = {one.example_id for one in failures}
    for part, share in ((Part.ORDINARY, recipe.ordinary), (Part.CONTRAST, recipe.contrast)):
        wanted, pool = round(whole * share), _in_turn(parts[part])
        kept |= {one.example_id for one in pool[:wanted]}
        left_out |= {one.example_id: f"{wanted} {part} are enough" for one in pool[wanted:]}
        if len(pool) < wanted:
            unmet.append(f"{wanted} {part} examples are wanted, and there are {len(pool)}")
    taken = tuple(one for one in examples if one.side is Side.EVAL or one.example_id in kept)
    return Composition(taken, left_out, tuple(unmet))


def count_by(examples: Sequence[Example], dimension: str) -> list[tuple[Side, str | None, int]]:
    """Count examples by side and the value of a dimension, which may be unknown."""
    counted = Counter((one.side, DIMENSIONS[dimension](one)) for one in examples)
    return [(side, value, count) for (side, value), count in sorted(counted.items(), key=str)]


def _order(example: Example, seed: int) -> str:
    return hashlib.sha256(f"{seed}:{example.example_id}".encode()).hexdigest()


def _thin(
    failures: Sequence[Example], most: Mapping[str, float], left_out: dict[str, str], unmet: list[str]
) -> list[Example]:
    """Leave out the last of whatever is furthest above its largest share, until nothing is."""
    kept = dict.fromkeys(one.example_id for one in failures)
    counts = {name: Counter(map(DIMENSIONS[name], failures)) for name in most}
    for counted in counts.values():
        del counted[None]
    caps = {name: share for name, share in most.items() if _is_possible(name, share, counts[name], unmet)}
    stacks: defaultdict[tuple[str, str | None], list[Example]] = defaultdict(list)
    for one in failures:
        for name in caps:
            stacks[name, DIMENSIONS[name](one)].append(one)
    while (worst := _worst(counts, caps)) is not None:
        one = stacks[worst].pop()
        if one.example_id in kept:
            del kept[one.example_id]
            left_out[one.example_id] = f"{worst[0]} {worst[1]} would be more than {caps[worst[0]]:.0%}"
            for name, counted in counts.items():
                counted[DIMENSIONS[name](one)] -= 1
    return [one for one in failures if one.example_id in kept]


def _is_possible(name: str, share: float, counted: Counter[str | None], unmet: list[str]) -> bool:
    if share * len(counted) >= 1 or not counted:
        return True
    unmet.append(f"{len(counted)} kinds of {name} cannot each be at most {share:.0%}")
    return False


def _worst(counts: Mapping[str, Counter[str | None]], caps: Mapping[str, float]) -> tuple[str, str | None] | None:
    """Name the value that is furthest above its largest share, by more than one example could be."""
    excess = {
        (name, value): count - max(share * counts[name].total(), 1)
        for name, share in caps.items()
        for value, count in counts[name].items()
        if value is not None
    }
    worst = max(excess, key=lambda one: (excess[one], str(one)), default=None)
    return worst if worst is not None and excess[worst] > 0 else None


def _in_turn(pool: Sequence[Example]) -> list[Example]:
    """Order a pool so that languages and versions take turns."""
    groups: defaultdict[tuple[str, str], list[Example]] = defaultdict(list)
    for one in pool:
        groups[str(one.language), str(one.model_version)].append(one)
    turns = zip_longest(*(groups[key] for key in sorted(groups)))
    return [one for turn in turns for one in turn if one is not None]
