"""The container image and compose.yaml, without a container engine: their steps and commands are carried out here."""

import json
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from alex.cli import container
from alex.tests.support.image_steps import ROOT, Composition, install_image, read_compose, read_dockerfile

HOST = {"Host": "alex.example.com"}
HTTPS = {**HOST, "X-Forwarded-Proto": "https"}
READY_SECONDS = 90


def test_the_image_runs_as_nobody_in_particular():
    names = [name for name, _ in read_dockerfile()]
    users = [text for name, text in read_dockerfile() if name == "USER"]
    assert users == ["10001"] and names.index("USER") < names.index("ENTRYPOINT")
    assert names.count("FROM") == 2 and "ADD" not in names


def test_the_image_holds_no_secret_and_no_tests():
    left_out = (ROOT / ".dockerignore").read_text().split()
    assert {".env", ".git", ".data", ".venv", "certificates", "**/tests"} <= set(left_out)
    assert not re.search(r"^(ENV|ARG) .*(KEY|PASSWORD|SECRET)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)


@pytest.mark.skipif(sys.platform == "win32", reason="The linter of Dockerfiles does not exist for Windows.")
def test_the_linter_finds_nothing():
    found = subprocess.run(
        [Path(sys.executable).with_name("hadolint"), ROOT / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stdout) == (0, "")


def test_every_command_exists():
    services = read_compose()["services"]
    commands = [services[name]["command"] for name in ("migrate", "web", "worker")]
    assert commands == [["migrate"], ["web"], ["work"]]
    assert all(callable(getattr(container, command)) for (command,) in commands)


def test_only_this_machine_reaches_the_web_server():
    services = read_compose()["services"]
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert "ports" not in services["db"] and "ports" not in services["worker"]


def test_only_migrations_know_the_owner():
    services = read_compose()["services"]
    owners = {name for name, one in services.items() if "DATABASE_OWNER_URL" in one["environment"]}
    assert owners == {"migrate"}
    assert {services[name]["environment"]["OWNER_PASSWORD"] for name in ("migrate", "web", "worker")} == {""}
    assert services["web"]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}


def test_an_unknown_command_is_refused():
    with pytest.raises(SystemExit, match="web|work|migrate"):
        container.main(["shell"])


@pytest.mark.processes
@pytest.mark.parametrize(
    ("given", "words"),
    [({}, "SECRET_KEY is not set"), ({"SECRET_KEY": "k" * 60, "ALLOWED_HOSTS": "alex.example.com"}, "Set EMAIL_HOST")],
)
@pytest.mark.parametrize("command", [["-m", "alex.cli.container", "migrate"], ["manage.py", "check", "--deploy"]])
def test_a_missing_setting_is_said_in_plain_words(given, words, command):
    environment = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "PATH": "/usr/bin", **given}
    ran = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert words in ran.stderr and "Traceback" not in ran.stderr


def test_health_fails_without_a_server(monkeypatch, capsys):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("PORT", str(free.getsockname()[1]))
    assert container.main(["healthy"]) == 1
    assert "healthz" in capsys.readouterr().err


def get(port, path, headers):
    class NoRedirect(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.build_opener(NoRedirect).open(request, timeout=10) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def until_answered(port, path, *, seconds=READY_SECONDS):
    """Return the body of the first answer that is not an error."""
    end = time.monotonic() + seconds
    while True:
        try:
            status, _, body = get(port, path, HTTPS)
        except OSError:
            status, body = 0, b""
        if status == 200:
            return body
        assert time.monotonic() < end, (path, status, body)
        time.sleep(0.5)


@pytest.fixture
def composition(db, tmp_path):
    from django.db import connection

    connection.ensure_connection()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    python = install_image(tmp_path / "image")
    with Composition(python, port) as composed:
        yield composed


@pytest.mark.slow
@pytest.mark.processes
def test_the_services_start_as_composed(composition, monkeypatch):
    (collect,) = [text for name, text in read_dockerfile() if name == "RUN" and "collectstatic" in text]
    assert "manage.py collectstatic --noinput" in collect
    environment = {**composition.environment("web"), "DATABASE_URL": "postgresql://nobody@localhost/none"}
    had_files = (ROOT / "staticfiles").exists()
    started = []
    try:
        subprocess.run(
            [composition.python, "manage.py", "collectstatic", "--noinput"], cwd=ROOT, env=environment, check=True,
            capture_output=True,
        )  # fmt: skip
        migrated = composition.run("migrate")
        assert migrated.returncode == 0, migrated.stderr
        started = [composition.start(service) for service in ("web", "worker")]
        assert until_answered(composition.port, "/healthz") == b"ok\n"
        monkeypatch.setenv("PORT", str(composition.port))
        monkeypatch.setenv("ALLOWED_HOSTS", "alex.example.com")
        assert container.main(["healthy"]) == 0
        assert b"Alex" in until_answered(composition.port, "/")
        status, headers, _ = get(composition.port, "/", HOST)
        assert (status, headers["Location"]) == (301, "https://alex.example.com/")
        assert get(composition.port, "/", {**HTTPS, "Host": "evil.example"})[0] == 400
        assert json.loads(until_answered(composition.port, "/readyz"))["workers"] in ("ready", "starting")
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(30)
        if not had_files:
            shutil.rmtree(ROOT / "staticfiles", ignore_errors=True)
