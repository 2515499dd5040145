"""What asking costs: estimates before, prices after, and a bound that no call exceeds."""

from monitor.config import JudgeSettings
from monitor.judges.answers import MOST_OUTPUT
from monitor.judges.endpoint import Reply
from monitor.judges.questions import Question, fence

# Tokens of a short answer of the asked form.
USUAL_OUTPUT = 250
# English takes about four characters per token, escaped text fewer.
CHARACTERS_PER_TOKEN = 3.5
# Role markers and the schema, which the endpoint adds; a token is never less than a character of the rest.
OVERHEAD = 600
PER_MILLION = 1e-6
# As long as a real one.
EXAMPLE_TOKEN = "0" * 32


def estimate_tokens(question: Question) -> int:
    """Estimate the tokens that asking a question sends."""
    return round(_length(question) / CHARACTERS_PER_TOKEN) + OVERHEAD


def estimate_cost(question: Question, judge: JudgeSettings) -> float:
    """Estimate what asking a question costs, in USD."""
    return price(estimate_tokens(question), USUAL_OUTPUT, judge)


def most_cost(question: Question, judge: JudgeSettings) -> float:
    """Return what asking a question costs at most, in USD: a budget that has this much left is kept."""
    return price(_length(question) + OVERHEAD, MOST_OUTPUT, judge)


def cost_of(reply: Reply, question: Question, judge: JudgeSettings) -> float:
    """Return what a reply cost, in USD; where the endpoint did not tell the tokens, the most it can have cost."""
    if reply.input_tokens is None or reply.output_tokens is None:
        return most_cost(question, judge)
    return price(reply.input_tokens, reply.output_tokens, judge)


def price(input_tokens: int, output_tokens: int, judge: JudgeSettings) -> float:
    """Return what these tokens cost, in USD."""
    return PER_MILLION * (input_tokens * judge.input_price + output_tokens * judge.output_price)


def _length(question: Question) -> int:
    return sum(len(text) for text in fence(question, EXAMPLE_TOKEN))
