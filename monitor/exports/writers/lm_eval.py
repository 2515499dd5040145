"""Examples as a task of the LM Evaluation Harness."""

from monitor.exports.new_folder import NewFolder
from monitor.exports.writers.chats import describe, target, turns
from monitor.exports.writers.lines import pack_lines
from monitor.exports.writers.shapes import EVALUATION, Batch, Format, Record, read_template
from monitor.records import Example
from monitor.taxonomy import Role


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
    pack_lines(batch, folder)
    name = batch.title.replace("-", "_")
    folder.write_text("expectations.py", read_template("expectations"))
    folder.write_text("harness.py", read_template("lm_eval_functions"))
    folder.write_text(f"{name}.yaml", read_template("lm_eval_task").replace("NAME", name))


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
