import pytest

from monitor.errors import ExportError
from monitor.exports import WRITERS
from monitor.exports.writers import EXPECTATIONS
from monitor.records import Message
from monitor.taxonomy import Expected, Failure, Role, Side

PROMPT = [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "question a"}]


def test_an_openai_record_is_the_chat_with_its_ideal_answer(example):
    record = WRITERS["openai"](example("a"))
    assert record == {"messages": [*PROMPT, {"role": "assistant", "content": "ideal answer a"}]}


def test_a_dpo_record_prefers_the_ideal_answer_over_the_failing_one(example):
    assert WRITERS["trl_dpo"](example("a")) == {
        "prompt": PROMPT,
        "chosen": [{"role": "assistant", "content": "ideal answer a"}],
        "rejected": [{"role": "assistant", "content": "failing answer a"}],
    }


def test_an_inspect_record_asks_again_and_remembers_what_went_wrong(example):
    record = WRITERS["inspect"](example("a", Side.EVAL, failure=Failure.OVER_REFUSAL))
    assert (record["id"], record["input"], record["target"]) == ("EX-a", PROMPT, "ideal answer a")
    assert record["metadata"]["failing_response"] == "failing answer a"
    assert record["metadata"]["failure"] == "over_refusal"
    assert record["metadata"]["hazard"] is None


@pytest.mark.parametrize("expected", list(Expected))
def test_without_an_ideal_answer_an_inspect_target_is_what_the_response_must_do(example, expected):
    record = WRITERS["inspect"](example("a", Side.EVAL, expected=expected, ideal=None))
    assert record["target"] == EXPECTATIONS[expected]
    assert record["metadata"]["ideal"] is None


@pytest.mark.parametrize("format", ["openai", "trl_dpo"])
def test_training_formats_refuse_what_cannot_be_trained_on(example, format):
    tool = (Message(Role.USER, "weather?"), Message(Role.TOOL, "12 degrees"))
    for refused, reason in [
        (example("a", Side.EVAL), "on the eval side"),
        (example("a", ideal=None), "no ideal answer"),
        (example("a", messages=tool), "tool's message"),
        (example("a", messages=()), "no user message"),
    ]:
        with pytest.raises(ExportError, match=reason):
            WRITERS[format](refused)
