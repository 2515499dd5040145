"""Doubtful responses to second opinions, from any endpoint that speaks OpenAI's chat completions."""

from monitor.judges.answers import Answer, read_answer
from monitor.judges.costs import cost_of, estimate_cost, estimate_tokens, most_cost
from monitor.judges.endpoint import Endpoint, open_endpoint
from monitor.judges.questions import Question, ask_about, fence
from monitor.judges.rubrics import RUBRIC_VERSION, RUBRICS

__all__ = [
    "RUBRICS",
    "RUBRIC_VERSION",
    "Answer",
    "Endpoint",
    "Question",
    "ask_about",
    "cost_of",
    "estimate_cost",
    "estimate_tokens",
    "fence",
    "most_cost",
    "open_endpoint",
    "read_answer",
]
