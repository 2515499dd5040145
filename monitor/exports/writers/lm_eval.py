"""Examples as a task of the LM Evaluation Harness."""

from collections.abc import Sequence
from dataclasses import replace

from monitor.exports.new_folder import NewFolder
from monitor.exports.writers.chats import describe, target, turns
from monitor.exports.writers.lines import pack_lines
from monitor.exports.writers.shapes import EVALUATION, Batch, Format, Record, has_assertions, put_in, read_template
from monitor.records import Example
from monitor.taxonomy import Role

# What the harness needs where examples have assertions; every other set keeps the one it always had.
HEEDING = {
    "from expectations import follows": "from assertions import broken\nfrom expectations import follows",
    "    is_right = follows(\n": (
        '    if broken(document["assertions"], results[0]):\n'
        '        return {"decided": 1, "follows_expectation": 0}\n'
        "    is_right = follows(\n"
    ),
}


def write_lm_eval(example: Example) -> list[Record]:
    """Write one document; a harness asks in one text, so a chat of several turns becomes a transcript.

    Source: lm-evaluation-harness, docs/task_guide.md.
    """
    return [
        {
            "example_id": example.example_id,
            "prompt": as_one_text(example),
            "target": target(example),
            "messages": turns(example),
            **describe(example),
        }
    ]


def as_one_text(example: Example) -> str:
    """Return a lone question as it is, and anything longer as a transcript whose last line the assistant takes up."""
    if [message.role for message in example.messages] == [Role.USER]:
        return example.messages[0].text
    said = (f"{message.role.capitalize()}: {message.text}\n\n" for message in example.messages)
    return f"{''.join(said)}Assistant:"


def _pack(batch: Batch, folder: NewFolder) -> None:
    harness = read_template("lm_eval_functions")
    if has_assertions(record for records in batch.records.values() for record in records):
        batch = replace(batch, records={side: _evened(records) for side, records in batch.records.items()})
        folder.write_text("assertions.py", read_template("assertions"))
        harness = put_in(harness, HEEDING)
    pack_lines(batch, folder)
    name = batch.title.replace("-", "_")
    folder.write_text("expectations.py", read_template("expectations"))
    folder.write_text("harness.py", harness)
    folder.write_text(f"{name}.yaml", read_template("lm_eval_task").replace("NAME", name))


def _evened(records: Sequence[Record]) -> list[Record]:
    """Return records that all have the same fields, as `datasets` wants them."""
    return [{**record, "assertions": record.get("assertions", [])} for record in records]


LM_EVAL = {
    "lm_eval": Format(
        "LM Evaluation Harness task",
        EVALUATION,
        write_lm_eval,
        _pack,
        notes=(
            "Run it: lm-eval run --model MODEL --tasks NAME --include_path THIS_FOLDER; NAME is that of the YAML file.",
            "A chat of several turns is asked as one transcript; `messages` has the turns.",
            "What words alone cannot decide is in `decided`, and not in `follows_expectation`.",
        ),
    )
}
