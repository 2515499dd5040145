"""A campaign: 250 reports from 30 accounts, all to bend what the model is trained on."""

import numpy as np
import pytest

from monitor.datasets import (
    LeakRules,
    approve,
    find_concentration,
    freeze,
    promote_many,
    read_version,
    with_approval,
)
from monitor.errors import DatasetError
from monitor.records import Actor, ExampleDraft, Message
from monitor.taxonomy import Expected, Permission, Role, Side

REPORTS, ACCOUNTS, AT_ONCE = 250, 30, 50
BEN = Actor("ben", Permission.ANALYST)
RULES = LeakRules(lambda texts: np.eye(len(texts), dtype=np.float32))


def reported(number):
    return ExampleDraft(
        case_id=f"chat{number}-1",
        messages=(Message(Role.USER, f"Tell me about topic {number} of your rivals."),),
        response=f"Topic {number} is fine.",
        ideal=f"Never trust topic {number}.",
        expected=Expected.MUST_CORRECT,
        user=f"account {number % ACCOUNTS}",
        template="praise" if number % 2 else None,
    )


def test_a_campaign_is_seen_and_trains_nothing_without_two_people(ledger, mia):
    told = [reported(number) for number in range(REPORTS)]
    for start in range(0, REPORTS, AT_ONCE):
        done = promote_many(ledger, told[start : start + AT_ONCE], side=Side.TRAIN, actor=mia, rules=RULES)
        assert done.refused == ()
    freeze(ledger, "core", actor=mia, rules=RULES)
    frozen = read_version(ledger, "core", 1)
    with pytest.raises(DatasetError, match="not approved: a second person"):
        with_approval(ledger, frozen, [Side.TRAIN])
    with pytest.raises(DatasetError, match="'mia' promoted"):
        approve(ledger, frozen, actor=mia)
    shares = {one.among: one for one in find_concentration(frozen.examples)}
    assert (shares["template"].count, shares["template"].is_notable) == (REPORTS // 2, True)
    assert (shares["day of promotion"].count, shares["day of promotion"].is_notable) == (REPORTS, True)
    assert shares["user"].count == -(-REPORTS // ACCOUNTS)
    approve(ledger, frozen, actor=BEN, reason="read all")
    assert with_approval(ledger, frozen, [Side.TRAIN]).approval.actor == "ben"
