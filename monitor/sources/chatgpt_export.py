"""ChatGPT's data export: each conversation a tree, with regenerated answers and edited turns as its branches."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from monitor.errors import RecordError
from monitor.records import START, LoggedConversation
from monitor.sources.branches import Turn, order_tree
from monitor.sources.chats import build_branches
from monitor.sources.fields import first_present, mapping_field, objects_in, show
from monitor.sources.options import ReadOptions
from monitor.sources.parts import as_words, call_words, placeholder

# Who is spoken to unless a tool is.
EVERYONE = "all"
# What this reader reads itself, of a conversation and of a message.
READ = ("mapping", "current_node", "default_model_slug", "create_time")
READ_OF_MESSAGE = ("author", "content", "create_time", "recipient")


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row is a conversation of the export."""
    nodes = row.get("mapping")
    return isinstance(nodes, Mapping) and all(isinstance(one, Mapping) and "message" in one for one in nodes.values())


def read(row: Mapping[str, Any], _options: ReadOptions) -> LoggedConversation:
    """Read one conversation with all its branches; raises RecordError if it is no tree or a message is unreadable.

    A node without a message, or with an empty one, only holds the tree together.
    """
    nodes = row.get("mapping")
    if not isinstance(nodes, Mapping) or not all(
        isinstance(node, Mapping) and "message" in node for node in nodes.values()
    ):
        raise RecordError(f"the mapping is {show(nodes)}, not an object of nodes with a message")
    turns = _without_empty(_tree(nodes))
    names = [turn.fields.get("id") for turn in turns]
    current = row.get("current_node")
    around = {
        **row,
        "started_at": row.get("create_time"),
        "model": row.get("default_model_slug") or _model(turns),
        # Which of the branches the user saw last.
        "current_message": names.index(current) if current in names else None,
    }
    return build_branches(around, turns, field="messages", format="chatgpt_export", read=READ)


def _tree(nodes: Mapping[str, Mapping[str, Any]]) -> list[Turn]:
    """Return every node's message as a turn after that of its parent; a node without one has an empty turn."""
    places = {name: place for place, name in enumerate(nodes)}
    parents = []
    for name, node in nodes.items():
        parent = node.get("parent")
        if parent is not None and (not isinstance(parent, str) or parent not in places):
            raise RecordError(f"node {show(name)} follows {show(parent)}, which is not there")
        parents.append(START if parent is None else places[parent])
    messages = (next(objects_in(node.get("message"), "message"), {}) for node in nodes.values())
    return order_tree([_turn(message) for message in messages], parents)


def _without_empty(turns: list[Turn]) -> list[Turn]:
    """Drop the empty turns; what followed one follows what that followed."""
    kept: list[Turn] = []
    # The new place of each old turn, or of the nearest one before it that is kept.
    places: list[int] = []
    for place, turn in enumerate(turns):
        before = place - 1 if turn.follows is None else turn.follows
        parent = START if before == START else places[before]
        if turn.fields.get("content"):
            kept.append(replace(turn, follows=None if parent == len(kept) - 1 else parent))
            parent = len(kept) - 1
        places.append(parent)
    return kept


def _turn(message: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message as a turn of role, content and time, with whatever else it says."""
    if not message:
        return {}
    if "content" not in message:
        raise RecordError(f"a message without content: {show(dict(message))}")
    author, recipient = mapping_field(message, "author"), message.get("recipient")
    text = "\n".join(_text(content) for content in objects_in(message.get("content"), "content"))
    is_call = author.get("role") == "assistant" and recipient not in (None, "", EVERYONE)
    rest = {name: value for name, value in message.items() if name not in READ_OF_MESSAGE}
    return {
        **rest,
        "role": author.get("role"),
        "name": author.get("name"),
        "content": call_words(recipient, text) if is_call else text,
        "timestamp": message.get("create_time"),
    }


def _text(content: Mapping[str, Any]) -> str:
    """Return the words of a content of any type; what is not words stays visible as a placeholder."""
    if content.get("content_type") == "thoughts":
        return _joined("[thinking]", content.get("thoughts"))
    found = first_present(content, "parts", "text", "result", "content", "user_instructions")
    if found is None and any(content[name] not in (None, "", [], {}) for name in content if name != "content_type"):
        return placeholder(content.get("content_type"))
    return _joined("", found[1] if found else None)


def _joined(opening: str, parts: object) -> str:
    words = [_part(part) for part in (parts if isinstance(parts, list) else [parts])]
    said = "\n".join(word for word in words if word)
    return f"{opening} {said}".strip() if said else ""


def _part(part: object) -> str:
    if part is None or isinstance(part, str):
        return part or ""
    if not isinstance(part, Mapping):
        return as_words(part)
    found = first_present(part, "text", "content", "summary")
    return found[1] if found and isinstance(found[1], str) else placeholder(part.get("content_type"))


def _model(turns: list[Turn]) -> object:
    metadata = (mapping_field(turn.fields, "metadata") for turn in turns)
    return next((one["model_slug"] for one in metadata if one.get("model_slug")), None)
