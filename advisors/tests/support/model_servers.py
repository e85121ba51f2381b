"""Stubs of language models: servers that speak one wire format and answer by a script."""

import threading
import urllib.parse
from collections.abc import Callable
from contextlib import AbstractContextManager

from advisors.tests.support.model_wires import LOCAL_WIRES, WIRES, Answer, Fault, ModelRequest
from people.tests.support.http_server import Reply, Request, StubServer


class StubProvider(StubServer):
    """A stub provider that answers each request with `play`.

    `asked` holds every request and `most_at_once` counts parallel ones. `in_a_row` is the longest chain of requests
    that started one after the end of another.
    """

    protocol_version = "HTTP/1.1"

    def __init__(self, wire: str, play: Callable[[ModelRequest], Answer], seconds: float = 0) -> None:
        super().__init__()
        self.wire, self.play, self.seconds = {**WIRES, **LOCAL_WIRES}[wire], play, seconds
        self.asked: list[ModelRequest] = []
        self.open = self.most_at_once = self.in_a_row = 0
        self._lock = threading.Lock()

    def answer(self, request: Request) -> Reply | None:
        with self._lock:
            self.open += 1
            self.most_at_once = max(self.most_at_once, self.open)
            position = self.in_a_row + 1
        try:
            return self._play(request)
        finally:
            with self._lock:
                self.open -= 1
                self.in_a_row = max(self.in_a_row, position)

    def _play(self, request: Request) -> Reply | None:
        model_request = self.wire.read(urllib.parse.unquote(request.path), dict(request.headers), request.json)
        with self._lock:
            self.asked.append(model_request)
            answer = self.play(model_request)
        if isinstance(answer, Fault):
            self.wait(self.seconds + answer.silent_seconds)
            return None if answer.closes else Reply(answer.raw, answer.status, answer.headers)
        self.wait(self.seconds)
        return Reply.of_json(self.wire.write(answer, model_request))


def stub(wire: str, play: Callable[[ModelRequest], Answer], seconds: float = 0) -> AbstractContextManager[StubProvider]:
    return StubProvider(wire, play, seconds).serve()


def without_canary(system: str) -> str:
    """Return the instructions without the canary that each run appends."""
    return system.rpartition("\n")[0]


def in_turn(*answers: Answer) -> Callable[[ModelRequest], Answer]:
    """Give the answers in order, then repeat the last one."""
    left = list(answers)
    return lambda model_request: left.pop(0) if len(left) > 1 else left[0]
