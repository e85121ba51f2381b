"""The commands of start.py: run, analyze, and finding a port."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from types import SimpleNamespace

import psutil
import pytest

from alex.cli import main
from alex.cli.processes import ROOT
from alex.postgres.embedded import EmbeddedPostgres
from analysis.management.commands.analyze import Command as AnalyzeCommand

pytestmark = pytest.mark.slow

SECONDS = 120


def wait_for(pattern, process):
    """Return the match in the first matching line that the process prints."""
    deadline = time.monotonic() + SECONDS
    printed = []
    while time.monotonic() < deadline and (line := process.stdout.readline()):
        printed.append(line)
        if found := re.search(pattern, line):
            return found
    raise AssertionError(f"never printed {pattern!r}: {''.join(printed)}")


@pytest.fixture
def started(tmp_path, request):
    home = tmp_path / "a folder with spaces"
    environment = {**os.environ, "DATA_DIR": str(home), "PYTHONUNBUFFERED": "1", **getattr(request, "param", {})}
    environment.pop("DATABASE_URL", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "alex.cli.main", "run"], cwd=ROOT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    yield process
    process.kill()
    process.wait()
    process.stdout.close()
    EmbeddedPostgres(home).stop()


@pytest.mark.processes
def test_start_serves_analyzes_and_stops_cleanly(started):
    address = wait_for(r"(http://localhost:\d+) answers", started)[1]
    with urllib.request.urlopen(address, timeout=10) as page:
        assert page.status == 200
    assert wait_for(r"Worth: \$([\d,.]+)", started)
    assert wait_for(r"Success rate of the retirement plan: \d+%", started)
    wait_for("Ready after", started)
    children = psutil.Process(started.pid).children(recursive=True)
    assert len(children) >= 3  # web, worker and the worker's children
    started.send_signal(signal.SIGINT)
    assert started.wait(30) == 0
    assert [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE] == []


@pytest.mark.processes
@pytest.mark.parametrize("started", [{"WORKERS": "0"}], indirect=True)
def test_without_an_analysis_it_is_never_ready(started):
    wait_for(r"answers after", started)
    wait_for(r"Sign in: http://localhost", started)
    started.send_signal(signal.SIGINT)
    assert started.wait(30) == 0
    assert "Ready" not in started.stdout.read()


def test_a_web_server_may_be_slow(monkeypatch, capsys):
    monkeypatch.setattr(main, "WEB_SECONDS", 0)
    answers = iter([True, True, False])
    watch = SimpleNamespace(goes_on=lambda: next(answers))
    assert not main.wait_until_ready("http://localhost:9", watch)
    assert "The web server has not answered" in capsys.readouterr().err


def test_a_taken_port_is_skipped_and_reported(monkeypatch, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setattr(main, "FIRST_PORT", taken.getsockname()[1])
        assert main.find_free_port() > taken.getsockname()[1]
    assert "is taken. Alex uses" in capsys.readouterr().err


def test_a_reserved_port_is_taken_by_others_only():
    port = main.find_free_port()
    with main.reserve(port), socket.socket() as server:
        assert not main.is_free(port)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        server.bind(("127.0.0.1", port))
        server.listen()
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        server.accept()[0].close()
    assert main.is_free(port)


@pytest.mark.parametrize(
    ("options", "passed"),
    [
        ([], ["--email", main.DEMO_EMAIL]),
        (["--wait"], ["--email", main.DEMO_EMAIL, "--wait"]),
        (["--wait", "--email", "a@example.com", "--json"], ["--wait", "--email", "a@example.com", "--json"]),
    ],
)
def test_analyze_takes_the_options_of_the_command(monkeypatch, options, passed):
    called = []
    monkeypatch.setattr(main, "prepare_database", lambda: None)
    monkeypatch.setattr(main.subprocess, "call", lambda command: called.extend(command) or 0)
    assert main.analyze(options) == 0
    assert called == [*main.MANAGE_COMMAND, "analyze", *passed]
    AnalyzeCommand().create_parser("manage.py", "analyze").parse_args(passed)
