"""The verbs of `start.py` that need the installed packages. Run as `python -m alex.cli.main VERB`."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from alex.cli import checks
from alex.cli.processes import ROOT, Watch, child_processes, print_status, record_stop_signals
from alex.serving.server import build_command, shares_its_port

MANAGE_COMMAND = [sys.executable, str(ROOT / "manage.py")]
DEMO_EMAIL = "demo@example.com"
FIRST_PORT = 8000
WEB_SECONDS = 60  # without an answer from the web server, before the first report


def main() -> int:
    """Run the verb of the command line and return its exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")
    verb, *rest = sys.argv[1:] or ["run"]
    verbs = {"run": run, "check": checks.run_fast, "test": checks.run_everything, "analyze": analyze, "stop": stop}
    return verbs[verb](rest)


def run(rest: list[str]) -> int:
    """Start database, web server and worker, follow the first analysis, and wait for Ctrl-C."""
    started_at = time.monotonic()
    prepare_database()
    password = demo_password()
    port = find_free_port()
    web = build_command("127.0.0.1", port)
    with (
        reserve(port),
        record_stop_signals() as stopped,
        child_processes(web, [*MANAGE_COMMAND, "work"]) as children,
    ):
        address, watch = f"http://localhost:{port}", Watch(children, stopped)
        if wait_until_ready(address, watch):
            print_status(
                f"{address} answers after {time.monotonic() - started_at:.1f} s. Alex is analyzing the demo portfolio …"
            )
            print(f"  Sign in: {address}  as {DEMO_EMAIL} with the password {password}", flush=True)
            if first_analysis_finishes(address, watch):
                print_status(f"Ready after {time.monotonic() - started_at:.1f} s. Ctrl-C stops Alex.")
            while watch.goes_on():
                continue
        return watch.end()


def analyze(rest: list[str]) -> int:
    """Run `manage.py analyze`, by default for the demo user."""
    prepare_database()
    arguments = rest if any(word.startswith("--email") for word in rest) else ["--email", DEMO_EMAIL, *rest]
    return subprocess.call([*MANAGE_COMMAND, "analyze", *arguments])


def stop(rest: list[str]) -> int:
    """Stop the embedded database. Return 1 if it is not ours or did not stop."""
    from django.conf import settings

    from alex.postgres.embedded import DatabaseUnavailable, EmbeddedPostgres

    if not settings.LAPTOP:
        print_status("DATABASE_URL is set, so Alex does not stop the database.")
        return 1
    try:
        print_status(
            "Database stopped." if EmbeddedPostgres(settings.DATA_DIR).stop() else "The database was not running."
        )
    except DatabaseUnavailable as error:
        print_status(str(error))
        return 1
    return 0


def prepare_database() -> None:
    """Create the database, tables, catalogue, library and demo user, as far as they are missing."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("seed_instruments", stdout=sys.stderr)
    call_command("seed_library", stdout=sys.stderr)
    call_command("seed_demo", stdout=sys.stderr)


def demo_password() -> str:
    from django.conf import settings

    from portfolios.management.commands.seed_demo import LAPTOP_PASSWORD

    return settings.DEMO_PASSWORD or LAPTOP_PASSWORD


def find_free_port() -> int:
    for port in range(FIRST_PORT, FIRST_PORT + 100):
        if is_free(port):
            if port != FIRST_PORT:
                print_status(f"Port {FIRST_PORT} is taken. Alex uses {port}.")
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


def reserve(port: int) -> socket.socket:
    """Return a bound socket. While it is open, another start.py finds the port taken, and our own web server can bind.

    The processes of the web server share the port, so a second server on it would answer half of the requests.
    """
    holder = socket.socket()
    if shares_its_port():
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        holder.bind(("127.0.0.1", port))
    return holder


def wait_until_ready(address: str, watch: Watch) -> bool:
    """Wait until the web server answers. Return False if the watch ends first."""
    started_at, patience = time.monotonic(), WEB_SECONDS
    while watch.goes_on():
        with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(address, timeout=5):
            return True
        waited = time.monotonic() - started_at
        if waited > patience:
            print_status(f"The web server has not answered for {waited:.0f} s. Alex keeps waiting. Ctrl-C stops it.")
            patience *= 2
    return False


def first_analysis_finishes(address: str, watch: Watch) -> bool:
    """Start the demo user's analysis and wait for it. Return False if the watch ends first."""
    from alex.cli.first_analysis import FirstAnalysis

    analysis = FirstAnalysis(DEMO_EMAIL, address)
    while not analysis.has_finished():
        if not watch.goes_on(pause=0.5):
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())
