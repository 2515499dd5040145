import pytest

from monitor.errors import LedgerError, StaleError, TeachingError
from monitor.ledger import verify_ledger
from monitor.taxonomy import Failure
from monitor.triage.taught_states import MarkedResponse, MarkedText, read_all_taught, read_taught
from monitor.triage.teaching import (
    TaughtRef,
    mark_example,
    open_taught,
    record_training,
    switch_off,
    switch_on,
    undo_taught,
)

YES = MarkedText("How are you?", "Go away, fool.")
NO = MarkedResponse("c1-1", "abc")


def ref(ledger):
    return TaughtRef("rude", read_taught(ledger, "rude").version)


@pytest.fixture
def rude(ledger, mia):
    open_taught(ledger, "rude", Failure.BIAS, actor=mia)
    mark_example(ledger, "rude", YES, is_positive=True, actor=mia)
    mark_example(ledger, "rude", NO, is_positive=False, actor=mia)
    return ledger


def test_marks_trainings_and_switches_are_a_fold_over_events(rude, mia):
    record_training(rude, ref(rude), until="2026-11-01", actor=mia)
    mark_example(rude, "rude", NO, is_positive=True, actor=mia)
    record_training(rude, ref(rude), until=None, actor=mia)
    switch_on(rude, ref(rude), 1, actor=mia)
    state = read_taught(rude, "rude")
    assert (state.failure, state.active, len(state.marks)) == (Failure.BIAS, 1, 2)
    first, second = state.trainings
    # What was marked later is not in the training before.
    assert [mark.is_positive for mark in first.marks] == [True, False]
    assert [mark.is_positive for mark in second.marks] == [True, True]
    assert state.switched_on == first
    switch_off(rude, ref(rude), actor=mia)
    assert read_taught(rude, "rude").active is None
    verify_ledger(rude)


def test_every_step_is_taken_back_one_by_one_and_a_number_is_never_given_twice(rude, mia):
    record_training(rude, ref(rude), until=None, actor=mia)
    switch_on(rude, ref(rude), 1, actor=mia)
    undo_taught(rude, ref(rude), actor=mia)
    assert read_taught(rude, "rude").active is None
    undo_taught(rude, ref(rude), actor=mia)
    assert read_taught(rude, "rude").trainings == ()
    record_training(rude, ref(rude), until=None, actor=mia)
    assert [one.number for one in read_taught(rude, "rude").trainings] == [2]
    for _ in range(4):
        undo_taught(rude, ref(rude), actor=mia)
    assert read_all_taught(rude) == {}
    open_taught(rude, "rude", Failure.PROMPT_LEAK, actor=mia)
    assert read_taught(rude, "rude").failure is Failure.PROMPT_LEAK


def test_a_mark_can_be_taken_away_and_only_one_that_is_there(rude, mia):
    mark_example(rude, "rude", YES, is_positive=None, actor=mia)
    assert set(read_taught(rude, "rude").marks) == {"c1-1"}
    with pytest.raises(TeachingError, match="is not marked"):
        mark_example(rude, "rude", YES, is_positive=None, actor=mia)


def test_the_state_of_an_earlier_time_does_not_know_what_came_later(rude, mia):
    record_training(rude, ref(rude), until=None, actor=mia)
    at = read_taught(rude, "rude").history[-1].at
    switch_on(rude, ref(rude), 1, actor=mia)
    assert read_taught(rude, "rude", before=at).active is None
    assert read_all_taught(rude)["rude"].active == 1


@pytest.mark.parametrize("slug", ["Rude", "2rude", "rude__x", "rude-x", "x" * 41, "", "../x", "rude\n"])
def test_a_name_that_could_be_markup_or_a_path_is_refused(ledger, mia, slug):
    with pytest.raises(TeachingError, match="cannot name a detector"):
        open_taught(ledger, slug, Failure.BIAS, actor=mia)


def test_what_cannot_be_is_refused_and_says_what_would_be_right(rude, mia, guest):
    with pytest.raises(TeachingError, match="already"):
        open_taught(rude, "rude", Failure.BIAS, actor=mia)
    with pytest.raises(TeachingError, match="no version 1; versions: none"):
        switch_on(rude, ref(rude), 1, actor=mia)
    with pytest.raises(TeachingError, match="off already"):
        switch_off(rude, ref(rude), actor=mia)
    with pytest.raises(TeachingError, match="open it first"):
        mark_example(rude, "kind", YES, is_positive=True, actor=mia)
    with pytest.raises(LedgerError, match="may only look"):
        mark_example(rude, "rude", YES, is_positive=True, actor=guest)
    seen = ref(rude)
    record_training(rude, seen, until=None, actor=mia)
    with pytest.raises(StaleError):
        record_training(rude, seen, until=None, actor=mia)
