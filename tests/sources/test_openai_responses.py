"""The Responses API: one exchange, and many that go on from each other."""

import json

import pytest

REASONING = {
    "id": "rs_1",
    "type": "reasoning",
    "summary": [{"type": "summary_text", "text": "Look it up"}],
    "status": None,
}
CALL = {
    "id": "fc_1",
    "type": "function_call",
    "call_id": "call_1",
    "name": "weather",
    "arguments": '{"city":"Rome"}',
    "status": "completed",
}
SAID = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "status": "completed",
    "content": [
        {"type": "output_text", "text": "Sunny.", "annotations": []},
        {"type": "refusal", "refusal": "No more than that."},
    ],
}


def response(name, *output, **fields):
    return {
        "id": name,
        "object": "response",
        "created_at": 1793534400.0,
        "status": "completed",
        "error": None,
        "model": "aria",
        "output": list(output),
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        **fields,
    }


def said(text):
    return {**SAID, "content": [{"type": "output_text", "text": text, "annotations": []}]}


def turns_of(record):
    return [(message.role, message.text, message.follows) for message in record.messages]


def test_an_exchange_is_read_with_its_tools_and_thoughts(read):
    request = {
        "model": "aria",
        "instructions": "Be brief.",
        "input": [
            {
                "role": "user",
                "content": [{"type": "input_text", "text": "Weather?"}, {"type": "input_image", "image_url": "x"}],
            },
            CALL,
            {"type": "function_call_output", "call_id": "call_1", "output": "23 degrees"},
        ],
        "safety_identifier": "u-9",
    }
    (located,) = read({"request": request, "response": response("resp_1", REASONING, CALL, SAID)})
    record = located.record
    assert (record.format, record.external_id, record.user) == ("openai_responses", "resp_1", "u-9")
    assert turns_of(record) == [
        ("system", "Be brief.", None),
        ("user", "Weather?\n[image]", None),
        ("assistant", '[tool call] weather({"city":"Rome"})', None),
        ("tool", "23 degrees", None),
        (
            "assistant",
            '[thinking] Look it up\n[tool call] weather({"city":"Rome"})\nSunny.\nNo more than that.',
            None,
        ),
    ]
    assert json.loads(record.extra)["status"] == "completed"


def test_the_api_s_own_tools_are_calls_with_results(read):
    output = [
        {"type": "web_search_call", "id": "w", "status": "completed", "action": {"type": "search", "query": "Faust"}},
        {"type": "mcp_call", "id": "m", "name": "ask", "server_label": "s", "arguments": "{}", "output": "yes"},
        {"type": "code_interpreter_call", "id": "c", "code": "1+1", "outputs": [{"type": "logs", "logs": "2"}]},
        {"type": "image_generation_call", "id": "i", "status": "completed", "result": "UklGRg=="},
        {"type": "mcp_list_tools", "id": "l", "server_label": "s", "tools": []},
    ]
    (located,) = read({"request": {"input": "Go"}, "response": response("resp_1", *output)})
    assert turns_of(located.record) == [
        ("user", "Go", None),
        ("assistant", '[tool call] web_search({"type": "search", "query": "Faust"})\n[tool call] ask({})', None),
        ("tool", "yes", None),
        ("assistant", "[tool call] code_interpreter(1+1)", None),
        ("tool", '[{"type": "logs", "logs": "2"}]', None),
        ("assistant", "[image]\n[mcp_list_tools]", None),
    ]


def test_responses_that_go_on_from_each_other_are_one_conversation_with_branches(read):
    rows = [
        {
            "request": {"instructions": "Kind.", "input": "A"},
            "response": response("r1", said("a"), created_at=1793534400),
        },
        {
            "request": {"instructions": "Kind.", "input": "B", "previous_response_id": "r1"},
            "response": response("r2", said("b"), created_at=1793534401, model="aria-2"),
        },
        {
            "request": {"instructions": "Strict.", "input": "C", "previous_response_id": "r1"},
            "response": response("r3", said("c"), created_at=1793534402),
        },
    ]
    for ordered in (rows, rows[::-1]):
        (located,) = read(*ordered)
        assert turns_of(located.record) == [
            ("system", "Kind.", None),
            ("user", "A", None),
            ("assistant", "a", None),
            ("user", "B", None),
            ("assistant", "b", None),
            ("system", "Strict.", 2),
            ("user", "C", None),
            ("assistant", "c", None),
        ]
        assert located.record.external_id == "r1"
        assert json.loads(located.record.extra)["later_responses"][0]["model"] == "aria-2"


def test_responses_of_one_named_conversation_follow_each_other_in_time(read):
    rows = [
        {
            "request": {"input": text, "conversation": "conv_1"},
            "response": response(
                f"r{at}", said(text.lower()), created_at=1793534400 + at, conversation={"id": "conv_1"}
            ),
        }
        for at, text in ((2, "B"), (1, "A"))
    ]
    (located,) = read(*rows)
    assert located.record.external_id == "conv_1"
    assert [message.text for message in located.record.messages] == ["A", "a", "B", "b"]


def test_a_response_fetched_again_adds_nothing(read):
    row = {"request": {"input": "A"}, "response": response("r1", said("a"))}
    (located,) = read(response("r1", said("a")), row)
    assert [message.text for message in located.record.messages] == ["A", "a"]


def test_a_failed_response_is_rejected_alone(read):
    failed = response("r2", error={"code": "server_error", "message": "down"}, previous_response_id="r1")
    good, bad = read({"request": {"input": "A"}, "response": response("r1", said("a"))}, failed)
    assert good.record.external_id == "r1"
    assert bad.reason == "the request failed: 'down'"


@pytest.mark.export_check
@pytest.mark.filterwarnings("default")
def test_the_response_is_as_the_real_library_knows_it():
    responses = pytest.importorskip("openai.types.responses")
    real = responses.Response.model_validate(response("r1", REASONING, CALL, SAID))
    assert [one.type for one in real.output] == ["reasoning", "function_call", "message"]
