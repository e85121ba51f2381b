"""The server itself: half-sent requests, large bodies, headers, and its end."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from contextlib import closing
from importlib.util import find_spec
from types import SimpleNamespace

import pytest

from alex.cli.processes import ROOT
from alex.serving import server
from alex.serving.rsgi import build_environ

START_SECONDS = 90


class Headers:
    def __init__(self, *pairs):
        self.pairs = pairs

    def items(self):
        return list(self.pairs)

    def get(self, name):
        return next((value for key, value in self.pairs if key == name), None)


def scope(*headers, **changes):
    fields = {
        "method": "POST", "path": "/ü b", "query_string": "a=%20", "http_version": "1.1", "scheme": "http",
        "server": "127.0.0.1:8000", "client": "[2001:db8::1]:5000", "headers": Headers(*headers),
    }  # fmt: skip
    return SimpleNamespace(**fields | changes)


def test_the_environ_is_that_of_the_standard():
    environ = build_environ(scope(("host", "h"), ("content-type", "text/x"), ("content-length", "3")), None)
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/ü b"
    assert (environ["REMOTE_ADDR"], environ["SERVER_NAME"], environ["SERVER_PORT"]) == (
        "2001:db8::1",
        "127.0.0.1",
        "8000",
    )
    assert (environ["CONTENT_TYPE"], environ["CONTENT_LENGTH"], environ["HTTP_HOST"]) == ("text/x", "3", "h")
    assert "HTTP_CONTENT_LENGTH" not in environ


def test_a_header_with_an_underscore_is_dropped():
    assert "HTTP_X_FORWARDED_FOR" not in build_environ(scope(("x_forwarded_for", "1.2.3.4")), None)


def test_repeated_headers_are_joined():
    environ = build_environ(scope(("cookie", "a=1"), ("cookie", "b=2"), ("x-a", "1"), ("x-a", "2")), None)
    assert (environ["HTTP_COOKIE"], environ["HTTP_X_A"]) == ("a=1; b=2", "1,2")


def test_waitress_serves_where_granian_is_missing(monkeypatch):
    monkeypatch.setattr(server, "find_spec", lambda name: None)
    command = server.build_command("127.0.0.1", 8000)
    assert command[1:4] == ["-m", "waitress", "--listen=127.0.0.1:8000"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module", params=["granian", "waitress"])
def port(request):
    if find_spec(request.param) is None:
        pytest.skip(f"{request.param} does not exist for this system.")
    number = free_port()
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "waitress":
            patch.setattr(server, "find_spec", lambda name: None)
        command = server.build_command("127.0.0.1", number)
    environment = {
        **os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "SECRET_KEY": "of-this-test",
        "HTTPS": "true", "ALLOWED_HOSTS": "localhost,127.0.0.1", "TRUSTED_PROXIES": "127.0.0.1", "WEB_PROCESSES": "1",
    }  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        until_up(number)
        yield number
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) in (0, -signal.SIGTERM)
    finally:
        process.kill()
        process.wait()


def until_up(port):
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            return fetch(port)
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.3)


def fetch(port, timeout=10):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=timeout) as response:
        return response.read()


def send(port, length, body=b"", *headers, path="/auth/login/"):
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    first = (f"POST {path} HTTP/1.1", "Host: localhost", "Connection: close")
    lines = (*first, f"Content-Length: {length}", *headers, "", "")
    connection.sendall("\r\n".join(lines).encode() + body)
    return connection


@pytest.mark.slow
@pytest.mark.processes
class TestProcess:
    def test_half_sent_requests_hold_up_nobody(self, port):
        halves = [send(port, 1000, b"email=") for _ in range(150)]
        try:
            assert fetch(port) == b"ok\n"
        finally:
            for one in halves:
                one.close()

    def test_a_large_announced_body_is_refused_unread(self, port):
        proxied = ("X-Forwarded-Proto: https",)
        with closing(send(port, 1_000_000_000, b"x" * 1000, *proxied, path="/api/accounts")) as connection:
            assert connection.recv(100).startswith(b"HTTP/1.1 413")

    def test_who_sends_too_much_reads_the_answer(self, port):
        body = b"x" * 10_500_000  # waitress hands at most 11 MB over
        with closing(send(port, len(body), body, "X-Forwarded-Proto: https", path="/api/accounts")) as connection:
            answer = b"".join(iter(lambda: connection.recv(100_000), b""))
        assert answer.startswith(b"HTTP/1.1 413") and b'"code": "too_large"' in answer

    def test_a_redirect_to_https_knows_the_proxy(self, port):
        answers = []
        for headers in ((), ("X-Forwarded-Proto: https",), ("X_Forwarded_Proto: https",)):
            with closing(send(port, 2, b"a=", *headers)) as connection:
                answers.append(connection.recv(100).split(b" ")[1])
        assert answers[0] == answers[2] == b"301"
        assert answers[1] != b"301"
