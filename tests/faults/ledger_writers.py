"""A program of many writers to one ledger that it kills at random, and of what was acknowledged to each.

Every writer is a process; what it was told is recorded goes to a file of its own, at once. It prints how many died.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

from monitor.errors import StaleError
from monitor.ledger import Draft, Event, append_event, hold, open_ledger, read_events
from monitor.records import Actor
from monitor.taxonomy import EventKind, Permission

# All writers decide on this one, besides one of their own.
SHARED = "case:shared-1"
# Long enough for some events, short enough to die in the middle of one.
SECONDS_BETWEEN_KILLS = 0.05


def write(url: str, told: Path, writer: int) -> None:
    """Decide as fast as possible until killed."""
    descriptor = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    actor = Actor(f"writer {writer}", Permission.ANALYST)
    with open_ledger(url) as ledger:
        while True:
            for subject in (f"case:own-{writer}", SHARED):
                for event in decide(ledger, subject, actor):
                    os.write(descriptor, f"{event.sequence} {event.subject_id} {event.version} {event.hash}\n".encode())


def decide(ledger, subject: str, actor: Actor) -> list[Event]:
    """Append one event, or two as one decision; nothing when somebody decided first."""
    version = len(read_events(ledger, subject_id=subject))
    drafts = [Draft(subject, EventKind.NOTED, actor, {"text": f"on version {version}"})] * (1 + version % 2)
    try:
        with hold(ledger) as held:
            return [append_event(held, draft, expected_version=version + at) for at, draft in enumerate(drafts)]
    except StaleError:
        return []


def start(url: str, told: Path, writer: int) -> int:
    child = os.fork()
    if child == 0:
        try:
            write(url, told, writer)
        finally:
            # Only a writer that fails comes here.
            os._exit(1)
    return child


def kill_writers(url: str, told: Path, *, writers: int, kills: int) -> int:
    """Kill one writer after the other and start another in its place; in the end kill all at once."""
    chance = random.Random(kills)
    living = {writer: start(url, told / str(writer), writer) for writer in range(writers)}
    for _ in range(kills - writers):
        time.sleep(chance.uniform(0, SECONDS_BETWEEN_KILLS))
        writer = chance.choice(sorted(living))
        end(living[writer])
        living[writer] = start(url, told / str(writer), writer)
    time.sleep(1)
    for child in living.values():
        end(child)
    return kills


def end(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "a writer failed by itself"


if __name__ == "__main__":
    address, folder, how_many_writers, how_many_kills = sys.argv[1:]
    killed = kill_writers(address, Path(folder), writers=int(how_many_writers), kills=int(how_many_kills))
    sys.stdout.write(f"{killed}\n")
