"""Pieces of a large file admitted on every processor at once, in order: `python -m pipelines.crew` is one worker.

A worker is a program of its own that reads pieces from its input until that is closed: when the run that started it
is killed, it ends by itself.
"""

import os
import pickle
import queue
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import IO, cast

from monitor.errors import MonitorError, StoreError
from monitor.sources import Piece
from pipelines.intake import Admitted, Rules, admit

# A worker takes a second to start: a file of fewer pieces is read sooner without any.
PIECES_ALONE = 8
# So that no worker waits for work, and no more pieces are in memory than that takes.
PIECES_AHEAD = 2

Worker = subprocess.Popen[bytes]


class Crew:
    """Workers to admit pieces with, started when a file first needs them."""

    def __init__(self, count: int) -> None:
        """Have no workers yet; at most `count` later."""
        self._count = count
        self._workers: list[Worker] = []
        self._free: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        self._threads = ThreadPoolExecutor(count)

    def admit(self, pieces: Iterable[Piece], rules: Rules) -> Iterator[Admitted]:
        """Yield every piece admitted, in order; a small file is admitted right here."""
        rest = iter(pieces)
        for piece in islice(rest, PIECES_ALONE):
            yield admit(piece, rules)
        waiting: deque[Future[Admitted]] = deque()
        for piece in rest:
            self._start()
            waiting.append(self._threads.submit(self._admit, piece, rules))
            if len(waiting) > PIECES_AHEAD * self._count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def close(self) -> None:
        """Let the workers go."""
        self._threads.shutdown(cancel_futures=True)
        for worker in self._workers:
            worker.communicate()

    def _start(self) -> None:
        while len(self._workers) < self._count:
            command = [sys.executable, "-m", __name__]
            worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            self._workers.append(worker)
            self._free.put(worker)

    def _admit(self, piece: Piece, rules: Rules) -> Admitted:
        worker = self._free.get()
        try:
            pickle.dump((piece, rules), cast(IO[bytes], worker.stdin), protocol=pickle.HIGHEST_PROTOCOL)
            cast(IO[bytes], worker.stdin).flush()
            answer: Admitted | MonitorError = pickle.load(cast(IO[bytes], worker.stdout))
        except (OSError, EOFError) as error:
            raise StoreError("a worker ended before it was done; is there enough memory? Run again") from error
        finally:
            self._free.put(worker)
        if isinstance(answer, MonitorError):
            raise answer
        return answer


@contextmanager
def open_crew() -> Iterator[Crew]:
    """Give a crew of one worker per processor."""
    crew = Crew(os.cpu_count() or 1)
    try:
        yield crew
    finally:
        crew.close()


def work(pieces: IO[bytes], answers: IO[bytes]) -> None:
    """Admit pieces as long as any come."""
    while True:
        try:
            piece, rules = pickle.load(pieces)
        except EOFError:
            return
        try:
            answer: Admitted | MonitorError = admit(piece, rules)
        except MonitorError as error:
            answer = error
        pickle.dump(answer, answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()


if __name__ == "__main__":
    work(sys.stdin.buffer, sys.stdout.buffer)
