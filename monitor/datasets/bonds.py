"""The reasons that examples are alike: where they came from, what they are part of, and what they say."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from monitor.datasets.paraphrases import Embed, find_paraphrases
from monitor.records import Example
from monitor.shingles import WORD, find_near_duplicates, find_shingles

# Of 731 real refusals (XSTest), those of under 10 words made 16,290 of the 16,322 alike pairs that answer different
# prompts, and any floor from 10 to 40 leaves the same 32: stock wording ("I'm sorry, but I can't help with that.") says
# nothing about where it was said. 15 leaves room for a wordier one.
FEWEST_RESPONSE_WORDS = 15


@dataclass(frozen=True, slots=True)
class LeakRules:
    """How examples are compared: `embed` gives unit vectors of prompts; clusters join their members unless told not to.

    Every check of one curated set takes the same rules, or what one lets in another refuses.
    """

    embed: Embed
    by_cluster: bool = True


@dataclass(frozen=True, slots=True)
class Bond:
    """One reason that all of its members, ids of examples, are alike."""

    why: str
    members: tuple[str, ...]


def find_bonds(examples: Sequence[Example], rules: LeakRules) -> tuple[Bond, ...]:
    """Find every reason that examples are alike: origin, template, cluster, nearly the same words or meaning."""
    clusters = (
        *_shared(examples, "are in prompt cluster", lambda example: example.prompt_cluster_id),
        *_shared(examples, "are in response cluster", lambda example: example.response_cluster_id),
    )
    return (
        *_shared(examples, "come from conversation", lambda example: example.conversation_id),
        *_shared(examples, "come from user", lambda example: example.user),
        *_shared(examples, "are made from the template", lambda example: example.template),
        *(clusters if rules.by_cluster else ()),
        *_nearly_the_same(examples, "prompts", lambda example: example.prompt),
        *_nearly_the_same(examples, "responses", _telling_response),
        *_paraphrased(examples, rules.embed),
    )


def _shared(examples: Sequence[Example], why: str, key: Callable[[Example], str | None]) -> Iterator[Bond]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for example in examples:
        shared = key(example)
        if shared is not None:
            groups[shared].append(example.example_id)
    return (Bond(f"{why} {shared!r}", tuple(members)) for shared, members in groups.items() if len(members) > 1)


def _nearly_the_same(examples: Sequence[Example], noun: str, text: Callable[[Example], str]) -> Iterator[Bond]:
    shingles = {example.example_id: find_shingles(text(example)) for example in examples}
    for left, right, similarity in find_near_duplicates(shingles):
        yield Bond(f"have nearly the same {noun} (Jaccard {similarity:.2f})", (left, right))


def _paraphrased(examples: Sequence[Example], embed: Embed) -> Iterator[Bond]:
    prompts = {example.example_id: example.prompt for example in examples}
    for left, right, similarity in find_paraphrases(prompts, embed):
        yield Bond(f"ask the same in other words (cosine {similarity:.2f})", (left, right))


def _telling_response(example: Example) -> str:
    return example.response if len(WORD.findall(example.response)) >= FEWEST_RESPONSE_WORDS else ""
