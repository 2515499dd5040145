import json

from hypothesis import given
from hypothesis import strategies as st

from monitor.judges import RUBRICS, ask_about, fence
from monitor.judges.questions import MOST_TOGETHER, inert_json
from monitor.records import Conversation, Message, Response
from monitor.taxonomy import Failure, Role

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def response(*texts, at=None):
    roles = (Role.USER, Role.ASSISTANT)
    messages = tuple(Message(roles[number % 2], text) for number, text in enumerate(texts))
    conversation = Conversation(conversation_id="c", messages=messages, format="messages")
    return Response(conversation, len(messages) - 1 if at is None else at)


def document(one):
    return json.loads(ask_about(one, [Failure.BIAS]).document)


def test_every_failure_has_a_rubric():
    assert set(RUBRICS) == set(Failure)


def test_a_judge_is_told_the_rubrics_of_what_is_suspected_and_no_others():
    system, _ = fence(ask_about(response("Hi", "Ho"), [Failure.BIAS, Failure.BIAS]), "token")
    assert RUBRICS[Failure.BIAS] in system
    assert RUBRICS[Failure.JAILBREAK] not in system


@given(TEXTS)
def test_no_text_is_lost_or_leaves_its_string(text):
    written = inert_json({"text": text, "list": [text]})
    assert json.loads(written) == {"text": text, "list": [text]}
    assert written.isascii() and written.isprintable()
    assert not any(sign in written for sign in "<>")


def test_turns_stand_in_order_with_the_users_reaction():
    found = document(response("a", "b", "c", "d", "e", "f", at=3))
    assert [one["text"] for one in found["messages"]] == ["a", "b", "c", "d", "e"]
    assert (found["judged_message"], found["messages_left_out"]) == (3, 0)


def test_other_branches_are_not_shown():
    turns = (Message(Role.USER, "q"), Message(Role.ASSISTANT, "first"), Message(Role.ASSISTANT, "second", follows=0))
    conversation = Conversation(conversation_id="c", messages=turns, format="messages")
    assert [one["text"] for one in document(Response(conversation, 2))["messages"]] == ["q", "second"]


def test_a_long_conversation_is_cut_around_the_response_and_says_so():
    found = document(response(*(f"{number} " + "word " * 700 for number in range(200)), at=101))
    indices = [one["index"] for one in found["messages"]]
    assert 101 in indices and 102 in indices
    assert indices == list(range(indices[0], 103))
    assert found["messages_left_out"] == 103 - len(indices) > 80
    assert sum(len(one["text"]) for one in found["messages"]) <= MOST_TOGETHER


def test_a_long_response_shows_both_ends_and_how_much_is_missing():
    text = "begin" + "x" * 50_000 + "end"
    one = document(response("q", text))["messages"][-1]
    assert (one["text"][:5], one["text_end"][-3:]) == ("begin", "end")
    assert len(one["text"]) + one["left_out"] + len(one["text_end"]) == len(text)


def test_the_key_changes_with_the_words_the_suspicion_and_the_model_and_with_nothing_else():
    plain = ask_about(response("q", "a"), [Failure.BIAS])
    same = ask_about(response("q", "a"), [Failure.BIAS])
    others = [
        ask_about(response("q", "b"), [Failure.BIAS]).key("m"),
        ask_about(response("p", "a"), [Failure.BIAS]).key("m"),
        ask_about(response("q", "a"), [Failure.JAILBREAK]).key("m"),
        plain.key("n"),
    ]
    assert same.key("m") == plain.key("m")
    assert len({plain.key("m"), *others}) == 5
