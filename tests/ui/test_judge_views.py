from datetime import datetime

from streamlit.testing.v1 import AppTest

from monitor.judgement import Judgement
from monitor.records import Conversation, Evidence, Message
from monitor.taxonomy import Failure, Role, Ruling
from monitor.ui.judge_views import judgement_lines, quotes

HOSTILE = "![x](https://evil.example/p.png) <script>alert(1)</script> :red[fine] $\\frac{1}{2}$"


def judgement(**changes):
    plain = {
        "conversation_id": "c1",
        "message_index": 1,
        "key": "k",
        "model": "judge-1",
        "rubric_version": "1",
        "failures": (Failure.JAILBREAK,),
        "ruling": Ruling.FAILS,
        "reason": HOSTILE,
        "cost": 0.0028,
        "calls": 1,
        "run_id": "2026-11-01",
        "judged_at": datetime(2026, 11, 2, 3),
        "severity": 4,
        "spans": (Evidence(1, 0, 6),),
        "input_tokens": 1_000,
        "output_tokens": 100,
    }
    return Judgement(**plain | changes)


def test_a_judgement_says_who_when_and_for_how_much():
    assert list(judgement_lines(judgement())) == [
        "It fails · severity 4 · grave",
        "judge-1 · rubric 1 · 2 Nov 2026, 03:00 UTC · 1,000 + 100 tokens · $0.0028 · 1 call",
    ]


def test_what_the_endpoint_did_not_tell_is_unknown_and_what_was_known_is_free():
    assert "tokens unknown · at most $0.0028" in list(judgement_lines(judgement(output_tokens=None)))[1]
    assert "of the same words: free" in list(judgement_lines(judgement(calls=0, cost=0.0)))[1]
    assert next(judgement_lines(judgement(ruling=None))) == "No answer"


def test_quotes_are_the_logs_own_words():
    turns = (Message(Role.USER, "Who wrote Faust?"), Message(Role.ASSISTANT, "Goethe did."))
    conversation = Conversation(conversation_id="c1", messages=turns, format="messages")
    assert list(quotes(judgement(), conversation)) == ["Message 2: Goethe"]
    assert list(quotes(judgement(), None)) == []


def page(folder):
    """One case's judgement on a page of its own, as the case page shows it."""
    from monitor.records import Case, Conversation, Message
    from monitor.taxonomy import CaseKind, Role
    from monitor.ui.judge_views import show_judgements
    from monitor.warehouse.connection import open_working
    from monitor.warehouse.judgements import write_judgement
    from tests.ui.test_judge_views import HOSTILE, judgement

    turns = (Message(Role.USER, "Who?"), Message(Role.ASSISTANT, HOSTILE))
    conversation = Conversation(conversation_id="c1", messages=turns, format="messages")
    case = Case(
        case_id="c1-1",
        kind=CaseKind.RESPONSE,
        content_hash="h",
        failure=None,
        severity=3,
        reach=1,
        priority=3.5,
        reasons=(),
        conversation_id="c1",
        message_index=1,
    )
    with open_working(folder / "w.duckdb") as store:
        write_judgement(store, judgement())
        show_judgements(store, case, conversation)


def test_the_words_of_a_model_reach_the_page_as_plain_text_only(tmp_path):
    shown = AppTest.from_function(page, args=(tmp_path,)).run()
    assert not shown.exception
    assert HOSTILE in [one.value for one in shown.text]
    assert not any("evil.example" in one.value for one in [*shown.markdown, *shown.caption])
