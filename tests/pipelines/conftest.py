"""A real server that names clusters."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass
class Namer:
    """A model on this machine; `asked` are the requests it got."""

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def serving_names(name: str) -> Iterator[Namer]:
    namer = Namer()

    class Chat(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            namer.asked.append(body)
            token = body["messages"][1]["content"].split("\n")[0]
            said = json.dumps({"token": token, "name": name})
            message = {"role": "assistant", "content": said}
            usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
            answer = {"id": "x", "object": "chat.completion", "model": "m", "created": 1, "usage": usage}
            answer["choices"] = [{"index": 0, "message": message, "finish_reason": "stop"}]
            written = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        def log_message(self, *_: object) -> None:
            """Keep the tests' output clean."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Chat)
    http.daemon_threads = True
    namer.url = f"http://127.0.0.1:{http.server_address[1]}/v1"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield namer
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


@pytest.fixture
def name_server() -> Callable[[str], AbstractContextManager[Namer]]:
    """Serve a model that calls every cluster the same."""
    return serving_names
