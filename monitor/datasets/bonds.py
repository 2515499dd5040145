"""The reasons that examples are alike: where they came from, what they are part of, and what they say."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.datasets.paraphrases import THRESHOLD, Embed, find_paraphrases
from monitor.disguises import in_clear
from monitor.records import Example
from monitor.shingles import WORD, find_near_duplicates, find_near_duplicates_of, find_shingles

# Of 731 real refusals (XSTest), those of under 10 words made 16,290 of the 16,322 alike pairs that answer different
# prompts, and any floor from 10 to 40 leaves the same 32: stock wording ("I'm sorry, but I can't help with that.") says
# nothing about where it was said. 15 leaves room for a wordier one.
FEWEST_RESPONSE_WORDS = 15


# Each of a few is compared with all; for more, an index of all is quicker.
FEW = 30
# The ids of two cases, in order.
CasePair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LeakRules:
    """How examples are compared: `embed` gives unit vectors of prompts; clusters join their members unless told not to.

    Every check of one curated set takes the same rules, or what one lets in another refuses. `apart` are pairs of
    cases, each in order, that a person has looked at and found to ask different things, however close their vectors.
    """

    embed: Embed
    by_cluster: bool = True
    apart: frozenset[CasePair] = frozenset()


@dataclass(frozen=True, slots=True)
class Bond:
    """One reason that all of its members, ids of examples, are alike.

    One that `is_loose` keeps its two members off different sides, but makes no family of them: chains of such
    likenesses soon join everything.
    """

    why: str
    members: tuple[str, ...]
    is_loose: bool = False


def find_bonds(examples: Sequence[Example], rules: LeakRules, *, of: Collection[str] | None = None) -> tuple[Bond, ...]:
    """Find every reason that examples are alike: origin, template, cluster, nearly the same words or meaning.

    What a prompt asks in disguise (base64, look-alike letters, …) is compared as it reads in clear.

    With `of`, at least those that concern one of these ids, which for a few is a fraction of the work.
    """
    of = of if of is not None and len(of) <= FEW else None
    clusters = (
        *_shared(examples, "are in prompt cluster", lambda example: example.prompt_cluster_id),
        *_shared(examples, "are in response cluster", lambda example: example.response_cluster_id),
    )
    shared = (
        *_shared(examples, "come from conversation", lambda example: example.conversation_id),
        *_shared(examples, "come from user", lambda example: example.user),
        *_shared(examples, "are made from the template", lambda example: example.template),
        *(clusters if rules.by_cluster else ()),
    )
    prompts = {example.example_id: in_clear(example.prompt) for example in examples}
    responses = {example.example_id: _telling_response(example) for example in examples}
    return (
        *(bond for bond in shared if of is None or not set(of).isdisjoint(bond.members)),
        *_nearly_the_same(prompts, "prompts", of=of),
        *_nearly_the_same(responses, "responses", of=of),
        *_paraphrased(examples, prompts, rules, of=of),
    )


def case_pair(left: str, right: str) -> CasePair:
    """Name a pair of cases the same way, whichever is named first."""
    return (left, right) if left < right else (right, left)


def _shared(examples: Sequence[Example], why: str, key: Callable[[Example], str | None]) -> Iterator[Bond]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for example in examples:
        shared = key(example)
        if shared is not None:
            groups[shared].append(example.example_id)
    return (Bond(f"{why} {shared!r}", tuple(members)) for shared, members in groups.items() if len(members) > 1)


def _nearly_the_same(texts: Mapping[str, str], noun: str, *, of: Collection[str] | None) -> Iterator[Bond]:
    shingles = {example_id: find_shingles(text) for example_id, text in texts.items()}
    found = find_near_duplicates(shingles) if of is None else find_near_duplicates_of(of, shingles)
    for left, right, similarity in found:
        yield Bond(f"have nearly the same {noun} (Jaccard {similarity:.2f})", (left, right))


def _paraphrased(
    examples: Sequence[Example], prompts: Mapping[str, str], rules: LeakRules, *, of: Collection[str] | None
) -> Iterator[Bond]:
    cases = {example.example_id: example.case_id for example in examples}
    for left, right, cosine in find_paraphrases(prompts, rules.embed, of=of):
        if cosine >= THRESHOLD:
            yield Bond(f"ask the same in other words (cosine {cosine:.2f})", (left, right))
        elif case_pair(cases[left], cases[right]) not in rules.apart:
            yield Bond(f"may ask the same in other words (cosine {cosine:.2f})", (left, right), is_loose=True)


def _telling_response(example: Example) -> str:
    return example.response if len(WORD.findall(example.response)) >= FEWEST_RESPONSE_WORDS else ""
