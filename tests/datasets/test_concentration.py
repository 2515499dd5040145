from datetime import datetime

from monitor.datasets import find_concentration
from monitor.records import Example, Message
from monitor.taxonomy import Expected, Role, Side


def example(number, *, side=Side.TRAIN, user=None, template=None):
    return Example(
        example_id=f"EX-{number}",
        case_id=f"c{number}",
        messages=(Message(Role.USER, f"question {number}"),),
        response="answer",
        expected=Expected.MUST_REFUSE,
        side=side,
        version=1,
        promoted_by="mia",
        promoted_at=datetime(2026, 11, 1 + number % 3),
        user=user,
        template=template,
    )


def test_a_campaign_shows_as_a_large_share():
    campaign = [example(n, user="u1" if n < 8 else f"u{n}", template="dan" if n < 6 else None) for n in range(12)]
    shares = {
        share.among: (share.name, share.count, share.of, share.is_notable) for share in find_concentration(campaign)
    }
    assert shares["user"] == ("u1", 8, 12, True)
    assert shares["template"] == ("dan", 6, 12, True)
    assert "prompt cluster" not in shares


def test_only_the_train_side_counts():
    assert find_concentration([example(1, side=Side.EVAL, user="u1")]) == ()


def test_in_a_set_of_a_few_nothing_is_notable():
    assert not any(share.is_notable for share in find_concentration([example(n, user="u1") for n in range(4)]))
