"""Drafts of ideal answers by the configured judge, within a day's budget that the ledger keeps."""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime

from monitor.config import JudgeSettings
from monitor.curation import Ideal
from monitor.datasets.ideal_templates import is_unfinished
from monitor.errors import DatasetError
from monitor.judges import open_endpoint
from monitor.judges.answers import MOST_OUTPUT
from monitor.judges.costs import OVERHEAD, price
from monitor.judges.drafting import DRAFT_FORMS, ask_draft, read_draft
from monitor.ledger import Draft, Event, Ledger, append_event, hold, read_events, subject_id
from monitor.records import Actor, ExampleDraft
from monitor.taxonomy import EventKind, IdealOrigin, Subject

TOKEN_BYTES = 16
MICRO_DOLLARS = 1_000_000


def draft_ideal(ledger: Ledger, draft: ExampleDraft, *, judge: JudgeSettings, actor: Actor) -> Ideal:
    """Ask the judge for the answer that should have been given; it is a draft until somebody accepts it.

    Drafts of one day (UTC) may cost what the judge may cost in a night; the most that a call can cost is recorded
    before it is made. Raises DatasetError when that budget is used, or when nothing usable comes back, and ConfigError
    when the judge is not usable at all.
    """
    token = secrets.token_hex(TOKEN_BYTES)
    asked = ask_draft(draft.messages, draft.response, expected=draft.expected, token=token)
    most = price(sum(map(len, asked)) + OVERHEAD, MOST_OUTPUT, judge)
    with open_endpoint(judge) as endpoint:
        _reserve(ledger, judge, cost=most, actor=actor)
        reply = endpoint.ask(*asked, forms=DRAFT_FORMS)
    text = read_draft(reply, token=token)
    if text is None:
        raise DatasetError(f"no draft came back: {reply.problem or 'the answer is not of the asked form'}")
    if text == draft.response or is_unfinished(text):
        raise DatasetError("no draft came back: it is the failing response itself, or has gaps")
    return Ideal(text, IdealOrigin.MODEL)


def _reserve(ledger: Ledger, judge: JudgeSettings, *, cost: float, actor: Actor) -> None:
    subject = subject_id(Subject.IDEAL_DRAFTS, f"{datetime.now(UTC):%Y-%m-%d}")
    with hold(ledger) as held:
        earlier = read_events(held, subject_id=subject)
        if _spent(earlier) + cost > judge.budget or len(earlier) >= judge.most_calls:
            raise DatasetError(
                f"today's drafts have used the judge's budget (${judge.budget:g}, {judge.most_calls:,} calls): "
                "write the answer, or start from a template"
            )
        payload = {"model": judge.model, "micro_dollars": round(cost * MICRO_DOLLARS)}
        append_event(held, Draft(subject, EventKind.IDEAL_DRAFTED, actor, payload), expected_version=len(earlier))


def _spent(events: Iterable[Event]) -> float:
    micro_dollars: int = sum(event.payload["micro_dollars"] for event in events)
    return micro_dollars / MICRO_DOLLARS
