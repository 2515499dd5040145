import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from monitor.config import settings as read_cached
from monitor.ledger import open_ledger
from monitor.taxonomy import Axis
from monitor.triage import last_event, read_cluster_names, read_taught
from monitor.warehouse.clusters import clusters_frame, read_member_ids
from monitor.warehouse.connection import open_snapshot, open_working
from monitor.warehouse.identities import Proposal, write_proposals
from monitor.warehouse.publishing import checkpoint, publish
from monitor.warehouse.runs import read_runs

PAGE = Path(__file__).parents[2] / "pages" / "cluster_map.py"
OLD = "r-0123456789"
INSERT_OLD = "insert into clusters values ($old, 'response', 'Old words', ['old'], 3, false, $run_id, $run_id)"
INSERT_END = "insert into lineage values ($run_id, 'response', $old, 'merged', $heir, 3)"


@pytest.fixture
def home(sample_nights, tmp_path, monkeypatch):
    """A home with one more cluster that ended in the gravest, and two proposed moves out of that one."""
    settings = sample_nights[0].model_copy(update={"home": tmp_path / "home"})
    shutil.copytree(sample_nights[0].home, settings.home)
    with open_working(settings.working) as store:
        heir, other = clusters_frame(store, axis=Axis.RESPONSE)["cluster_id"].to_list()[:2]
        run_id = read_runs(store, limit=1)[0].run_id
        store.execute(INSERT_OLD, {"old": OLD, "run_id": run_id})
        store.execute(INSERT_END, {"old": OLD, "run_id": run_id, "heir": heir})
        moves = [Proposal(case_id, heir, other) for case_id in read_member_ids(store, heir, limit=2)]
        write_proposals(store, moves, axis=Axis.RESPONSE, run_id=run_id, is_refit=True)
        checkpoint(store)
    publish(settings.working, settings.published)
    monkeypatch.setenv("MONITOR_HOME", str(settings.home))
    read_cached.cache_clear()
    yield settings, heir, other
    read_cached.cache_clear()


def open_page(cluster_id):
    app = AppTest.from_file(str(PAGE), default_timeout=120)
    app.query_params["cluster"] = cluster_id
    return app.run()


def press(app, label):
    return next(button for button in app.button if button.label == label).click().run()


def fill(app, label, text):
    next(field for field in app.text_input if field.label == label).set_value(text)


def taught(settings):
    with open_ledger(settings.ledger) as ledger:
        until = last_event(ledger, at=None)
        return read_taught(ledger, Axis.RESPONSE, until=until), read_cluster_names(ledger)


def test_an_old_link_says_what_became_of_the_cluster_and_leads_there(home):
    _, heir, _ = home
    app = open_page(OLD)
    assert [one.value.startswith(f"The cluster {OLD} ended on") for one in app.info] == [True]
    assert "It was called: Old words" in [one.value for one in app.text]
    press(app, "Show that cluster")
    assert app.selectbox(key="cluster").value == heir
    assert not app.exception
    assert not app.info


def test_a_link_by_id_opens_a_living_cluster_and_one_of_another_axis_too(home):
    settings, heir, _ = home
    assert open_page(heir).selectbox(key="cluster").value == heir
    with open_snapshot(settings.published) as store:
        prompts = clusters_frame(store, axis=Axis.PROMPT)["cluster_id"].to_list()
    assert open_page(prompts[-1]).selectbox(key="cluster").value == prompts[-1]


def test_a_person_merges_renames_answers_and_takes_back_on_the_page(home):
    settings, heir, other = home
    app = open_page(heir)
    press(app, "Leave them")
    assert {one for _, one in taught(settings)[0].refused} == {other}
    assert "Leave them" not in [button.label for button in app.button]
    next(box for box in app.selectbox if box.label == "Merge with").set_value(other)
    press(app, "Merge")
    assert taught(settings)[0].groupings == ()
    assert [one.value for one in app.error] == ["Refused."]
    next(box for box in app.selectbox if box.label == "Merge with").set_value(other)
    fill(app, "Why are they one?", "one template")
    press(app, "Merge")
    assert [(one.cluster_id, one.other_id) for one in taught(settings)[0].groupings] == [(heir, other)]
    fill(app, "Name", "Our own name")
    press(app, "Rename")
    assert taught(settings)[1] == {heir: "Our own name"}
    assert any("Our own name" in option for option in app.selectbox(key="cluster").options)
    press(app, "Take back the last")
    press(app, "Take back the last")
    assert taught(settings)[0].groupings == ()
    assert taught(settings)[1] == {}
    assert not app.exception
