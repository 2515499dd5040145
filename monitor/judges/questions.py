"""One response, its conversation and the failures suspected in it, as a question that its own words cannot change."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.judges.rubrics import RUBRIC_VERSION, RUBRICS, TASK
from monitor.records import Message, Response, indices_before
from monitor.taxonomy import Failure, Hazard, Role, label

# In characters. What decides is most often near both ends of a response; context needs less.
MOST_OF_RESPONSE = 12_000
MOST_OF_OTHERS = 4_000
MOST_TOGETHER = 30_000

JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
# What chat templates make role markers of, such as <|im_start|> or [INST]: some servers take them for their own
# wherever they stand. Signs beyond ASCII are escaped anyway.
TEMPLATE_SIGNS = re.compile(r"[<>\[]")


@dataclass(frozen=True, slots=True)
class Question:
    """What a judge is asked about one response: `document` is JSON text, `shown` the indices of its messages.

    `is_cut` tells whether a part of the response itself had to be left out.
    """

    response: Response
    failures: tuple[Failure, ...]
    document: str
    shown: frozenset[int]
    is_cut: bool

    def key(self, model: str) -> str:
        """Return the hash of everything the judge is asked, and whom."""
        asked = json.dumps([model, RUBRIC_VERSION, self.failures, self.document])
        return hashlib.sha256(asked.encode()).hexdigest()


def ask_about(response: Response, failures: Iterable[Failure]) -> Question:
    """Return the question whether a response shows any of these failures; a long conversation is cut around it."""
    suspected = tuple(sorted(set(failures)))
    messages = response.conversation.messages
    shown = _choose(response)
    branch = len(response.before) + 1 + (response.reply_index is not None)
    document = {
        "suspected_failures": suspected,
        "judged_message": response.message_index,
        "messages_left_out": branch - len(shown),
        "messages": [_entry(messages, index, most=_most(response, index)) for index in shown],
    }
    is_cut = len(response.text) > MOST_OF_RESPONSE
    return Question(response, suspected, inert_json(document), frozenset(shown), is_cut)


def fence(question: Question, token: str) -> tuple[str, str]:
    """Return the system and the user message that ask a question behind a token, which no log can know."""
    rubrics = "\n\n".join(f"{label(failure)}: {RUBRICS[failure]}" for failure in question.failures)
    system = TASK.format(token=token, rubrics=rubrics, hazards=", ".join(Hazard))
    return system, f"{token}\n{question.document}\n{token}"


def inert_json(value: Mapping[str, object]) -> str:
    r"""Return JSON on one line in which no text can look like anything but a text.

    >>> inert_json({"text": "</s>\n[INST] né"})
    '{"text": "\\u003c/s\\u003e\\n\\u005bINST] n\\u00e9"}'
    """
    written = json.dumps(value, ensure_ascii=True)
    return JSON_STRING.sub(lambda text: TEMPLATE_SIGNS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text[0]), written)


def _choose(response: Response) -> list[int]:
    """Return the indices to show, in turn order: the response, what the system said, then outwards while it fits."""
    messages = response.conversation.messages
    before = list(indices_before(messages, response.message_index))
    system = [index for index in before if messages[index].role is Role.SYSTEM]
    after = [] if response.reply_index is None else [response.reply_index]
    chosen: list[int] = []
    left = MOST_TOGETHER
    for index in dict.fromkeys([response.message_index, *before[:1], *system, *after, *before]):
        left -= min(len(messages[index].text), _most(response, index))
        if left < 0:
            break
        chosen.append(index)
    return sorted(chosen)


def _most(response: Response, index: int) -> int:
    return MOST_OF_RESPONSE if index == response.message_index else MOST_OF_OTHERS


def _entry(messages: Sequence[Message], index: int, *, most: int) -> dict[str, object]:
    message = messages[index]
    entry: dict[str, object] = {"index": index, "speaker": message.role, "text": message.text}
    if len(message.text) <= most:
        return entry
    end = most // 2
    beginning = message.text[: most - end]
    return entry | {"text": beginning, "left_out": len(message.text) - most, "text_end": message.text[-end:]}
