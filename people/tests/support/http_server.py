"""A stub HTTP server on the loopback for tests of clients. A subclass defines only the answers."""

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass(frozen=True)
class Request:
    """One received request. Header names ignore case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """A reply. `drip_seconds` is the pause after each byte, and `headers` replace the default ones."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    drip_seconds: float = 0

    @classmethod
    def of_json(cls, content: Any, **options: Any) -> Self:
        return cls(json.dumps(content).encode(), **options)


class StubServer:
    """A threaded server that answers every request by `answer`. `wait` pauses a request, at most until `serve` ends."""

    protocol_version = "HTTP/1.0"

    def __init__(self) -> None:
        self._is_ending = threading.Event()
        handler = type("StubHandler", (Handler,), {"stub": self, "protocol_version": self.protocol_version})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def answer(self, request: Request) -> Reply | None:
        """Return the reply, or None to hang up without one. Called in a thread of its own for each request."""
        raise NotImplementedError

    def wait(self, seconds: float) -> None:
        self._is_ending.wait(seconds)

    @contextmanager
    def serve(self) -> Iterator[Self]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            self._is_ending.set()
            self._server.shutdown()
            thread.join()
            self._server.server_close()


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the stub of its server class, and writes the reply."""

    stub: StubServer

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            reply = self.stub.answer(Request(self.command, self.path, self.headers, body))
            if reply is None:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
            else:
                self._send(reply)
        except OSError:  # the client has gone
            self.close_connection = True

    def do_POST(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        self.do_GET()

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        headers = {"Content-Type": "application/json", "Content-Length": str(len(reply.body)), **reply.headers}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        pieces = [bytes([byte]) for byte in reply.body] if reply.drip_seconds else [reply.body]
        for piece in pieces:
            self.wfile.write(piece)
            self.stub.wait(reply.drip_seconds)

    def log_message(self, *args: Any) -> None:
        pass
