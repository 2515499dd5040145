from collections import Counter
from pathlib import Path

import pytest

from monitor.detectors import DETECTORS, Scores
from monitor.records import Conversation, Message, Response, Signal
from monitor.taxonomy import Outcome, Role, SignalKind

FILES = ("conversations.txt", "more_conversations.txt", "deeds_and_secrets.txt")
ROLES = {"user": Role.USER, "bot": Role.ASSISTANT, "system": Role.SYSTEM, "tool": Role.TOOL}


def parse(block: str) -> tuple[Conversation, dict[int, str]]:
    """Read one block; `bot [failure]:` says what is wrong with that response."""
    messages, expected, signals, model = [], {}, [], None
    for line in block.splitlines()[1:]:
        speaker, _, text = line.partition(": ")
        role, _, failure = speaker.partition(" [")
        if role == "model":
            model = text
        elif role == "correction":
            signals.append(Signal(SignalKind.CORRECTION, "rater", text=text, message_index=len(messages) - 1))
        else:
            if failure:
                expected[len(messages)] = failure.rstrip("]")
            messages.append(Message(ROLES[role], text))
    kept = Conversation(
        messages=tuple(messages), format="test", conversation_id="c", model=model, signals=tuple(signals)
    )
    return kept, expected


def title(block: str) -> str:
    return block.splitlines()[0].removeprefix("# ")


BLOCKS = [
    block.strip()
    for name in FILES
    for block in Path(__file__).with_name(name).read_text(encoding="utf-8").strip().split("\n\n")
]


@pytest.mark.parametrize("block", BLOCKS, ids=title)
def test_the_conversation_is_judged_as_a_person_would(block):
    conversation, expected = parse(block)
    found: dict[int, set[str]] = {}
    for index, message in enumerate(conversation.messages):
        if message.role is Role.ASSISTANT:
            response = Response(conversation, index)
            detections = [one for detector in DETECTORS for one in detector.find(response, Scores())]
            found[index] = {str(one.failure) for one in detections if one.outcome is Outcome.SUCCESS}
    assert {index: failures for index, failures in found.items() if failures} == {
        index: {failure} for index, failure in expected.items()
    }


def test_no_two_conversations_share_a_title():
    assert [name for name, count in Counter(map(title, BLOCKS)).items() if count > 1] == []
