"""Serve prices as the provider does, and fail in its ways."""

import json
from datetime import UTC, date, datetime

import pytest

from people.tests.support.http_server import Reply, StubServer
from portfolios.pricing import massive

FRIDAY = date(2026, 11, 20)
SATURDAY_NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
API_KEY = "a-key-of-ours"


class PriceServer(StubServer):
    """Answer with set prices.

    closes: by symbol, for every day. by_day: replaces closes for a day. single: for requests about one symbol.
    """

    def __init__(self):
        super().__init__()
        self.closes, self.by_day, self.single = {}, {}, {}
        self.status, self.headers, self.body = 200, {}, None
        self.hangs = self.hangs_up = self.drips = False
        self.questions = []
        self.keys = set()

    def answer(self, request):
        self.questions.append(request.path)
        self.keys.add(request.headers["Authorization"])
        if self.hangs:
            self.wait(20)
        if self.hangs or self.hangs_up:
            return None
        status, content = self.find_closes(request.path)
        body = json.dumps(content).encode() if self.body is None else self.body
        return Reply(
            body, self.status if self.status != 200 else status, self.headers, drip_seconds=0.1 if self.drips else 0
        )

    def find_closes(self, path):
        parts = path.split("?")[0].split("/")
        day = parts[-1]
        if parts[1:3] == ["v1", "open-close"]:
            close = self.single.get(parts[3])
            return (404, {"status": "NOT_FOUND"}) if close is None else (200, {"from": day, "close": close})
        rows = [{"T": symbol, "c": close, "v": 1} for symbol, close in self.by_day.get(day, self.closes).items()]
        return 200, {"status": "OK", "resultsCount": len(rows), **({"results": rows} if rows else {})}


@pytest.fixture(autouse=True)
def no_market(settings):
    """Ignore this machine's key, so that no test calls a real provider."""
    settings.POLYGON_API_KEY = ""


@pytest.fixture
def market(monkeypatch, settings, no_market):
    """Yield a running price server, with a key set."""
    with PriceServer().serve() as server:
        settings.POLYGON_API_KEY, settings.POLYGON_PLAN = API_KEY, "free"
        monkeypatch.setattr(massive, "BASE_URL", server.url)
        monkeypatch.setattr(massive, "ALLOWED_HOSTS", {"127.0.0.1"})
        monkeypatch.setattr(massive, "READ_SECONDS", 0.3)
        yield server
