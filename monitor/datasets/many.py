"""Many examples at once: each promoted, or refused with its reason, and taken back together."""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.datasets.bonds import LeakRules
from monitor.datasets.examples import ExampleRef
from monitor.datasets.lots import Lot
from monitor.datasets.promotion import promote, undo_example
from monitor.errors import DatasetError
from monitor.ledger import Ledger, attempt, hold
from monitor.records import Actor, Example, ExampleDraft
from monitor.taxonomy import Side

# Nobody reads more before pressing the button.
MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Refusal:
    """A case that was not promoted, and why."""

    case_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Promotions:
    """What came of promoting many: the new examples, and the cases that may not be any."""

    examples: tuple[Example, ...]
    refused: tuple[Refusal, ...]


def promote_many(
    ledger: Ledger, drafts: Sequence[ExampleDraft], *, side: Side | Lot, actor: Actor, rules: LeakRules
) -> Promotions:
    """Promote each of these that may be promoted, in their order, while nobody else can; say why the others may not.

    Raises DatasetError when they are too many to have been looked at, and LedgerError when the actor may only look.
    """
    if len(drafts) > MOST_AT_ONCE:
        raise DatasetError(f"{len(drafts)} cases are too many to promote at once; at most {MOST_AT_ONCE}")
    promoted, refused = [], []
    with hold(ledger) as held:
        for draft in drafts:
            try:
                with attempt(held):
                    promoted.append(promote(held, draft, side=side, actor=actor, rules=rules))
            except DatasetError as error:
                refused.append(Refusal(draft.case_id, str(error)))
    return Promotions(tuple(promoted), tuple(refused))


def undo_promotions(ledger: Ledger, refs: Sequence[ExampleRef], *, actor: Actor, rules: LeakRules) -> None:
    """Take back the promotions of these examples, all or none.

    Raises StaleError when somebody changed one since, and DatasetError when a frozen version holds one.
    """
    with hold(ledger) as held:
        for ref in refs:
            undo_example(held, ref, actor=actor, rules=rules)
