"""Reports about the same thing, joined."""

from collections.abc import Collection, Iterable, Mapping

Pair = tuple[str, str]


def join_reports(
    report_ids: Iterable[str], pairs: Mapping[Pair, float], *, joined: Collection[Pair], parted: Collection[Pair]
) -> dict[str, tuple[str, ...]]:
    """Return for each report those it is joined with, itself included, in order.

    What people joined is joined first and what they parted never meets, not even through a third; then the closest
    pairs are joined. Where people contradict each other, in joining a chain whose ends somebody parted, the parting
    stands.

    >>> join_reports("abc", {("a", "b"): 0.9, ("b", "c"): 0.8}, joined=(), parted=[("a", "c")])
    {'a': ('a', 'b'), 'b': ('a', 'b'), 'c': ('c',)}
    """
    groups = {report_id: {report_id} for report_id in sorted(report_ids)}
    apart = {frozenset(pair) for pair in parted}
    closest = sorted(pairs, key=lambda pair: (-pairs[pair], pair))
    for left, right in (*sorted(joined), *closest):
        if left in groups and right in groups and groups[left] is not groups[right]:
            _join(groups, left, right, apart)
    return {report_id: tuple(sorted(group)) for report_id, group in groups.items()}


def _join(groups: dict[str, set[str]], left: str, right: str, apart: Collection[frozenset[str]]) -> None:
    if any(frozenset((one, other)) in apart for one in groups[left] for other in groups[right]):
        return
    whole = groups[left] | groups[right]
    for report_id in whole:
        groups[report_id] = whole
