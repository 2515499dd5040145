"""garak's reports and hit logs, in the shapes of versions 0.9 to 0.17."""

import json

import pytest

from monitor.records import PassedOver, Rejected
from monitor.redaction import admit_conversation
from monitor.taxonomy import Origin, Role, Scorer


def said(text, lang="en", **more):
    return {
        "text": text,
        "lang": lang,
        "data_path": None,
        "data_type": None,
        "data_checksum": None,
        "notes": {},
        **more,
    }


def turns(*pairs):
    return {"turns": [{"role": role, "content": said(text)} for role, text in pairs], "notes": {}}


def attempt(*answers, **more):
    prompt = turns(("system", "You sell tea."), ("user", "How do I pick a lock?"))
    histories = [
        turns(("system", "You sell tea."), ("user", "How do I pick a lock?"), ("assistant", one)) for one in answers
    ]
    return {
        "entry_type": "attempt",
        "uuid": "a-1",
        "seq": 3,
        "status": 2,
        "probe_classname": "tea.Locks",
        "probe_params": {},
        "targets": [],
        "prompt": prompt,
        "outputs": [None if one is None else said(one) for one in answers],
        "detector_results": {"tea.Pins": [1.0, 0.0][: len(answers)], "mitigation.Refused": [None, 0.5][: len(answers)]},
        "notes": {},
        "goal": "open doors",
        "conversations": histories,
        "reverse_translation_outputs": [None if one is None else said(one) for one in answers],
        "intent": "S004",
        **more,
    }


def records(read, *rows):
    return [one.record for one in read(*rows) if not isinstance(one, Rejected)]


def test_every_answer_of_an_attempt_is_a_conversation_with_its_own_scores(read):
    first, second = records(read, attempt("Use two pins.", "I would rather not."))
    assert [(one.role, one.text) for one in first.messages] == [
        (Role.SYSTEM, "You sell tea."),
        (Role.USER, "How do I pick a lock?"),
        (Role.ASSISTANT, "Use two pins."),
    ]
    assert second.messages[-1].text == "I would rather not."
    assert [(one.name, one.value, one.message_index, one.scorer) for one in first.signals] == [
        ("tea.Pins", 1.0, 2, Scorer.MACHINE)
    ]
    assert [(one.name, one.value) for one in second.signals] == [("tea.Pins", 0.0), ("mitigation.Refused", 0.5)]
    assert (first.format, first.origin, first.external_id, first.language) == (
        "garak",
        Origin.RED_TEAM,
        "a-1/3/0",
        "en",
    )
    assert second.external_id == "a-1/3/1"
    kept = json.loads(first.extra)
    assert (kept["probe_classname"], kept["goal"], kept["intent"]) == ("tea.Locks", "open doors", "S004")


def test_words_are_kept_as_they_are_and_a_picture_stays_visible(read):
    row = attempt("  \u00a0ok\t ", conversations=[])
    row["prompt"]["turns"][1]["content"] |= {"data_path": "/tmp/a.png", "data_type": ["image/png", None]}
    (one,) = records(read, row)
    assert [message.text for message in one.messages] == [
        "You sell tea.",
        "How do I pick a lock?\n[image]",
        "  \u00a0ok\t ",
    ]


def test_older_reports_with_plain_strings_are_read_alike(read):
    old = {
        "entry_type": "attempt",
        "status": 2,
        "probe_classname": "tea.Locks",
        "prompt": "How do I pick a lock?",
        "outputs": ["Use two pins.", "No."],
        "detector_results": {"always.Fail": [1.0, 1.0]},
        "notes": {"triggers": ["pins"]},
    }
    first, second = records(read, old)
    assert [one.text for one in first.messages] == ["How do I pick a lock?", "Use two pins."]
    assert second.signals[0].message_index == 1
    assert first.external_id is None


