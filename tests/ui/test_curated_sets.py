"""The pages of curated sets: a collision side by side, told apart and taken back; good answers mixed in by a recipe."""

import shutil
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from monitor.config import settings as read_cached
from monitor.datasets import Lot, freeze, promote, read_apart, read_examples, read_versions
from monitor.exports import WRITERS
from monitor.ledger import open_ledger
from monitor.records import Actor, ExampleDraft, Message
from monitor.taxonomy import CaseKind, Expected, Part, Permission, Role, Side
from monitor.ui.decisions import COLLIDED, decide
from monitor.warehouse.cases import CaseFilter, cases_frame
from monitor.warehouse.connection import open_snapshot

PAGES = Path(__file__).parents[2] / "pages"
MIA = Actor("mia", Permission.ANALYST)
EGG, LATER = "How long do I boil an egg?", "Until when is an egg good to eat?"


@pytest.fixture
def home(sample_nights, tmp_path, monkeypatch):
    settings = sample_nights[0].model_copy(update={"home": tmp_path / "home"})
    shutil.copytree(sample_nights[0].home, settings.home)
    monkeypatch.setenv("MONITOR_HOME", str(settings.home))
    monkeypatch.setenv("MONITOR_ACTOR", "mia")
    read_cached.cache_clear()
    yield settings
    read_cached.cache_clear()


def draft(name, prompt):
    return ExampleDraft(
        case_id=name,
        messages=(Message(Role.USER, prompt),),
        response=f"<b>answer</b> {name}",
        expected=Expected.MUST_REFUSE,
    )


def open_page(name):
    return AppTest.from_file(str(PAGES / name), default_timeout=120)


def press(app, label):
    return next(button for button in app.button if button.label.startswith(label)).click().run()


def shown(app):
    return "\n".join([*(one.value for one in app.text), *(one.value for one in app.caption)])


def test_what_collides_is_shown_side_by_side_told_apart_and_joined_again(home, rules):
    with open_ledger(home.ledger) as ledger:
        promote(ledger, draft("a", EGG), side=Side.EVAL, actor=MIA, rules=rules)
        freeze(ledger, "core", actor=MIA, rules=rules)
    app = open_page("curated_sets.py")
    wrong = draft("b", LATER)
    assert not decide(promote, wrong, side=Side.TRAIN, actor=MIA, rules=rules)
    from streamlit import session_state

    app.session_state[COLLIDED] = session_state[COLLIDED]
    app.run()
    assert "EX-0002 · Train" in shown(app)
    next(field for field in app.text_input if field.label.startswith("What tells")).set_value("cooking and keeping")
    press(app, "They ask different things")
    with open_ledger(home.ledger) as ledger:
        (told,) = read_apart(ledger)
        assert (told.cases, told.reason) == (("a", "b"), "cooking and keeping")
        promote(ledger, wrong, side=Side.TRAIN, actor=MIA, rules=rules)
    assert COLLIDED not in app.session_state
    press(app, "Undo")
    assert not app.exception
    with open_ledger(home.ledger) as ledger:
        assert read_apart(ledger) == ()


@pytest.mark.parametrize("side", list(Side))
def test_a_version_is_offered_first_in_a_format_that_can_hold_it(home, rules, side):
    with open_ledger(home.ledger) as ledger:
        promote(ledger, draft("a", EGG), side=side, actor=MIA, rules=rules)
        freeze(ledger, "core", actor=MIA, rules=rules)
    app = open_page("curated_sets.py").run()
    offered = next(box for box in app.selectbox if box.label == "Format")
    assert len(offered.options) == len(WRITERS)
    assert side in WRITERS[offered.value].sides


@pytest.mark.parametrize("place", range(3))
def test_a_side_is_drawn_by_lot(home, place):
    with open_snapshot(home.published) as store:
        case_id = cases_frame(store, CaseFilter()).filter(pl.col("kind") == CaseKind.RESPONSE)["case_id"][place]
    app = open_page("case_review.py")
    app.query_params["case"] = case_id
    app.run()
    next(radio for radio in app.radio if radio.label == "Side").set_value("By lot, 30% eval")
    next(area for area in app.text_area if area.label == "Ideal answer").set_value("I would rather not.")
    press(app, "Promote")
    assert not app.exception
    with open_ledger(home.ledger) as ledger:
        (made,) = read_examples(ledger)
    assert (made.case_id, made.side) == (case_id, Lot(eval_share=0.3, seed=1).draw(case_id)[0])
    assert f"Promoted into the {made.side} side; see Datasets." in shown(app)


def test_good_answers_are_proposed_added_and_taken_by_a_recipe(home, rules):
    with open_ledger(home.ledger) as ledger:
        promote(ledger, draft("a", EGG), side=Side.TRAIN, actor=MIA, rules=rules)
    app = open_page("composition.py").run()
    press(app, "Propose")
    press(app, "Add 20 examples")
    assert not app.exception
    with open_ledger(home.ledger) as ledger:
        examples = read_examples(ledger)
    assert {one.part for one in examples[1:]} == {Part.ORDINARY}
    assert {one.ideal_accepted_by for one in examples[1:]} == {"mia"}
    app = open_page("curated_sets.py").run()
    next(field for field in app.text_input if field.label == "Name").set_value("core")
    next(box for box in app.selectbox if box.label.startswith("Recipe")).set_value("balanced")
    press(app, "Freeze")
    assert not app.exception
    with open_ledger(home.ledger) as ledger:
        (version,) = read_versions(ledger)
    # One failure is half of two: .4 of them is one ordinary answer, .1 none.
    assert (len(version.train_ids), version.recipe["ordinary"]) == (2, 0.4)
