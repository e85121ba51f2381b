"""The price provider's wire format on the loopback: what it answers, and every way it can fail."""

import json
import threading
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from portfolios.pricing import massive

FRIDAY = date(2026, 11, 20)
SATURDAY_NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
KEY = "a-key-of-ours"


class Stub:
    """closes: by symbol, for every day. by_day: instead, for that day. single: for questions about one symbol."""

    def __init__(self):
        self.closes, self.by_day, self.single = {}, {}, {}
        self.status, self.headers, self.body = 200, {}, None
        self.hangs = self.hangs_up = self.drips = False
        self.questions = []
        self.keys = set()
        self.released = threading.Event()

    def answer(self, path):
        parts = path.split("?")[0].split("/")
        day = parts[-1]
        if parts[1:3] == ["v1", "open-close"]:
            close = self.single.get(parts[3])
            return (404, {"status": "NOT_FOUND"}) if close is None else (200, {"from": day, "close": close})
        rows = [{"T": symbol, "c": close, "v": 1} for symbol, close in self.by_day.get(day, self.closes).items()]
        return 200, {"status": "OK", "resultsCount": len(rows), **({"results": rows} if rows else {})}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        stub = self.server.stub
        stub.questions.append(self.path)
        stub.keys.add(self.headers["Authorization"])
        if stub.hangs:
            stub.released.wait(20)
        if stub.hangs or stub.hangs_up:
            return
        status, content = stub.answer(self.path)
        body = stub.body if stub.body is not None else json.dumps(content).encode()
        self.send_response(stub.status if stub.status != 200 else status)
        for name, value in {"Content-Length": len(body), **stub.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if not stub.drips:
            self.wfile.write(body)
            return
        with suppress(OSError):
            for letter in body:
                self.wfile.write(bytes([letter]))
                stub.released.wait(0.1)

    def log_message(self, *arguments):
        pass


@contextmanager
def serving(stub):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.stub = True, stub
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        stub.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(autouse=True)
def no_market(settings):
    """Whatever this machine is set up with, no test asks a real provider."""
    settings.POLYGON_API_KEY = ""


@pytest.fixture
def market(monkeypatch, settings, no_market):
    """The price provider, on the loopback; a key is set."""
    made = Stub()
    with serving(made) as address:
        settings.POLYGON_API_KEY, settings.POLYGON_PLAN = KEY, "free"
        monkeypatch.setattr(massive, "ADDRESS", address)
        monkeypatch.setattr(massive, "HOSTS", {"127.0.0.1"})
        monkeypatch.setattr(massive, "READ_SECONDS", 0.3)
        yield made
