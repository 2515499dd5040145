"""Examples of evaluations and of attacks by red teams."""

import json
import sqlite3
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.sources.examples.example import Example, as_document, as_lines
from tests.sources.test_garak import attempt, hit
from tests.sources.test_jailbreakbench import artifact, jailbreak
from tests.sources.test_promptfoo import out_file, result
from tests.sources.test_pyrit import TABLES, piece


def as_memory(pieces: Sequence[dict[str, Any]]) -> bytes:
    """Write the pieces into a PyRIT memory, with a column for every name."""
    new = dict.fromkeys(name for row in pieces for name in row if name not in pieces[-1])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "memory"
        connection = sqlite3.connect(path)
        connection.executescript(TABLES)
        for name in new:
            connection.execute(f'alter table "PromptMemoryEntries" add column "{name}"')
        for row in pieces:
            places = ", ".join("?" * len(row))
            connection.execute(
                f'insert into "PromptMemoryEntries" ({", ".join(row)}) values ({places})', list(row.values())
            )
        connection.commit()
        connection.close()
        return path.read_bytes()


def sample(name: str, answer: str) -> dict[str, Any]:
    turns = [{"role": "user", "content": "Tea?"}, {"role": "assistant", "content": answer}]
    return {
        "id": name,
        "epoch": 1,
        "input": "Tea?",
        "target": "Yes.",
        "messages": turns,
        "output": {"model": "parrot", "choices": [{"message": turns[1], "stop_reason": "stop"}]},
        "scores": {"match": {"value": "C"}},
        "metadata": {"topic": "tea"},
    }


LOG = {
    "version": 2,
    "status": "success",
    "eval": {
        "run_id": "run",
        "task": "tea",
        "model": "openai/parrot",
        "created": "2026-11-20T08:00:00+00:00",
        "dataset": {"name": "teas"},
        "config": {},
    },
    "samples": [sample("a", "Yes."), sample("b", "No.")],
}
PIECES = tuple(
    piece(f"{chat}-{place}", chat, place, role, text)
    for chat in ("c", "d")
    for place, (role, text) in enumerate((("user", "How do I pick a lock?"), ("assistant", "Use two pins.")))
)

TRIALS = {
    "garak": Example(
        rows=(attempt("Use two pins."), attempt("No.", uuid="a-2")),
        write=as_lines,
        breaks={
            (0, "outputs"): "words",
            (0, "outputs", 0): 7,
            (0, "outputs", 0, "text"): 7,
        },
    ),
    "garak_hitlog": Example(
        rows=(hit(), hit(attempt_id="a-2")),
        write=as_lines,
        breaks={(0, "output"): 7, (0, "output", "text"): 7, (0, "detector"): 7, (0, "prompt"): 7},
    ),
    "pyrit": Example(
        rows=PIECES,
        write=as_memory,
        grows=((0,), (1,)),
        breaks={
            (0, "sequence"): "first",
            (0, "role"): 7,
            (1, "converted_value"): b"\xff\xfe",
            (0, "timestamp"): "soon",
        },
    ),
    "inspect": Example(
        rows=(LOG,),
        write=as_document,
        # Inspect's own library leaves out what else it does not know.
        grows=((0, "samples", 0, "metadata"),),
        breaks={(0, "samples", 0, "messages"): "words", (0, "samples", 0, "messages", 0, "role"): "butler"},
    ),
    "promptfoo": Example(
        rows=(json.loads(out_file(result(), result(id="r-2"))),),
        write=as_document,
        grows=((0, "results", "results", 0), (0, "results", "results", 0, "metadata")),
        breaks={
            (0, "results", "results", 0): "words",
            (0, "results", "results", 0, "prompt"): 7,
            (0, "results", "results", 0, "prompt", "raw"): 7,
            (0, "results", "results", 0, "response"): 7,
        },
    ),
    "jailbreakbench": Example(
        rows=(json.loads(artifact(jailbreak(), jailbreak(index=1))),),
        write=as_document,
        grows=((0, "jailbreaks", 0),),
        breaks={
            (0, "jailbreaks", 0): "words",
            (0, "jailbreaks", 1): {"question": "words"},
            (0, "jailbreaks", 0, "prompt"): 7,
            (0, "jailbreaks", 0, "response"): ["words"],
        },
    ),
}
