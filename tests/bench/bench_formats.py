"""Compare what we read of real traces with what Langfuse's own mapper reads: `python tests/bench/bench_formats.py`.

For each trace file and the ChatML that Langfuse made of it: the turns of each side of each observation, then the turns
of the conversations the whole trace became. Needs `data/formats` of the shared folder; says so and ends if it is not
there.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from monitor.errors import SourceError
from monitor.records import LoggedConversation, Message, PassedOver
from monitor.sources import Located, ReadOptions, langfuse, read_source
from monitor.sources.histories import Turn, turn_of
from monitor.sources.parts import as_words, read_call, read_part
from monitor.sources.turns import ROLES

Side = tuple[Turn, ...]


def mapped_turns(side: Mapping[str, Any]) -> Side:
    """Return the turns in one side of Langfuse's mapping; what has no role or no words is not one."""
    rows = side["data"] if side.get("success") else []
    messages = [message for row in rows if (message := mapped_message(row)) is not None]
    return tuple(turn_of(message) for message in messages)


def mapped_message(row: Mapping[str, Any]) -> Message | None:
    kept = row.get("json") or {}
    # What the mapper had no place for it keeps beside the turn: a choice with its message, the words of a `text`.
    row = {**kept.get("message", {}), **row} if isinstance(kept.get("message"), Mapping) else row
    content = row.get("content", kept.get("text"))
    calls = [read_call(call) for call in row.get("tool_calls", [])]
    if "role" not in row or (content is None and not calls):
        return None
    are_parts = isinstance(content, list) and all("type" in part for part in content)
    words = [read_part(part) for part in content] if are_parts else [as_words(content or "")]
    return Message(ROLES[row["role"]], "\n".join(text for text in [*words, *calls] if text))


def our_turns(messages: tuple[Message, ...]) -> Side:
    return tuple(turn_of(message) for message in messages)


def compare_sides(trace: Path, mapped: Mapping[str, Any]) -> Iterator[tuple[str, Side, Side]]:
    """Yield a name, the mapper's turns and ours for each side of each observation."""
    rows = [
        langfuse.read_observation(part) for part in langfuse.split(json.loads(trace.read_bytes())) if "type" in part
    ]
    for step in rows:
        sides = mapped.get(str(step.step_id), {})
        answer = step.answers[0] if step.answers else ()
        for name, ours in (("input", step.asked), ("output", answer)):
            yield f"{step.step_id} {name}", mapped_turns(sides.get(name, {})), our_turns(ours)


def compare_pair(trace: Path) -> None:
    mapped = json.loads(trace.with_name(trace.name.replace(".trace.", ".chatml.")).read_bytes())
    sides = list(compare_sides(trace, mapped))
    for name, theirs, ours in sides:
        if theirs and theirs != ours:
            print(f"    different: {name}: {str(set(theirs) ^ set(ours))[:160]}")
    theirs = {turn for _, turns, _ in sides for turn in turns}
    told = list(read_trace_file(trace))
    ours = {turn for record in told for turn in our_turns(record.messages)}
    equal = sum(theirs == ours for _, theirs, ours in sides)
    alone = sum(not theirs and bool(ours) for _, theirs, ours in sides)
    print(
        f"  {trace.name.removesuffix('.trace.json')}: {equal} of {len(sides)} sides equal, {alone} mapped by us alone; "
        f"trace: {len(theirs)} turns, {len(theirs & ours)} of them in our {len(told)} conversations, which hold "
        f"{len(ours - theirs)} more"
    )
    for role, words in sorted(ours - theirs):
        print(f"    more: {role}: {words[:100]}")
    for role, words in sorted(theirs - ours):
        print(f"    missing: {role}: {words[:100]}")


def read_trace_file(path: Path) -> Iterator[LoggedConversation]:
    for one in read_source(path, options=ReadOptions()):
        if isinstance(one, Located) and isinstance(one.record, LoggedConversation):
            yield one.record


def count_file(path: Path) -> str:
    counts: Counter[str] = Counter()
    try:
        for one in read_source(path, options=ReadOptions()):
            record = one.record if isinstance(one, Located) else one
            counts[record.reason if isinstance(record, PassedOver) else type(record).__name__] += 1
    except SourceError as error:
        return f"refused: {str(error).split(': ', 1)[1][:60]}"
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    formats = parser.parse_args().shared / "data" / "formats"
    if not formats.is_dir():
        print(f"{formats} is not there: nothing to compare with")
        return 0
    print("Langfuse: our turns and those of its own mapper")
    for trace in sorted((formats / "langfuse").glob("*.trace.json")):
        compare_pair(trace)
    print("OpenInference")
    for path in sorted((formats / "openinference").glob("*.json")):
        print(f"  {path.name}: {count_file(path)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
