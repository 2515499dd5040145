"""Many people promote one family to both sides at the same moment, each from a connection of its own."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from monitor.datasets import LeakRules, promote, read_examples
from monitor.errors import LeakError, LedgerError
from monitor.ledger import open_ledger
from monitor.records import Actor, ExampleDraft, Message
from monitor.taxonomy import Expected, Permission, Role, Side

RULES = LeakRules(lambda texts: np.eye(len(texts), dtype=np.float32))
PEOPLE = 8
# So many chats make a family; its members are alike in nothing but their user.
PROMPT = "Question number {}: what would you say to it?"


def race(url, promotions):
    """Promote that many members of one family, every other to the other side; count what each attempt came to."""
    with open_ledger(url):
        pass
    with ThreadPoolExecutor(PEOPLE) as people:
        told = list(people.map(lambda number: _promote(url, number), range(promotions)))
    with open_ledger(url) as ledger:
        sides = Counter(one.side for one in read_examples(ledger))
    return Counter(told), sides


def _promote(url, number):
    draft = ExampleDraft(
        case_id=f"case-{number}",
        messages=(Message(Role.USER, PROMPT.format(number)),),
        response=f"answer {number}",
        expected=Expected.MUST_REFUSE,
        user="u1",
    )
    side = Side.TRAIN if number % 2 else Side.EVAL
    try:
        with open_ledger(url) as ledger:
            promote(ledger, draft, side=side, actor=Actor(f"p{number % PEOPLE}", Permission.ANALYST), rules=RULES)
    except LeakError:
        return "refused"
    except LedgerError:
        # Those who wait are served in no order, and nobody waits for ever.
        return "gave up"
    return "promoted"
