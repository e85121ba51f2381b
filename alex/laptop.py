"""`python3 start.py`, second half: what needs the installed packages. Run as `python -m alex.laptop VERB`."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, str(ROOT / "manage.py")]
DEMO = "demo@example.com"
FIRST_PORT = 8000
WEB_SECONDS = 60
DRAIN_SECONDS = 15
ANALYSIS_SECONDS = 60


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")
    verb, *rest = sys.argv[1:] or ["run"]
    return {"run": run, "test": test, "analyze": analyze, "stop": stop}[verb](rest)


def run(rest: list[str]) -> int:
    began = time.monotonic()
    prepare()
    password = demo_password()
    port = free_port()
    web = [sys.executable, "-m", "waitress", f"--listen=localhost:{port}", "--threads=8", "alex.wsgi:application"]
    with stopping_on_signals() as stopped, processes(web, [*MANAGE, "work"]) as children:
        address = f"http://localhost:{port}"
        if not answers(address, children, WEB_SECONDS):
            say("The web server did not start; the lines above say why.")
            return 1
        say(f"{address} answers after {time.monotonic() - began:.1f} s. Alex analyses the demo portfolio …")
        show_headline(address, password)
        say(f"Ready after {time.monotonic() - began:.1f} s. Ctrl-C stops Alex.")
        return watch(children, stopped)


def test(rest: list[str]) -> int:
    return checks() or tests(rest)


def analyze(rest: list[str]) -> int:
    prepare()
    arguments = rest if any(word.startswith("--email") for word in rest) else ["--email", DEMO, *rest]
    return subprocess.call([*MANAGE, "analyze", *arguments])


def stop(rest: list[str]) -> int:
    from django.conf import settings

    from alex.devdb import DatabaseUnavailable, EmbeddedPostgres

    if not settings.LAPTOP:
        say("DATABASE_URL is set: the database is not Alex's to stop.")
        return 1
    try:
        say("Database stopped." if EmbeddedPostgres(settings.DATA_DIR).stop() else "The database was not running.")
    except DatabaseUnavailable as error:
        say(str(error))
        return 1
    return 0


# Setting up


def prepare() -> None:
    """Database, tables, catalogue, demo user: each does nothing where it is done already. One process, one import."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("seed_instruments", stdout=sys.stderr)
    call_command("seed_demo", stdout=sys.stderr)


def demo_password() -> str:
    from django.conf import settings

    from portfolios.management.commands.seed_demo import LAPTOP_PASSWORD

    return settings.DEMO_PASSWORD or LAPTOP_PASSWORD


def free_port() -> int:
    for port in range(FIRST_PORT, FIRST_PORT + 100):
        if is_free(port):
            if port != FIRST_PORT:
                say(f"Port {FIRST_PORT} is taken; Alex uses {port}.")
            return port
    sys.exit(f"No free port between {FIRST_PORT} and {FIRST_PORT + 99}.")


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


# Running


@contextlib.contextmanager
def processes(*commands: list[str]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Children that are gone when the block ends, whatever ends it."""
    children: list[subprocess.Popen[bytes]] = []
    try:
        for command in commands:
            child = subprocess.Popen(command, cwd=ROOT, start_new_session=os.name != "nt")
            children.append(child)  # one by one: a second that cannot start must not lose the first
        yield children
    finally:
        for child in children:
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + DRAIN_SECONDS
        for child in children:
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


@contextlib.contextmanager
def stopping_on_signals() -> Iterator[list[int]]:
    """Ctrl-C and SIGTERM are noted, not raised: a second one cannot leave a child behind."""
    received: list[int] = []

    def note(number: int, frame: Any) -> None:
        received.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def watch(children: list[subprocess.Popen[bytes]], stopped: list[int]) -> int:
    while not stopped:
        if any(child.poll() is not None for child in children):
            say("A part of Alex ended unexpectedly; the lines above say why.")
            return 1
        time.sleep(0.2)
    say("Stopping …")
    return 0


def answers(address: str, children: list[subprocess.Popen[bytes]], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and all(child.poll() is None for child in children):
        with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(address, timeout=5) as page:
            return bool(page.status == 200)
        time.sleep(0.1)
    return False


def show_headline(address: str, password: str) -> None:
    """Start the demo user's analysis through the queue, wait for its end, say what came of it."""
    from analysis import dispatch
    from analysis.models import Job
    from analysis.summary import headline
    from people import acting_as
    from people.models import User

    user = User.objects.get(email=DEMO)
    job = dispatch.start(user=user).job
    deadline = time.monotonic() + ANALYSIS_SECONDS
    while job.is_active and time.monotonic() < deadline:
        time.sleep(0.1)
        with acting_as(user.pk):
            job = Job.objects.owned_by(user).get(pk=job.pk)
    for line in headline(job):
        print(f"  {line}", flush=True)
    print(f"  Read it: {address}/analyses/{job.pk}/", flush=True)
    print(f"  Sign in: {address}  with {DEMO} and the password {password}", flush=True)


# Testing


def checks() -> int:
    """The guard rails that are not tests. All run, so that one look shows all that is wrong."""
    runs = {
        "ruff": ["ruff", "check", "."],
        "ruff format": ["ruff", "format", "--check", "."],
        "imports": ["lint-imports"],
        "mypy": ["mypy"],
    }
    bad = []
    for name, command in runs.items():
        say(f"Checking: {name}")
        program = str(Path(sys.executable).parent / command[0])
        if subprocess.call([program, *command[1:]], cwd=ROOT) != 0:
            bad.append(name)
    if bad:
        say(f"Not as it should be: {', '.join(bad)}")
    return 1 if bad else 0


def tests(rest: list[str]) -> int:
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        say("No Chromium found: the browser tests are left out.")
    command = [sys.executable, "-W", "error::DeprecationWarning", "-m", "pytest", *rest]
    return subprocess.call(command, cwd=ROOT)


def say(words: str) -> None:
    print(f"» {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
