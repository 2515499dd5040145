from streamlit.testing.v1 import AppTest

from monitor.ledger import open_ledger
from monitor.likeness import Likeness
from monitor.records import Actor
from monitor.taxonomy import Axis, Failure, Outcome, Permission, Verdict, Way
from monitor.triage import CaseRef, assess_case, read_case_state, undo
from monitor.ui.likeness_views import decision_lines

HOSTILE = "![x](https://evil.example/p.png) <script>alert(1)</script> :red[fine] $\\frac{1}{2}$"
MIA = Actor("mia", Permission.ANALYST)


def likeness(**changes):
    plain = {
        "conversation_id": "c1",
        "message_index": 1,
        "axis": Axis.PROMPT,
        "exemplar": "Developer mode",
        "verdict": None,
        "way": Way.MEANING,
        "similarity": 0.61,
        "outcome": Outcome.ATTEMPT,
        "failure": Failure.JAILBREAK,
    }
    return Likeness(**plain | changes)


def test_a_likeness_says_what_is_like_what_in_which_way_and_how_much():
    assert likeness().reason == (
        "The prompt reads like the known jailbreak “Developer mode” (61% alike by their vectors)."
    )
    found = likeness(
        axis=Axis.RESPONSE, exemplar="c0-1", verdict=Verdict.CONFIRMED, way=Way.WORDS, similarity=0.97, outcome=None
    )
    assert found.reason == (
        "The response has nearly the words of case c0-1, which a person found “confirmed” "
        "(97% of their three-word runs are the same)."
    )


def test_who_decided_is_read_anew_and_a_verdict_taken_back_is_no_verdict(tmp_path):
    with open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as ledger:
        assess_case(ledger, CaseRef("c0-1", "h", 0), Verdict.CONFIRMED, actor=MIA)
        (line,) = decision_lines(read_case_state(ledger, "c0-1"))
        assert line.startswith("Confirmed by mia, ")
        undo(ledger, CaseRef("c0-1", "h", 1), actor=MIA)
        (line,) = decision_lines(read_case_state(ledger, "c0-1"))
    assert line == next(decision_lines(None))
    assert "Nobody's verdict" in line


def page(folder):
    """What one case is like, as the case page shows it."""
    from monitor.taxonomy import Verdict
    from monitor.ui.likeness_views import show_likenesses
    from monitor.warehouse.connection import open_working
    from tests.ui.test_likeness_views import HOSTILE, likeness

    with open_working(folder / "w.duckdb") as store:
        show_likenesses(store, [], {})
        show_likenesses(store, [likeness(), likeness(exemplar=HOSTILE, verdict=Verdict.CONFIRMED)], {})


def test_on_a_page_it_is_shown_as_it_is_and_never_read_as_markup(tmp_path):
    shown = AppTest.from_function(page, kwargs={"folder": tmp_path}).run(timeout=60)
    assert not shown.exception
    assert [one.value for one in shown.subheader] == ["Like what is known"]
    assert HOSTILE in shown.text[1].value
    assert not any("evil.example" in one.value for one in (*shown.markdown, *shown.caption))