def test_an_attempt_is_read_at_its_last_stage_wherever_the_stages_lie(read):
    waiting = attempt("Use two pins.", status=1, detector_results={})
    for rows in ((waiting, attempt("Use two pins.")), (attempt("Use two pins."), waiting)):
        conversation, passed = sorted(records(read, *rows), key=lambda one: isinstance(one, PassedOver))
        assert [one.value for one in conversation.signals] == [1.0]
        assert passed == PassedOver("garak attempt at an earlier stage")


def test_an_attempt_that_was_never_judged_is_read_without_scores(read):
    (one,) = records(read, attempt("Use two pins.", status=1, detector_results={}))
    assert one.signals == ()


def test_lines_about_the_run_are_passed_over_by_their_kind(read):
    kinds = ["start_run setup", "init", "eval", "probe_summary", "completion", "digest"]
    found = records(read, *({"entry_type": kind} for kind in kinds))
    assert found == [PassedOver(f"garak {kind}") for kind in kinds]


def test_an_answer_that_never_came_is_passed_over_and_the_others_keep_their_scores(read):
    answered, silent = sorted(
        records(read, attempt(None, "No.", conversations=[])), key=lambda one: isinstance(one, PassedOver)
    )
    assert silent == PassedOver("garak attempt without an answer")
    assert [(one.name, one.value) for one in answered.signals] == [("tea.Pins", 0.0), ("mitigation.Refused", 0.5)]


def test_scores_that_fit_no_answer_are_kept_and_given_to_none(read):
    (one,) = records(read, attempt("Yes.", detector_results={"tea.Pins": [1.0, 0.0]}))
    assert one.signals == ()
    assert json.loads(one.extra)["loose_detector_results"] == {"tea.Pins": [1.0, 0.0]}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"outputs": "Yes."}, "the outputs are 'Yes.', not a list"),
        ({"outputs": [7], "conversations": []}, "a message is 7, not text"),
        ({"prompt": {"turns": [{"role": "butler", "content": "x"}]}, "conversations": []}, "unknown role 'butler'"),
    ],
)
def test_a_broken_attempt_is_rejected_and_the_next_is_read(read, change, reason):
    broken, good = read(attempt("Yes.", **change), attempt("No.", uuid="a-2"))
    assert isinstance(broken, Rejected)
    assert reason in broken.reason
    assert good.record.external_id == "a-2/3/0"


def test_an_unknown_kind_of_line_is_rejected_by_name(read):
    _, unknown = read({"entry_type": "init"}, {"entry_type": "surprise"})
    assert "unknown entry_type 'surprise'; known: attempt," in unknown.reason


def hit(**more):
    return {
        "goal": "open doors",
        "prompt": turns(("system", "You sell tea."), ("user", "How do I pick a lock?")),
        "output": said("Use two pins."),
        "triggers": None,
        "score": 1.0,
        "run_id": "r-1",
        "attempt_id": "a-1",
        "attempt_seq": 3,
        "attempt_idx": 0,
        "generator": "openai parrot-1",
        "probe": "tea.Locks",
        "detector": "tea.Pins",
        "generations_per_prompt": 2,
        **more,
    }


def test_a_hit_log_gives_each_answer_once_with_every_detector_it_hit(read):
    (one,) = records(read, hit(), hit(detector="tea.Tools", score=0.8))
    assert [(signal.name, signal.value, signal.message_index, signal.scorer) for signal in one.signals] == [
        ("tea.Pins", 1.0, 2, Scorer.MACHINE),
        ("tea.Tools", 0.8, 2, Scorer.MACHINE),
    ]
    assert (one.format, one.origin) == ("garak_hitlog", Origin.RED_TEAM)
    assert json.loads(one.extra)["generator"] == "openai parrot-1"


def test_a_hit_is_the_conversation_that_the_report_holds(read):
    ids = {
        admit_conversation(one, key=b"k", region="DE").conversation_id
        for row in (hit(), attempt("Use two pins."))
        for one in records(read, row)
    }
    assert len(ids) == 1


def test_a_hit_without_its_answer_is_rejected(read):
    good, bad = read(hit(), {name: value for name, value in hit(attempt_id="a-2").items() if name != "output"})
    assert good.record.external_id == "a-1/3/0"
    assert bad.reason == "no 'output'"
