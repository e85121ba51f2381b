"""The web server: granian with a process for each core, or waitress where granian does not exist."""

import os
import socket
import sys
from importlib.util import find_spec

THREADS = 2
"""Of each process. More gain nothing: one Python process computes on one core."""
WAITING_REQUESTS = 1_000
"""Of each process, with those at work. More get no answer until some have ended."""
HEADER_MILLISECONDS = 10_000
WAITRESS_THREADS, WAITRESS_CONNECTIONS, WAITRESS_SECONDS = 8, 1_000, 30


def shares_its_port() -> bool:
    """Return whether the server's processes bind one port together, as granian's do except on Windows."""
    return find_spec("granian") is not None and hasattr(socket, "SO_REUSEPORT")


def build_command(host: str, port: int) -> list[str]:
    """Return the command that serves Alex. WEB_PROCESSES: how many processes, by default one for each core."""
    if find_spec("granian") is None:
        # waitress reads a body before a thread works on it, so it needs its own limits
        return [
            sys.executable, "-m", "waitress", f"--listen={host}:{port}", f"--threads={WAITRESS_THREADS}",
            f"--connection-limit={WAITRESS_CONNECTIONS}", f"--channel-timeout={WAITRESS_SECONDS}",
            "--max-request-body-size=11000000", "--no-clear-untrusted-proxy-headers", "alex.wsgi:application",
        ]  # fmt: skip
    processes = os.environ.get("WEB_PROCESSES") or str(min(os.cpu_count() or 1, 8))
    return [
        sys.executable, "-m", "granian", "--interface", "rsgi", "alex.serving.rsgi:application",
        "--host", host, "--port", str(port), "--workers", processes, "--no-ws", "--http", "1",
        "--loop", "asyncio", "--backpressure", str(WAITING_REQUESTS), "--http1-header-read-timeout",
        str(HEADER_MILLISECONDS), "--workers-kill-timeout", "10", "--respawn-failed-workers", "--log-level", "warning",
    ]  # fmt: skip
