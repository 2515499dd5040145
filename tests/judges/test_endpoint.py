import contextlib
import socketserver
import threading
import time

import pytest

from monitor.errors import ConfigError
from monitor.judges import open_endpoint
from tests.judges.conftest import USAGE, Server, broken, busy, completion, in_turn, judge_settings, locked, serve, slow


def ask(server, *, times=1, **changes):
    with open_endpoint(judge_settings(server, **changes), {"JUDGE_KEY": " sk-1\n"}) as endpoint:
        replies = [endpoint.ask("You judge.", "{}") for _ in range(times)]
        return replies[-1], endpoint.calls


def fine(_):
    return completion("Fine.")


def test_an_answer_comes_with_its_tokens():
    with serve(fine) as server:
        reply, calls = ask(server)
    assert (reply.text, reply.input_tokens, reply.output_tokens, calls) == (
        "Fine.",
        USAGE["prompt_tokens"],
        USAGE["completion_tokens"],
        1,
    )
    (asked,) = server.asked
    assert (asked["temperature"], asked["model"]) == (0, "judge-1")
    assert asked["response_format"]["json_schema"]["strict"] is True


def test_the_key_comes_from_the_variable_the_settings_name():
    with serve(fine) as server:
        ask(server, key_variable="JUDGE_KEY")
        ask(server)
    assert [one["authorization"] for one in server.headers] == ["Bearer sk-1", "Bearer no-key"]


def test_a_key_that_is_not_set_is_named(monkeypatch):
    with (
        serve(fine) as server,
        pytest.raises(ConfigError, match="'NO_SUCH_KEY'"),
        open_endpoint(judge_settings(server, key_variable="NO_SUCH_KEY"), {}),
    ):
        pass


@pytest.mark.parametrize("passing", [broken, busy])
def test_what_passes_is_tried_again(passing):
    with serve(in_turn(passing, passing, fine)) as server:
        reply, calls = ask(server)
    assert (reply.text, calls, len(server.asked)) == ("Fine.", 1, 3)


@pytest.mark.parametrize(
    ("behaviour", "tries", "problem"),
    [
        (broken, 3, "the endpoint answered HTTP 500"),
        (busy, 3, "the endpoint answered HTTP 429"),
        (locked, 1, "the endpoint answered HTTP 401"),
    ],
)
def test_what_lasts_is_a_problem_that_cost_nothing_and_repeats_no_word_of_the_endpoint(behaviour, tries, problem):
    with serve(behaviour) as server:
        reply, _ = ask(server)
    assert (reply.text, reply.problem, reply.input_tokens, len(server.asked)) == (None, problem, 0, tries)


def test_nobody_is_waited_for_longer_than_the_settings_say_and_what_it_cost_is_unknown():
    with serve(slow) as server:
        started = time.monotonic()
        reply, _ = ask(server, timeout=0.1)
        assert time.monotonic() - started < 10
    assert (reply.problem, reply.input_tokens) == ("the endpoint did not answer in time", None)


def test_an_endpoint_that_is_not_there_cannot_be_reached():
    with serve(fine) as server:
        pass
    reply, _ = ask(server)
    assert (reply.text, reply.problem, reply.output_tokens) == (None, "the endpoint cannot be reached", 0)


def test_a_server_without_schemas_is_asked_for_json_and_then_in_words_and_that_is_remembered():
    def old(body):
        return (400, {}, b'{"error": "what is response_format?"}') if "response_format" in body else fine(body)

    with serve(old) as server:
        reply, calls = ask(server, times=2)
    assert (reply.text, calls) == ("Fine.", 4)
    kinds = [body.get("response_format", {}).get("type") for body in server.asked]
    assert kinds == ["json_schema", "json_object", None, None]


def test_a_question_that_is_refused_in_every_form_is_a_problem_of_that_question():
    with serve(lambda _: (400, {}, b"{}")) as server:
        reply, calls = ask(server, times=2)
    assert (reply.problem, calls) == ("the endpoint refuses the question in every form", 6)


@pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": None}])
def test_tokens_that_are_not_told_are_unknown(usage):
    with serve(lambda _: completion("Fine.", usage=usage)) as server:
        reply, _ = ask(server)
    assert (reply.text, reply.input_tokens, reply.output_tokens) == ("Fine.", None, None)


def test_a_server_that_drips_holds_nobody_for_ever():
    class Drip(socketserver.BaseRequestHandler):
        def handle(self):
            self.request.recv(65_536)
            self.request.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n")
            with contextlib.suppress(OSError):
                while True:
                    self.request.sendall(b" ")
                    time.sleep(0.02)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Drip) as tcp:
        thread = threading.Thread(target=tcp.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        started = time.monotonic()
        reply, _ = ask(Server(f"http://127.0.0.1:{tcp.server_address[1]}/v1"), timeout=0.2)
        assert time.monotonic() - started < 5
        tcp.shutdown()
        thread.join()
    assert (reply.text, reply.problem) == (None, "the endpoint did not answer in time")


@pytest.mark.parametrize("headers", [{"content-encoding": "gzip"}, {"content-type": "x; charset=no-such"}])
def test_an_answer_that_cannot_be_unpacked_is_a_problem(headers):
    with serve(lambda _: (200, headers, b"\xff\x8b not what it says")) as server:
        reply, _ = ask(server)
    assert reply.text is None
    assert reply.problem


def test_a_redirect_that_never_ends_is_a_problem():
    with serve(lambda _: (307, {"location": "/v1/chat/completions"}, b"")) as server:
        reply, _ = ask(server)
    assert (reply.text, reply.problem) == (None, "the endpoint cannot be reached")
