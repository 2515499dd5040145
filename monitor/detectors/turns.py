"""What stands around a response in its conversation."""

from collections.abc import Iterator

from monitor.detectors.spans import plain
from monitor.records import Response, Signal, indices_before
from monitor.taxonomy import Role, SignalKind

# A request of so few words leans on what was said before ("and how exactly?").
LEANING_WORDS = 6


def earlier_prompts(response: Response) -> Iterator[tuple[int, str]]:
    """Yield the user's messages before the response, the latest first, with their indices."""
    messages = response.conversation.messages
    for index in indices_before(messages, response.message_index):
        if messages[index].role is Role.USER:
            yield index, plain(messages[index].text)


def request(response: Response) -> tuple[int, str]:
    """Return the index and words of what the user asks for: the last message, or the one it leans on.

    The index is that of the response when no user has spoken.
    """
    prompts = list(earlier_prompts(response))
    if not prompts:
        return response.message_index, ""
    if len(prompts) > 1 and len(prompts[0][1].split()) < LEANING_WORDS:
        return prompts[1]
    return prompts[0]


def before(response: Response) -> str:
    """Return everything said before the response, by anyone."""
    return "\n".join(message.text for message in response.before)


def tool_texts(response: Response) -> list[str]:
    """Return what tools returned before the response, the latest last."""
    return [message.text for message in response.before if message.role is Role.TOOL]


def next_answer(response: Response) -> str:
    """Return what the assistant said to the user's reply, or nothing."""
    if response.reply_index is None:
        return ""
    messages = response.conversation.messages
    later = range(response.reply_index + 1, len(messages))
    answers = (i for i in later if response.reply_index in indices_before(messages, i))
    return next((plain(messages[i].text) for i in answers if messages[i].role is Role.ASSISTANT), "")


def signals(response: Response) -> list[Signal]:
    """Return the feedback on this response; what is said of the whole conversation counts for its last response."""
    conversation = response.conversation
    later = conversation.messages[response.message_index + 1 :]
    is_last = all(message.role is not Role.ASSISTANT for message in later)
    indices = (response.message_index, None) if is_last else (response.message_index,)
    return [signal for signal in conversation.signals if signal.message_index in indices]


def correction(response: Response) -> str:
    """Return the words with which a rater corrected the response, or nothing."""
    texts = [signal.text for signal in signals(response) if signal.kind is SignalKind.CORRECTION and signal.text]
    return plain("\n".join(texts))


def is_disliked(response: Response) -> bool:
    """Tell whether the user put a thumb down."""
    return any(signal.kind is SignalKind.THUMBS and (signal.value or 0) < 0 for signal in signals(response))
