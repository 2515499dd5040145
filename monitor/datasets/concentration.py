"""Whose words a training set is made of: a few users, one template or one day may be a campaign."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from monitor.records import Example
from monitor.taxonomy import Side

# Three of ten users who wrote half of a set are worth a look; what is usual differs from team to team.
NOTABLE_SHARE = 0.2
# In a set of a few, everybody has a large share.
FEWEST_EXAMPLES = 10


@dataclass(frozen=True, slots=True)
class Share:
    """How many of `of` train examples one user, template, cluster or day stands behind; `among` says of what kind."""

    among: str
    name: str
    count: int
    of: int

    @property
    def is_notable(self) -> bool:
        """Whether so large a share should be looked at before anything is trained on it."""
        return self.of >= FEWEST_EXAMPLES and self.count >= NOTABLE_SHARE * self.of


def find_concentration(examples: Sequence[Example]) -> tuple[Share, ...]:
    """Return the largest share of each kind in the train side, the largest first; what is unknown has none."""
    trained = [one for one in examples if one.side is Side.TRAIN]
    largest = []
    for among, key in KEYS.items():
        counted = Counter(name for name in map(key, trained) if name is not None)
        largest += [Share(among, name, count, len(trained)) for name, count in counted.most_common(1)]
    return tuple(sorted(largest, key=lambda share: -share.count))


KEYS: Mapping[str, Callable[[Example], str | None]] = {
    "user": lambda example: example.user,
    "template": lambda example: example.template,
    "prompt cluster": lambda example: example.prompt_cluster_id,
    "response cluster": lambda example: example.response_cluster_id,
    "day of promotion": lambda example: example.promoted_at.date().isoformat(),
    "promoter": lambda example: example.promoted_by,
}
