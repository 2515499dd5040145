"""The one door to a judge: OpenAI's chat completions at any address, with retries, a deadline and what it cost."""

import asyncio
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field, ValidationError

from monitor.config import JudgeSettings
from monitor.errors import ConfigError
from monitor.judges.answers import ANSWER_SCHEMA, MOST_OUTPUT

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types.chat import ChatCompletionMessageParam

    Turns = list[ChatCompletionMessageParam]

# Too many requests, errors of the server, lost connections and timeouts are tried again, ever later; the SDK waits
# between the tries as long as the server says, up to a minute.
RETRIES = 2
# The SDK counts the seconds from one byte to the next: a server that drips would hold a night for ever.
PATIENCE = RETRIES + 1
# Servers of one's own often need no key, the SDK always asks for one.
NO_KEY = "no-key"

# No model reads more; a larger number is not believed.
MOST_TOKENS = 10_000_000

SCHEMA_FORMAT = {
    "type": "json_schema",
    "json_schema": {"name": "judgement", "strict": True, "schema": ANSWER_SCHEMA},
}
# From the strictest to what every server knows; one that refuses a form is asked in the next.
FORMATS: tuple[dict[str, Any], ...] = (
    {"response_format": SCHEMA_FORMAT},
    {"response_format": {"type": "json_object"}},
    {},
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the model's words, or None and the problem, told without a word of the endpoint.

    Tokens are None when the endpoint did not tell, or may have worked for nothing; refused calls cost none.
    """

    text: str | None
    problem: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None


class _Message(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    message: _Message


class _Usage(BaseModel):
    prompt_tokens: int | None = Field(default=None, ge=0, le=MOST_TOKENS)
    completion_tokens: int | None = Field(default=None, ge=0, le=MOST_TOKENS)


class _Completion(BaseModel):
    choices: list[_Choice] = Field(min_length=1)
    usage: _Usage | None = None


class Endpoint:
    """An open connection to a judge; `calls` counts what was asked of it, retries apart."""

    def __init__(self, client: "AsyncOpenAI", judge: JudgeSettings, *, runner: asyncio.Runner) -> None:
        """Talk through a client of the SDK, one call at a time."""
        self.calls = 0
        self._client = client
        self._judge = judge
        self._runner = runner
        self._first_format = 0

    def ask(self, system: str, user: str, *, forms: Sequence[Mapping[str, Any]] = FORMATS) -> Reply:
        """Ask once, in the strictest form the endpoint accepts; a call that fails is a reply with a problem."""
        from openai import BadRequestError, UnprocessableEntityError

        turns: Turns = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        for number, form in enumerate(forms[self._first_format :], start=self._first_format):
            self.calls += 1
            try:
                reply = self._runner.run(self._call(turns, form))
            except (BadRequestError, UnprocessableEntityError):
                continue
            self._first_format = number
            return reply
        return _refused("the endpoint refuses the question in every form")

    async def _call(self, turns: "Turns", form: Mapping[str, Any]) -> Reply:
        from openai import APIStatusError, APITimeoutError, BadRequestError, OpenAIError, UnprocessableEntityError

        try:
            async with asyncio.timeout(self._judge.timeout * PATIENCE):
                raw = await self._client.chat.completions.with_raw_response.create(
                    model=self._judge.model, messages=turns, temperature=0, max_tokens=MOST_OUTPUT, **form
                )
        except (BadRequestError, UnprocessableEntityError):
            raise
        except APIStatusError as error:
            return _refused(f"the endpoint answered HTTP {error.status_code}")
        except (APITimeoutError, TimeoutError):
            return Reply(None, "the endpoint did not answer in time")
        except OpenAIError:
            return _refused("the endpoint cannot be reached")
        return _read(raw.text)


@contextmanager
def open_endpoint(judge: JudgeSettings, environ: Mapping[str, str] = os.environ) -> Iterator[Endpoint]:
    """Open a judge for as long as there are questions.

    Raises ConfigError when the SDK is not installed, or the variable that should hold the key is not set.
    """
    try:
        from openai import AsyncOpenAI
    except ImportError as error:
        raise ConfigError("a judge needs `pip install 'chatbot-failure-monitor[judge]'`") from error
    client = AsyncOpenAI(
        api_key=_read_key(judge, environ), base_url=judge.base_url, timeout=judge.timeout, max_retries=RETRIES
    )
    with asyncio.Runner() as runner:
        try:
            yield Endpoint(client, judge, runner=runner)
        finally:
            runner.run(client.close())


def _read_key(judge: JudgeSettings, environ: Mapping[str, str]) -> str:
    if judge.key_variable is None:
        return NO_KEY
    key = environ.get(judge.key_variable, "").strip()
    if not key:
        raise ConfigError(f"the judge's key should be in the variable {judge.key_variable!r}, which is not set")
    return key


def _refused(problem: str) -> Reply:
    return Reply(None, problem, input_tokens=0, output_tokens=0)


def _read(text: str) -> Reply:
    try:
        completion = _Completion.model_validate_json(text)
    except ValidationError:
        return Reply(None, "the endpoint answered something else than a chat completion")
    usage = completion.usage or _Usage()
    said = completion.choices[0].message.content
    problem = "" if said else "the model said nothing"
    return Reply(said or None, problem, usage.prompt_tokens, usage.completion_tokens)
