"""One part of a message, in the shape of any provider or framework, as words."""

import json
import re
from collections.abc import Mapping
from typing import Any

from monitor.errors import RecordError
from monitor.sources.fields import first_present, mapping_field, mappings_in, show

CALLS = {
    "tool_use", "server_tool_use", "tool_call", "server_tool_call", "tool-call", "function_call", "functionCall",
    "custom_tool_call",
}  # fmt: skip
# A result among the words of a user is a message of its own, said by the tool.
RESULTS = {"tool_result", "tool_call_response", "server_tool_call_response", "tool-result", "function_call_output"}
GEMINI_RESULTS = {"function_response", "functionResponse"}
THOUGHTS = {"thinking", "reasoning", "thought"}
# Anthropic's blocks around words that were given to the model, not said to it.
DOCUMENTS = {"document", "search_result"}
# Gemini's parts have no type: the name of their one field says what they are.
GEMINI_FIELDS = (
    "function_call", "functionCall", "function_response", "functionResponse", "inline_data", "inlineData", "file_data",
    "fileData", "executable_code", "executableCode", "code_execution_result", "codeExecutionResult",
)  # fmt: skip
# The last is where OpenAI's Assistants put the words of a text.
WORDS = ("text", "content", "thinking", "reasoning", "refusal", "code", "output", "value")
# Parts that are nothing but words; where these are not to be found, somebody would be silenced.
SPOKEN = {"text", "input_text", "output_text", "refusal", "summary_text", "reasoning_text"}
ARGUMENTS = ("arguments", "args", "input", "server_tool_call", "parameters")
ANSWERS = ("response", "result", "output", "content", "server_tool_call_response")
MIME_TYPES = ("mime_type", "mimeType", "mediaType", "media_type")
MEDIA = ("image", "audio", "video")
# Other names for a placeholder, so that one kind of content always reads the same.
PART_NAMES = {
    "image_url": "image",
    "input_image": "image",
    "computer_screenshot": "image",
    "image_asset_pointer": "image",
    "image_generation_call": "image",
    "input_audio": "audio",
    "output_audio": "audio",
    "audio_asset_pointer": "audio",
    "video_url": "video",
    "input_file": "file",
    "redacted_thinking": "thinking",
}


def kind_of(part: object) -> str:
    """Return what a part is, in the word of its own format."""
    if not isinstance(part, Mapping):
        return "text"
    named = part.get("type")
    if isinstance(named, str):
        return named
    if part.get("thought") is True:
        return "thought"
    return next((field for field in GEMINI_FIELDS if part.get(field) is not None), "text")


def read_part(part: object) -> str:
    """Return the words of a part; what is not words stays visible as a placeholder such as [image].

    Raises RecordError for what is neither text nor an object, and for a text whose words cannot be found.
    """
    if isinstance(part, str):
        return part
    if not isinstance(part, Mapping):
        raise RecordError(f"a part of a message is {show(part)}, not an object")
    kind = kind_of(part)
    inner = mapping_field(part, kind) or part
    if kind in CALLS:
        return read_call(inner)
    if kind in RESULTS or kind in GEMINI_RESULTS:
        return _result(inner)
    if kind in DOCUMENTS:
        return _document(inner, kind)
    words = _words(inner, kind)
    if words is None and kind in SPOKEN and _says_something(part):
        raise RecordError(f"a {kind} without words that can be read: {show(part)}")
    if words is None:
        return placeholder(_medium(inner, kind))
    return f"[thinking] {words}" if kind in THOUGHTS else words


def read_call(call: Mapping[str, Any]) -> str:
    """Return a tool call of any shape as words."""
    function = mapping_field(call, "function") or mapping_field(call, "custom") or call
    arguments = first_present(function, *ARGUMENTS)
    name = first_present(function, "name", "toolName", "tool_name")
    return call_words(name[1] if name else "tool", arguments[1] if arguments else {})


def _document(part: Mapping[str, Any], kind: str) -> str:
    """Return the placeholder of a document, with what it says where that came along as text."""
    source = mapping_field(part, "source")
    inside = source.get("data") if source.get("type") == "text" else source.get("content", part.get("content"))
    texts = (
        [part.get("title"), inside] if isinstance(inside, str) else [part.get("title"), *map(read_part, _list(inside))]
    )
    return "\n".join([placeholder(kind), *(text for text in texts if isinstance(text, str) and text)])


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def as_words(value: object) -> str:
    """Return text as it is, and anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _result(part: Mapping[str, Any]) -> str:
    answer = next((part[name] for name in ANSWERS if part.get(name) is not None), "")
    # The Vercel AI SDK says beside the value what kind it is of.
    if isinstance(answer, Mapping) and {"type", "value"} == set(answer):
        answer = answer["value"]
    if isinstance(answer, list) and all(isinstance(one, Mapping) and "type" in one for one in answer):
        return "\n".join(read_part(one) for one in answer)
    return as_words(answer)


def _words(part: Mapping[str, Any], kind: str) -> str | None:
    if kind in ("blob", "file", "uri"):
        return None
    summary = [one["text"] for one in mappings_in(part.get("summary")) if isinstance(one.get("text"), str)]
    if summary:
        return "\n".join(summary)
    return next((part[name] for name in WORDS if isinstance(part.get(name), str)), None)


def _says_something(part: Mapping[str, Any]) -> bool:
    return any(value not in (None, "", [], {}) for name, value in part.items() if name in WORDS or "type" not in part)


def _medium(part: Mapping[str, Any], kind: str) -> str:
    mime = first_present(part, *MIME_TYPES)
    medium = str(part.get("modality") or (mime[1] if mime else kind)).split("/")[0]
    return medium if medium in MEDIA or not mime else "file"


def placeholder(kind: object) -> str:
    """Stand for what is not words with its kind, such as [image]."""
    # The kind comes from the log: only a plain word may stand in the text.
    is_word = isinstance(kind, str) and re.fullmatch(r"[a-z][a-z_]{0,30}", kind)
    return f"[{PART_NAMES.get(str(kind), kind)}]" if is_word else "[part]"


def call_words(name: object, arguments: object) -> str:
    """Write a tool call as words."""
    words = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False, default=str)
    return f"[tool call] {name}({words})"
