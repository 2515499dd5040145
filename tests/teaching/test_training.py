from dataclasses import replace

import numpy as np
import pytest

from monitor.errors import TeachingError
from monitor.teaching.exchanges import find_families
from monitor.teaching.files import read_training, write_training
from monitor.teaching.model import read_features
from monitor.teaching.suggestions import Candidate, Why, suggest
from monitor.teaching.training import Lesson, choose_threshold, find_folds, prepare, rate, train
from tests.teaching.conftest import KIND, RUDE, exchanges


def test_twenty_examples_teach_what_sets_them_apart(rude, kind, ordinary, encoder):
    training = train(rude, kind, ordinary=ordinary, encode=encoder.encode)
    unseen = [*exchanges(RUDE, 8, "new", start=40), *exchanges(KIND, 8, "new", start=60)]
    flagged = training.model.chances(read_features(unseen, encoder.encode)) >= training.threshold
    assert flagged.tolist() == [True] * 8 + [False] * 8
    assert (training.quality.precision.value, training.quality.recall.value) == (1.0, 1.0)
    assert training.languages == ("en",)


def test_the_same_marks_give_the_same_weights(rude, kind, ordinary, encoder):
    first = train(rude, kind, ordinary=ordinary, encode=encoder.encode)
    second = train(rude, kind, ordinary=ordinary, encode=encoder.encode)
    assert np.array_equal(first.model.words.weights, second.model.words.weights)
    assert (first.threshold, first.quality) == (second.threshold, second.quality)


def test_marks_at_random_are_said_to_teach_nothing(kind, encoder):
    more = exchanges(KIND, 12, "more", start=30)
    training = train(kind, more, ordinary=[], encode=encoder.encode)
    assert training.quality.precision.interval.low < 0.5
    assert training.quality.false_alarms.value is None


@pytest.mark.parametrize(
    ("positives", "negatives", "said"),
    [(7, 12, "mark 3 more positive"), (12, 1, "mark 9 more negative"), (4, 8, "6 more positive and 2 more negative")],
)
def test_too_few_marks_are_refused_with_how_many_are_missing(rude, kind, positives, negatives, said):
    with pytest.raises(TeachingError, match=said):
        prepare(rude[:positives], kind[:negatives], [])


def test_marks_that_are_all_alike_are_refused(rude, kind):
    copies = [replace(rude[0], key=f"copy-{at}", conversation=f"copy-{at}") for at in range(10)]
    with pytest.raises(TeachingError, match="mark 4 more that differ"):
        prepare(copies, kind, [])
    one_chat = [replace(one, conversation="c1") for one in exchanges(KIND, 12, "kind", start=20)]
    with pytest.raises(TeachingError, match=r"12 negative examples .* one conversation: mark 4 more"):
        prepare(rude, one_chat, [])


def test_near_duplicates_never_sit_on_both_sides_of_a_split(rude, kind, ordinary):
    twins = [replace(one, key=f"twin-{one.key}", conversation=f"twin-{one.key}") for one in (*rude[:4], *kind[:4])]
    lesson = prepare([*rude, *twins[:4]], [*kind, *twins[4:]], ordinary)
    folds = find_folds(lesson)
    by_key = {one.key: fold for one, fold in zip(lesson.exchanges, folds, strict=True)}
    assert all(by_key[one.key] == by_key[one.key.removeprefix("twin-")] for one in twins)
    assert len(set(folds)) == 10


def test_stock_answers_are_no_family_but_the_same_prompt_is(rude, kind):
    refusals = [replace(one, response="I'm sorry, but I can't help with that.") for one in kind]
    assert len(set(find_families(refusals))) == len(kind)
    same = [replace(one, prompt=rude[0].prompt) for one in kind]
    assert len(set(find_families(same))) == 1


def test_positives_weigh_as_much_as_all_others_and_marks_as_much_as_ordinary_ones(rude, kind, ordinary):
    lesson = prepare(rude, kind[:10], ordinary)
    weights = lesson.weights
    yes, no, sound = (weights[rows].sum() for rows in ((slice(0, 12)), slice(12, 22), slice(22, None)))
    assert yes == pytest.approx(no + sound)
    # Forty of a hundred and twenty: nobody looked at them, so that none of them weighs more for being few.
    assert sound == pytest.approx(no / 3)


def test_a_threshold_prefers_being_right_and_spares_ordinary_responses():
    def lesson(labels, is_marked):
        labels, is_marked = np.array(labels), np.array(is_marked)
        return Lesson((), labels, is_marked, np.arange(len(labels)))

    marks = lesson([True] * 4 + [False] * 4, [True] * 8)
    assert choose_threshold(np.array([0.9, 0.8, 0.7, 0.2, 0.6, 0.5, 0.4, 0.3]), marks) == pytest.approx(0.65)
    with_ordinary = lesson([True, True, False, *[False] * 5], [True, True, True, *[False] * 5])
    assert choose_threshold(np.array([0.9, 0.4, 0.1, *[0.5] * 5]), with_ordinary) == pytest.approx(0.7)


def test_an_interval_of_nothing_but_hits_still_has_a_width_and_of_nothing_is_unknown():
    everything = np.ones(10, dtype=bool)
    interval = rate(everything, everything, np.arange(10)).interval
    assert interval.low < 0.75
    assert interval.high == 1.0
    assert rate(everything, ~everything, np.arange(10)).value is None


def test_one_family_of_ten_tells_less_than_ten_of_one():
    hits = np.repeat([True, False], 10)
    trials = np.ones(20, dtype=bool)
    alike = rate(hits, trials, np.repeat([0, 1], 10)).interval
    apart = rate(hits, trials, np.arange(20)).interval
    assert alike.high - alike.low > apart.high - apart.low


def test_a_kept_training_is_the_same_and_a_damaged_one_is_learned_again(rude, kind, ordinary, encoder, tmp_path):
    training = train(rude, kind, ordinary=ordinary, encode=encoder.encode)
    write_training(tmp_path / "learned", "k", training)
    kept = read_training(tmp_path / "learned", "k")
    features = read_features(kind, encoder.encode)
    assert np.array_equal(kept.model.chances(features), training.model.chances(features))
    assert (kept.threshold, kept.worth, kept.languages, kept.quality) == (
        training.threshold,
        training.worth,
        training.languages,
        training.quality,
    )
    file = tmp_path / "learned" / "k.safetensors"
    file.write_bytes(file.read_bytes()[:-100])
    assert read_training(tmp_path / "learned", "k") is None
    assert read_training(tmp_path, "none") is None


def test_what_is_unsure_and_what_surprises_is_asked_for_and_near_duplicates_once(rude, kind, ordinary, encoder):
    training = train(rude, kind, ordinary=ordinary, encode=encoder.encode)
    missed = exchanges(RUDE, 4, "missed", start=50)
    again = [replace(one, key=f"again-{one.key}", conversation=f"again-{one.key}") for one in missed]
    candidates = [Candidate(one, is_claimed=False) for one in (*missed, *again, *exchanges(KIND, 20, "x", start=70))]
    found = suggest(training, candidates, encoder.encode)
    assert [one.why for one in found] == [Why.SURPRISING] * 5 + [Why.UNSURE] * 5
    surprising = {one.exchange.response for one in found if one.why is Why.SURPRISING}
    assert {one.response for one in missed} <= surprising
    assert len({one.exchange.response for one in found}) == 10
