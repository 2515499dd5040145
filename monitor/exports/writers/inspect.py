"""Examples as an Inspect AI dataset, with a task that runs it and scores what must be done."""

from monitor.exports.new_folder import NewFolder
from monitor.exports.writers.chats import describe, target, turns
from monitor.exports.writers.lines import pack_lines
from monitor.exports.writers.shapes import EVALUATION, Batch, Format, Record, read_template
from monitor.records import Example


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
    folder.write_text("task.py", read_template("inspect_task"))


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
