"""JailbreakBench's attack artifacts: one file per attack and model, with the jailbreak found for each behaviour."""

from collections.abc import Iterator, Mapping
from typing import Any

from monitor.errors import RecordError
from monitor.records import LoggedConversation, Message, PassedOver
from monitor.sources.fields import mapping_field, show
from monitor.sources.options import ReadOptions
from monitor.sources.scores import score_signal
from monitor.sources.trials import about_answer, build_trial
from monitor.taxonomy import Origin, Role, Scorer

SPEAKERS = {"prompt": Role.USER, "response": Role.ASSISTANT}
# What is true of every jailbreak of an artifact; the rest of its parameters counts what the whole attack took.
RUN_FIELDS = ("method", "model", "attack_type", "defense", "method_parameters")
# The verdict the benchmark counts; those of other judges are named behind it.
VERDICT = "jailbroken"


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row is an attack artifact."""
    return isinstance(row.get("jailbreaks"), list) and isinstance(row.get("parameters"), Mapping)


def split(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Take an artifact apart into its jailbreaks, each with the parameters of the attack."""
    jailbreaks = row.get("jailbreaks")
    for jailbreak in jailbreaks if isinstance(jailbreaks, list) else [jailbreaks]:
        yield {"jailbreak": jailbreak, "parameters": mapping_field(row, "parameters")}


def read(part: Mapping[str, Any], _options: ReadOptions) -> LoggedConversation | PassedOver:
    """Read one jailbreak; a behaviour for which the attack found none is passed over.

    Raises RecordError if it is no object or if what was said is not text.
    """
    row, run = part["jailbreak"], part["parameters"]
    if not isinstance(row, Mapping):
        raise RecordError(f"a jailbreak is {show(row)}, not an object")
    messages = tuple(_message(row, name) for name in SPEAKERS if row.get(name) is not None)
    if not SPEAKERS.keys() & row.keys():
        raise RecordError(f"a jailbreak without {' or '.join(map(repr, SPEAKERS))}")
    if not messages:
        return PassedOver("JailbreakBench behaviour without a jailbreak")
    verdicts = {name: value for name, value in row.items() if name.startswith(VERDICT)}
    scored = [score_signal(name, value, scorer=Scorer.MACHINE) for name, value in verdicts.items()]
    around = {name: value for name, value in row.items() if name not in SPEAKERS and name not in verdicts}
    around |= {name: run.get(name) for name in RUN_FIELDS} | {"date": run.get("evaluation_date")}
    around["id"] = f"{run.get('method')}/{run.get('attack_type')}/{row.get('index')}"
    signals = about_answer(scored, messages)
    return build_trial(around, messages, format="jailbreakbench", origin=Origin.RED_TEAM, signals=signals)


def _message(row: Mapping[str, Any], name: str) -> Message:
    if not isinstance(row[name], str):
        raise RecordError(f"{name!r} is {show(row[name])}, not text")
    return Message(SPEAKERS[name], row[name])
