"""Calls to conversations: what goes on, what repeats, what branches, and what has nothing to do with it."""

import time

from monitor.records import Message
from monitor.sources.histories import Histories
from monitor.taxonomy import Role

# Comparing each call with each other one would take minutes.
CALLS, MOST_SECONDS = 4_000, 5.0


def said(*texts, system=None):
    """Alternate between user and assistant."""
    opening = [Message(Role.SYSTEM, system)] if system else []
    return [*opening, *(Message(Role.ASSISTANT if n % 2 else Role.USER, text) for n, text in enumerate(texts))]


def add(histories, *texts, system=None):
    turns = said(*texts, system=system)
    return histories.add(turns[:-1], turns[-1:])


def told(history):
    return [(message.text, message.follows) for message in history.latest.told()]


def test_a_call_that_goes_on_from_the_beginning_adds_what_is_new():
    histories = Histories()
    first = add(histories, "a", "b", system="s")
    assert add(histories, "a", "b", "c", "d", system="s") is first
    assert told(first) == [("s", None), ("a", None), ("b", None), ("c", None), ("d", None)]


def test_a_sliding_window_goes_on_where_it_agrees():
    histories = Histories()
    first = add(histories, "a", "b", "c", "d", system="s")
    assert add(histories, "c", "d", "e", "f", system="s") is first
    assert [text for text, _ in told(first)] == ["s", "a", "b", "c", "d", "e", "f"]


def test_an_edited_turn_branches_off():
    histories = Histories()
    first = add(histories, "a", "b", "c", "d")
    assert add(histories, "a", "b", "C", "D") is first
    assert told(first) == [("a", None), ("b", None), ("c", None), ("d", None), ("C", 1), ("D", None)]


def test_the_same_question_under_another_system_prompt_is_another_conversation():
    histories = Histories()
    assert add(histories, "a", "b", system="s") is not add(histories, "a", "c", system="t")


def test_a_shared_system_prompt_joins_nothing():
    histories = Histories()
    assert add(histories, "a", "b", system="s") is not add(histories, "c", "d", system="s")


def test_one_word_in_the_middle_of_another_conversation_joins_nothing():
    histories = Histories()
    assert add(histories, "a", "b", "yes", "c") is not add(histories, "yes", "d")


def test_what_says_more_takes_the_place_of_what_says_less():
    histories = Histories()
    less = add(histories, "a", "b")
    more = add(histories, "a", "b", system="s")
    assert less.latest is more
    assert add(histories, "a", "b", "c", "d", system="s") is more


def test_a_result_goes_to_the_call_it_answers_even_if_the_call_is_not_repeated():
    histories = Histories()
    call = Message(Role.ASSISTANT, "[tool call] sky({})")
    result = Message(Role.TOOL, "wet")
    history = histories.add(said("a"), [call])
    assert histories.add([*said("a"), result], [Message(Role.ASSISTANT, "b")]) is history
    assert told(history) == [("a", None), (call.text, None), ("wet", None), ("b", None)]


def test_spaces_make_no_difference():
    histories = Histories()
    history = add(histories, '{"a":1}', "b")
    assert histories.find_repeated(said('{"a": 1}', "b")) is history


def test_a_template_around_the_words_of_the_user_repeats_them():
    histories = Histories()
    history = add(histories, "Answer in one word: Rain?", "Yes.")
    assert histories.find_repeated(said("Rain?", "Yes.")) is history
    assert histories.find_repeated(said("Rain?", "No.")) is None


def test_thousands_of_unrelated_calls_under_one_system_prompt_take_seconds():
    histories = Histories()
    began = time.perf_counter()
    for number in range(CALLS):
        add(histories, f"question {number}", f"answer {number}", system="Be brief. " * 50)
    assert time.perf_counter() - began < MOST_SECONDS


def test_a_conversation_told_again_with_every_turn_takes_seconds():
    histories = Histories()
    began = time.perf_counter()
    texts = [f"turn {number}" for number in range(600)]
    for end in range(2, len(texts), 2):
        history = add(histories, *texts[:end])
    assert time.perf_counter() - began < MOST_SECONDS
    assert len(history.messages) == len(texts) - 2
