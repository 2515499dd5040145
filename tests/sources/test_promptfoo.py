"""promptfoo's results, of evaluations and of red-team runs."""

import json
from datetime import datetime

import pytest

from monitor.records import Rejected
from monitor.taxonomy import Origin, Role, Scorer


def result(**more):
    return {
        "id": "r-1",
        "promptIdx": 0,
        "testIdx": 4,
        "prompt": {"raw": "Which tea wakes me up?", "label": "tea"},
        "provider": {"id": "openai:parrot-1", "label": ""},
        "vars": {"drink": "tea"},
        "response": {"output": "Black tea.", "tokenUsage": {"total": 9}},
        "gradingResult": {
            "pass": False,
            "score": 0.25,
            "reason": "too short",
            "componentResults": [
                {"pass": False, "score": 0.25, "reason": "too short", "assertion": {"type": "llm-rubric"}},
                {"pass": True, "score": 1, "reason": "has it", "assertion": {"type": "contains", "value": "tea"}},
            ],
        },
        "success": False,
        "score": 0.25,
        "namedScores": {"tone": 0.75},
        "failureReason": 1,
        "testCase": {"vars": {"drink": "tea"}},
        "metadata": {"rating": "not for us", "http": {"status": 200}},
        "latencyMs": 12,
        **more,
    }


def out_file(*results, **config):
    run = {"version": 3, "timestamp": "2026-11-20T08:00:00.000Z", "prompts": [], "results": list(results), "stats": {}}
    return json.dumps({"evalId": "eval-9", "results": run, "config": config, "shareableUrl": None}, indent=1)


def only(read, *content):
    (located,) = read(*content)
    return located.record


def test_a_result_is_a_conversation_with_every_grade(read):
    one = only(read, out_file(result()))
    assert [(message.role, message.text) for message in one.messages] == [
        (Role.USER, "Which tea wakes me up?"),
        (Role.ASSISTANT, "Black tea."),
    ]
    assert [(signal.name, signal.value, signal.text) for signal in one.signals] == [
        ("pass", 0.0, "too short"),
        ("score", 0.25, None),
        ("tone", 0.75, None),
        ("assert.llm-rubric", 0.25, "too short"),
        ("assert.contains", 1.0, "has it"),
    ]
    assert {(signal.scorer, signal.message_index) for signal in one.signals} == {(Scorer.MACHINE, 1)}
    assert (one.origin, one.model, one.external_id) == (Origin.EVALUATION, "openai:parrot-1", "r-1")
    assert one.started_at == datetime(2026, 11, 20, 8)
    kept = json.loads(one.extra)
    assert kept["evalId"] == "eval-9"
    assert kept["result_metadata"]["rating"] == "not for us"


def test_what_a_person_graded_is_kept_apart_from_the_machine(read):
    grades = {
        "pass": True,
        "score": 1,
        "reason": "Manual result",
        "comment": "good enough for me",
        "componentResults": [
            {"pass": False, "score": 0, "reason": "refused", "assertion": {"type": "not-icontains"}},
            {"pass": True, "score": 1, "reason": "Manual result", "assertion": {"type": "human"}},
        ],
    }
    signals = only(read, out_file(result(gradingResult=grades, namedScores={}))).signals
    assert {signal.name: signal.scorer for signal in signals} == {
        "pass": Scorer.HUMAN,
        "score": Scorer.HUMAN,
        "comment": Scorer.HUMAN,
        "assert.not-icontains": Scorer.MACHINE,
        "assert.human": Scorer.HUMAN,
    }


@pytest.mark.parametrize(
    "content",
    [
        out_file(result(), redteam={"plugins": ["harmful"]}),
        out_file(result(testCase={"metadata": {"pluginId": "harmful:privacy", "strategyId": "base64"}})),
        json.dumps(result(metadata={"pluginId": "harmful:privacy"})) + "\n",
    ],
    ids=["told by the file", "told by the test case", "one result per line"],
)
def test_a_red_team_run_is_marked_as_an_attack(read, content):
    assert only(read, content).origin is Origin.RED_TEAM


def test_a_chat_written_as_json_becomes_its_messages(read):
    chat = [{"role": "system", "content": "You sell tea."}, {"role": "user", "content": "Which one?"}]
    one = only(read, out_file(result(prompt={"raw": json.dumps(chat), "label": "chat"})))
    assert [message.role for message in one.messages] == [Role.SYSTEM, Role.USER, Role.ASSISTANT]
    assert one.signals[0].message_index == 2


def test_a_prompt_that_only_looks_like_a_chat_stays_as_it_is(read):
    raw = '["green", "black"]'
    assert only(read, out_file(result(prompt={"raw": raw}))).messages[0].text == raw


def test_what_an_attack_made_of_the_prompt_is_what_was_asked(read):
    row = result(metadata={"pluginId": "p", "redteamFinalPrompt": "V2hpY2ggdGVhPw=="})
    one = only(read, out_file(row))
    assert one.messages[0].text == "V2hpY2ggdGVhPw=="
    assert json.loads(one.extra)["prompt_before_attack"] == "Which tea wakes me up?"


def test_an_output_of_several_fields_is_kept_as_json(read):
    one = only(read, out_file(result(response={"output": {"tea": "black"}})))
    assert one.messages[-1].text == '{"tea": "black"}'


def test_a_failed_request_is_rejected_and_the_others_are_read(read):
    failed, odd, good = read(out_file(result(response=None, error="rate limit"), 3, result()))
    assert isinstance(failed, Rejected)
    assert failed.reason == "the request failed: 'rate limit'"
    assert odd.reason == "a result is 3, not an object"
    assert good.record.external_id == "r-1"
