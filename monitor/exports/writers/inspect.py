"""Examples as an Inspect AI dataset, with a task that runs it and scores what must be done."""

from monitor.exports.new_folder import NewFolder
from monitor.exports.writers.chats import describe, target, turns
from monitor.exports.writers.lines import pack_lines
from monitor.exports.writers.shapes import EVALUATION, Batch, Format, Record, has_assertions, put_in, read_template
from monitor.records import Example

# What a task needs where examples have assertions; every other set keeps the task it always had.
HEEDING = {
    "from inspect_ai import Task, task\n": "from heeding import heed_assertions\nfrom inspect_ai import Task, task\n",
    "scorer=graded)": "scorer=heed_assertions(graded))",
}


def write_inspect(example: Example) -> list[Record]:
    """Write the chat up to the failing response as one sample.

    The target is the ideal answer, or what the response must do where nobody has written one. Everything else is
    in the metadata, the failing response among it. Source: Inspect AI's JSON datasets.
    """
    return [
        {"id": example.example_id, "input": turns(example), "target": target(example), "metadata": describe(example)}
    ]


def _pack(batch: Batch, folder: NewFolder) -> None:
    pack_lines(batch, folder)
    folder.write_text("expectations.py", read_template("expectations"))
    task = read_template("inspect_task")
    if has_assertions(record["metadata"] for records in batch.records.values() for record in records):
        folder.write_text("assertions.py", read_template("assertions"))
        folder.write_text("heeding.py", read_template("inspect_assertions"))
        task = put_in(task, HEEDING)
    folder.write_text("task.py", task)


INSPECT = {
    "inspect": Format(
        "Inspect AI dataset and task",
        EVALUATION,
        write_inspect,
        _pack,
        notes=(
            "Run it: inspect eval task.py --model MODEL [-T grader=MODEL].",
            "Without a grader, what words alone cannot decide is not scored.",
        ),
    )
}
