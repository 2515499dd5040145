"""The record of what a judge said of one response, beside those of detectors and apart from people's decisions."""

from dataclasses import dataclass
from datetime import datetime

from monitor.records import Evidence
from monitor.taxonomy import Failure, Hazard, Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a judge, a model asked over the network, said of one response.

    `key` is the hash of everything it was asked; `ruling` is None when it gave no answer, and `reason` then says why.
    `spans` are the words it cites, each found in the message it names. `cost` is in USD: the most it can have been
    where the endpoint did not tell the tokens (None).
    """

    conversation_id: str
    message_index: int
    key: str
    model: str
    rubric_version: str
    failures: tuple[Failure, ...]
    ruling: Ruling | None
    reason: str
    cost: float
    calls: int
    run_id: str
    judged_at: datetime
    severity: int | None = None
    hazard: Hazard | None = None
    spans: tuple[Evidence, ...] = ()
    input_tokens: int | None = None
    output_tokens: int | None = None
