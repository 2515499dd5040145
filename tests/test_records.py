from monitor.records import START, Conversation, Message, Response, indices_before
from monitor.taxonomy import Role

TREE = (
    Message(Role.SYSTEM, "Be kind."),
    Message(Role.USER, "Hi"),
    Message(Role.ASSISTANT, "Go away"),
    Message(Role.ASSISTANT, "Hello", follows=1),
    Message(Role.USER, "Thanks"),
    Message(Role.USER, "Bonjour", follows=START),
    Message(Role.ASSISTANT, "Salut"),
)
CONVERSATION = Conversation(conversation_id="c", messages=TREE, format="messages")


def test_each_branch_of_a_conversation_has_its_own_past():
    assert [list(indices_before(TREE, index)) for index in range(len(TREE))] == [
        [],
        [0],
        [1, 0],
        [1, 0],
        [3, 1, 0],
        [],
        [5],
    ]


def test_a_response_sees_only_what_was_said_on_its_branch():
    first, regenerated, other = (Response(CONVERSATION, index) for index in (2, 3, 6))
    assert (first.prompt, first.system, first.reply) == ("Hi", "Be kind.", "")
    assert (regenerated.prompt, regenerated.reply) == ("Hi", "Thanks")
    assert (other.prompt, other.system, [message.text for message in other.before]) == ("Bonjour", "", ["Bonjour"])
