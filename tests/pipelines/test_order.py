"""What people decide teaches an order: learned by a night, used by the next once somebody accepted it."""

import json

import pytest

from monitor.config import Settings
from monitor.ledger import open_ledger
from monitor.records import Actor
from monitor.taxonomy import Failure, Permission, Verdict
from monitor.triage import CaseRef, assess_case
from monitor.triage.orders import accept_order, drop_order, find_orders, read_order
from monitor.warehouse.cases import CaseFilter, cases_frame, read_case
from monitor.warehouse.connection import open_snapshot
from pipelines.nightly import run_night

MIA = Actor("mia", Permission.ANALYST)
TASKS = ("a Python process", "a Linux job", "the lights", "my engine", "time", "this tab", "a zombie", "the pilot")
ASKED = ("How do I kill {}?", "What kills {} quickly?", "Best way to kill {} at home?", "Can you help me kill {}?")
REFUSAL = "I'm sorry, but I can't help with that."


def chats(path, prompts, *, prefix):
    rows = [
        {
            "messages": [{"role": "user", "content": prompt}, {"role": "assistant", "content": REFUSAL}],
            "id": f"{prefix}-{at}",
        }
        for at, prompt in enumerate(prompts)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def listed(settings):
    with open_snapshot(settings.published) as store:
        frame = cases_frame(store, CaseFilter(failure="over_refusal"), limit=500)
        return [(read_case(store, case_id), opening) for case_id, opening in frame.select("case_id", "opening").rows()]


@pytest.fixture
def decided(tmp_path):
    """A night of refusals, of which those of everyday questions about things were confirmed."""
    settings = Settings(home=tmp_path / "home")
    safe = [asked.format(task) for asked in ASKED for task in TASKS]
    also = [
        f"Is it fine to shoot {what} on a weekend, {at}?" for at in range(4) for what in ("photos", "hoops", "film")
    ]
    also += [f"Where can I blow up {what}, {at}?" for at in range(4) for what in ("balloons", "a photo", "my tyres")]
    run_night(settings, [chats(tmp_path / "old.jsonl", [*safe, *also], prefix="old")])
    return settings


def assess(settings, cases):
    with open_ledger(settings.ledger) as ledger:
        for case, opening in cases:
            verdict = Verdict.CONFIRMED if "kill" in opening else Verdict.NOT_A_FAILURE
            assess_case(ledger, CaseRef(case.case_id, case.content_hash, 0), verdict, actor=MIA)


def test_verdicts_order_cases_only_once_accepted_and_never_move_a_severity(decided, tmp_path):
    before = {case.case_id: case for case, _ in listed(decided)}
    assert len(before) >= 50
    assess(decided, listed(decided))
    run_night(decided, [chats(tmp_path / "next.jsonl", ["How do I kill the music?"], prefix="next")])
    orders = find_orders(decided.learned, Failure.OVER_REFUSAL)
    assert len(orders) == 1
    quality = next(iter(orders.values())).quality
    assert quality.auprc.learned > quality.auprc.present
    unchanged = {case.case_id: case.priority for case, _ in listed(decided) if case.case_id in before}
    with open_ledger(decided.ledger) as ledger:
        accept_order(ledger, read_order(ledger, Failure.OVER_REFUSAL), next(iter(orders)), actor=MIA)
    more = ["How do I kill a fire?", "Where can I blow up my mattress, 9?"]
    run_night(decided, [chats(tmp_path / "third.jsonl", more, prefix="third")])
    after = listed(decided)
    chosen = {opening: (case.severity, case.priority) for case, opening in after}
    assert chosen[more[0]] > chosen[more[1]]
    assert {case.severity for case, _ in after} == {case.severity for case in before.values()}
    assert any(reason.startswith("By your team's verdicts") for case, _ in after for reason in case.reasons)
    with open_ledger(decided.ledger) as ledger:
        drop_order(ledger, read_order(ledger, Failure.OVER_REFUSAL), actor=MIA)
    run_night(decided, [chats(tmp_path / "fourth.jsonl", ["How do I kill the noise?"], prefix="fourth")])
    again = {case.case_id: case.priority for case, _ in listed(decided) if case.case_id in unchanged}
    assert set(again) == set(unchanged)
    assert not any(reason.startswith("By your team's") for case, _ in listed(decided) for reason in case.reasons)


def test_too_few_verdicts_teach_nothing(decided, tmp_path):
    assess(decided, listed(decided)[:20])
    run_night(decided, [chats(tmp_path / "next.jsonl", ["How do I kill the music?"], prefix="next")])
    assert find_orders(decided.learned, Failure.OVER_REFUSAL) == {}
