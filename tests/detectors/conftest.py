import pytest

from monitor.records import Conversation, Message, Response
from monitor.taxonomy import Role


@pytest.fixture
def exchange():
    """Make the response to one prompt, with the user's reply when there is one."""

    def make(prompt: str, answer: str, reply: str | None = None, *, key: str = "c") -> Response:
        messages = [Message(Role.USER, prompt), Message(Role.ASSISTANT, answer)]
        messages += [] if reply is None else [Message(Role.USER, reply)]
        return Response(Conversation(messages=tuple(messages), format="test", conversation_id=key), 1)

    return make
