"""Examples for OpenAI fine-tuning: the chat with its ideal answer."""

from monitor.exports.writers.chats import answer, ideal, turns_without_tools
from monitor.exports.writers.lines import pack_lines
from monitor.exports.writers.shapes import TRAINING, Format, Record
from monitor.records import Example


def write_openai(example: Example) -> list[Record]:
    """Write the chat with its ideal answer.

    Source: OpenAI's chat fine-tuning format, `{"messages": [{"role": …, "content": …}, …]}`.
    """
    return [{"messages": [*turns_without_tools(example), *answer(ideal(example))]}]


OPENAI = {"openai": Format("OpenAI fine-tuning (JSONL messages)", TRAINING, write_openai, pack_lines)}
