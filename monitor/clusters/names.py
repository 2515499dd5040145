"""What a cluster is about: the words that set it apart from its neighbours, and a phrase of its members' own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count

import numpy as np
from numpy.typing import NDArray

from monitor.clusters.clustering import NOISE
from monitor.clusters.exemplars import members_by_label
from monitor.clusters.keywords import (
    Said,
    Weighed,
    count_shares,
    find_spellings,
    mean_shares,
    read_said,
    shares_elsewhere,
    weigh,
)
from monitor.clusters.phrases import LONGEST_NAME, Phrase, Withheld, conceal, find_phrases
from monitor.records import content_hash

KEYWORDS = 8
NAME_WORDS = 3
# So many members say what all are about, so many clusters are what it might be taken for, and so many members are
# typical enough to give it their words.
MEMBERS_READ = 100
NEIGHBOURS = 8
CENTRAL = 10
UNNAMED = "No common words"
# Room for a space and a number behind a name that is taken.
LONGEST_NUMBER = 7


@dataclass(frozen=True, slots=True)
class ClusterName:
    """A short phrase for a person, unlike any other cluster's, and the keywords behind it, the best first."""

    name: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of the texts: their unit vectors, which clusters keep their name, and what none may quote.

    `fallbacks` are what to call a cluster whose members share no word.
    """

    vectors: NDArray[np.float32] | None = None
    kept: Mapping[int, ClusterName] = field(default_factory=dict)
    fallbacks: Mapping[int, str] = field(default_factory=dict)
    withheld: Withheld = field(default_factory=Withheld)


@dataclass(frozen=True, slots=True)
class _Cluster:
    """What is read of a cluster: some of its members, and the most typical ones."""

    said: Sequence[Said]
    central: Sequence[Said]
    shares: Mapping[str, float]


def name_clusters(
    texts: Sequence[str], labels: NDArray[np.int64], *, known: Known | None = None
) -> dict[int, ClusterName]:
    """Name each cluster by what its members say and its nearest neighbours do not; noise gets no name.

    `labels` has one label per text. Names are inert: letters, digits, spaces and hyphens only, of bounded length,
    whatever the texts hold. A name is a phrase of the most typical members where one has the keywords, else the
    keywords. Those in `known.kept` are returned as they are. Raises ValueError when the lengths differ.

    Neighbours are the eight clusters whose means are nearest; without vectors, all others. The order of the texts
    changes no name.
    """
    if len(texts) != len(labels):
        raise ValueError(f"{len(texts)} texts and {len(labels)} labels; need one label per text")
    known = known or Known()
    members = dict(members_by_label(labels))
    wanted = [label for label in members if label not in known.kept]
    around = _find_neighbours(members, wanted, vectors=known.vectors)
    read = {label: _read(texts, members[label], known) for label in sorted({*wanted, *chain(*around.values())})}
    loose = _read(texts, np.flatnonzero(labels == NOISE), known)
    groups = [one.shares for one in (*read.values(), loose) if one.said]
    everywhere = mean_shares(groups)
    spellings = find_spellings(said for one in read.values() for said in one.said)
    found: dict[int, ClusterName] = dict(known.kept)
    taken = {one.name for one in found.values()}
    for label in wanted:
        beside = mean_shares([read[one].shares for one in around[label]])
        elsewhere = shares_elsewhere(read[label].shares, everywhere, clusters=len(groups))
        weighed = weigh(read[label].said, beside, elsewhere)
        keywords = tuple(spellings[one] for one in list(weighed.weights)[:KEYWORDS])
        phrases = find_phrases(read[label].central, read[label].said, weighed)
        proposals = _proposals(phrases, weighed, keywords, fallback=known.fallbacks.get(label, UNNAMED))
        name = next(name for name in proposals if name not in taken)
        taken.add(name)
        found[label] = ClusterName(name, keywords)
    return dict(sorted(found.items()))


def read_members(
    texts: Sequence[str], rows: NDArray[np.int64], *, withheld: Withheld, most: int = MEMBERS_READ
) -> list[Said]:
    """Return what some members of a cluster say: the same ones in whatever order they come."""
    drawn = sorted(rows.tolist(), key=lambda row: content_hash(texts[row]))[:most]
    return [conceal(read_said(texts[row]), withheld) for row in drawn]


def _read(texts: Sequence[str], rows: NDArray[np.int64], known: Known) -> _Cluster:
    said = read_members(texts, rows, withheld=known.withheld)
    if known.vectors is None or not len(rows):
        return _Cluster(said, said[:CENTRAL], count_shares(said))
    own = known.vectors[rows]
    # Rounded, so that the order of the rows decides nothing.
    likeness = np.round(own @ own.mean(axis=0), 5).tolist()
    spoken = [texts[row] for row in rows.tolist()]
    order = sorted(range(len(rows)), key=lambda one: (-likeness[one], spoken[one]))[:CENTRAL]
    central = [conceal(read_said(spoken[one]), known.withheld) for one in order]
    return _Cluster(said, central, count_shares(said))


def _find_neighbours(
    members: Mapping[int, NDArray[np.int64]], wanted: Sequence[int], *, vectors: NDArray[np.float32] | None
) -> dict[int, list[int]]:
    names = list(members)
    if vectors is None or not names:
        return {label: [one for one in names if one != label] for label in wanted}
    means = np.stack([vectors[rows].mean(axis=0) for rows in members.values()])
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    places = [names.index(label) for label in wanted]
    nearest = np.argsort(-np.round(means[places] @ means.T, 5), axis=1, kind="stable")
    return {
        label: [names[one] for one in order.tolist() if names[one] != label][:NEIGHBOURS]
        for label, order in zip(wanted, nearest, strict=True)
    }


def _proposals(phrases: Sequence[Phrase], weighed: Weighed, keywords: Sequence[str], *, fallback: str) -> Iterator[str]:
    """Yield names, the best first; there is always another."""
    plain = " ".join(keywords[:NAME_WORDS]).capitalize() or fallback
    firsts = [_in_full(phrase, weighed, keywords) for phrase in phrases[:1]] + [plain]
    yield from firsts
    longer = [f"{firsts[0]} - {word}" for word in keywords if word not in firsts[0].lower().split()]
    yield from (name for name in longer if len(name) <= LONGEST_NAME)
    yield from (f"{firsts[0][: LONGEST_NAME - LONGEST_NUMBER].rstrip(' -')} {number}" for number in count(2))


def _in_full(phrase: Phrase, weighed: Weighed, keywords: Sequence[str]) -> str:
    """Return a phrase as a name, with the best keyword where it lacks that one."""
    name = " ".join(phrase.words).capitalize()
    best = next(iter(weighed.weights))
    longer = f"{name} - {keywords[0]}"
    return name if best in phrase.stems or len(longer) > LONGEST_NAME else longer
