"""Fifty thousand conversations to look for reported ones in: real rows, told incidents and varied ordinary traffic."""

import csv
import gzip
import importlib.util
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SHARED = Path(__file__).parents[3] / "shared" / "data"
PLANTED = Path(__file__).parent / "sets" / "linked_reports.tsv"
SEED = 5
GENAI = "genai_incidents"
# Whoever reads the news with a chatbot pastes it: the hardest ordinary traffic, since it tells of incidents too.
ASKS = ("Sum this up for me: {}", "What do you make of this? {}", "{} Is that true?", "Translate into German: {}")
ANSWERS = (
    "In short, {} Let me know if you need more detail.",
    "This says that {} I cannot check whether it is right.",
    "As far as I can tell, {}",
)
# Ordinary conversations of a shop, a bank and an assistant; every opening meets every thing, place, wish and answer.
OPENINGS = ("Hi,", "Hello there,", "Good evening,", "Quick question:", "Sorry to bother you again,", "Hey", "")
THINGS = (
    "parcel", "sofa", "order", "invoice", "refund", "voucher", "train ticket", "flight", "hotel room", "table for two",
    "insurance claim", "lease", "deposit", "account", "password", "card", "phone", "warranty", "prescription",
    "vaccine", "blood test", "medicine", "dog", "cat", "recipe", "mushroom soup", "garden", "driveway", "library book",
    "passport", "tax return", "job application", "CV", "reference letter", "contract", "roof", "smoke detector", "car",
    "bus pass", "concert", "school essay", "poem", "wedding photo", "game", "subscription", "dress", "shoes", "laptop",
)  # fmt: skip
PLACES = (
    "in Leeds", "near the harbour", "at the main station", "at home", "in the app", "on your website", "in the branch",
    "by post", "over the phone", "in the old town", "at the airport", "in my flat", "at the office", "at the pharmacy",
)  # fmt: skip
WISHES = (
    "how do I change the date of my {thing} {place}?", "what does a {thing} cost {place}?",
    "I have lost my {thing} {place}, what now?", "can you tell me more about the {thing} {place}?",
    "is it possible to cancel the {thing} {place} until {day}?", "who is responsible for my {thing} {place}?",
    "my {thing} was damaged {place} on {day}, please help.", "how long does a {thing} usually take {place}?",
    "write two sentences about a {thing} {place} for my newsletter.", "which {thing} would you recommend {place}?",
    "why has my {thing} not arrived {place} since {day}?", "may I bring a second {thing} {place} on {day}?",
)  # fmt: skip
REPLIES = (
    "You can change your {thing} under Settings until {day}; the fee is {number} pounds.",
    "I'm sorry to hear that. Please send us a photo of the {thing} and your order number {number}.",
    "A {thing} normally takes {number} days. I cannot see the state of yours from here.",
    "Unfortunately I cannot look that up. Our team answers by e-mail, usually before {day}.",
    "Of course! Here is a draft: 'Every {thing} tells a story {place}. Come and see ours on {day}.'",
    "That depends on the {thing}. Could you tell me which one you mean and when you bought it?",
    "The {thing} is available {place} from {day}; about {number} are left.",
    "You have fourteen days to send the {thing} back, counted from {day}.",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "the weekend", "the 3rd", "the 21st", "next month")


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was asked and answered; `source` says where it is from."""

    prompt: str
    response: str
    source: str


@dataclass(frozen=True, slots=True)
class Planted:
    """One invented incident: told twice, the conversation it happened in, and one of its kind in far other words."""

    report: str
    retold: str
    exchange: Exchange
    far: Exchange


def read_planted() -> list[Planted]:
    with PLANTED.open(encoding="utf-8") as file:
        rows = csv.DictReader(
            (line for line in file if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE
        )
        return [
            Planted(
                row["report"],
                row["retold"],
                Exchange(row["prompt"], row["response"], "planted"),
                Exchange(row["far_prompt"], row["far_response"], "far"),
            )
            for row in rows
        ]


def read_traffic(size: int) -> list[Exchange]:
    """Return so many different conversations: the planted first, then all real ones, filled up with ordinary ones."""
    planted = read_planted()
    seen: dict[Exchange, None] = dict.fromkeys([*(one.exchange for one in planted), *(one.far for one in planted)])
    for one in (*read_labelled(), *read_oasst(), *read_news()):
        seen.setdefault(one)
    rng = random.Random(SEED)
    while len(seen) < size:
        seen.setdefault(_ordinary(rng))
    return list(seen)[:size]


def read_labelled() -> Iterator[Exchange]:
    for file in sorted((SHARED / "labelled").glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                prompt = row.get("prompt") or row.get("goal") or "Go on."
                response = row.get("response") or row.get("response_a") or "I would rather not say anything about that."
                yield Exchange(str(prompt), str(response), file.name.split(".")[0])


def read_oasst() -> Iterator[Exchange]:
    for file in sorted((SHARED / "model_versions" / "oasst_sampling").glob("*.json.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as text:
            for prompt in json.load(text)["prompts"]:
                for result in prompt["results"]:
                    for output in result["outputs"]:
                        yield Exchange(prompt["prompt"], str(output), "oasst")


def read_news() -> Iterator[Exchange]:
    package = importlib.util.find_spec(GENAI)
    if package is None or package.origin is None:
        return
    file = Path(package.origin).parent / "data" / "incidents.min.json"
    rng = random.Random(SEED)
    for row in json.loads(file.read_text(encoding="utf-8"))["incidents"]:
        told = f"{row['title']}. {row['description']}"
        yield Exchange(rng.choice(ASKS).format(told), rng.choice(ANSWERS).format(row["title"].lower() + "."), "news")


def _ordinary(rng: random.Random) -> Exchange:
    slots = {
        "thing": rng.choice(THINGS),
        "place": rng.choice(PLACES),
        "day": rng.choice(DAYS),
        "number": str(rng.randint(2, 90)),
    }
    asked = f"{rng.choice(OPENINGS)} {rng.choice(WISHES).format(**slots)}".strip()
    return Exchange(asked, rng.choice(REPLIES).format(**slots), "ordinary")
