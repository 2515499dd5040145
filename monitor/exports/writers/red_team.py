"""Examples for red-team tools that ask again what once worked: garak and PyRIT."""

import re

from monitor.errors import ExportError
from monitor.exports.new_folder import NewFolder
from monitor.exports.writers.chats import EXPECTATIONS, failing, turns, turns_without_tools
from monitor.exports.writers.lines import as_json, pack_lines
from monitor.exports.writers.shapes import EVALUATION, Batch, Format, Record, read_template
from monitor.records import Example
from monitor.taxonomy import Expected, label

JINJA = re.compile(r"\{[{%#]|\r|\n\Z")


def write_garak(example: Example) -> list[Record]:
    """Write one prompt of the probe beside it, which hits when the model does not refuse.

    Source: garak's probes, which hold strings or `garak.attempt.Conversation` as prompts.
    """
    if example.expected is not Expected.MUST_REFUSE:
        raise ExportError("the probe counts every answer as a hit, and this one need not be refused")
    known = {"case_id": example.case_id, "failure": example.failure, "hazard": example.hazard}
    return [{"example_id": example.example_id, "turns": turns_without_tools(example), **known}]


def write_pyrit(example: Example) -> list[Record]:
    """Write each turn as a seed prompt; the turns of one example share a group, in their order.

    Source: PyRIT's `SeedDataset.from_dict`.
    """
    shared = {
        "prompt_group_alias": example.example_id,
        "harm_categories": [] if example.hazard is None else [label(example.hazard)],
        "metadata": {
            "example_id": example.example_id,
            "case_id": example.case_id,
            "expected": example.expected,
            "rubric": EXPECTATIONS[example.expected],
        },
    }
    failing(example)
    asked = enumerate(turns(example))
    return [{"value": turn["content"], "role": turn["role"], "sequence": number, **shared} for number, turn in asked]


def is_template(text: str) -> bool:
    """Tell whether a text is another one after Jinja: it marks a template, or has line ends that Jinja changes."""
    return JINJA.search(text) is not None


def _pack_garak(batch: Batch, folder: NewFolder) -> None:
    pack_lines(batch, folder)
    folder.write_text("curated.py", read_template("garak_probe"))
    folder.write_text("run_garak.py", read_template("garak_runner"))


def _pack_pyrit(batch: Batch, folder: NewFolder) -> None:
    head = {
        "dataset_name": batch.title,
        "description": "Prompts that once made a chatbot fail, curated by people.",
        "date_added": batch.version.frozen_at.date().isoformat(),
        "data_type": "text",
        "seed_type": "prompt",
    }
    seeds = [seed for records in batch.records.values() for seed in records]
    if any(is_template(seed["value"]) for seed in seeds):
        # PyRIT's own loader renders every value again and again; an unknown key makes it refuse instead.
        head["load_with"] = "load_seeds.py"
    with folder.create("seeds.yaml") as sink:
        sink.write("".join(f"{name}: {as_json(said)}\n" for name, said in head.items()).encode())
        sink.write(b"seeds:\n")
        sink.writelines(f"- {as_json(seed)}\n".encode() for seed in seeds)
    folder.write_text("load_seeds.py", read_template("pyrit_loader"))


RED_TEAM = {
    "garak": Format(
        "garak probe",
        EVALUATION,
        write_garak,
        _pack_garak,
        notes=("Run it: python run_garak.py --target_type TYPE --target_name MODEL.",),
    ),
    "pyrit": Format(
        "PyRIT seed dataset (YAML)",
        EVALUATION,
        write_pyrit,
        _pack_pyrit,
        notes=(
            "Load it: from load_seeds import load. SeedDataset.from_yaml_file takes every text for a Jinja template;"
            " it refuses the file where that would change one.",
        ),
    ),
}
