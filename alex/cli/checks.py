"""`start.py test`: the checks that are not tests, then the tests."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from alex.cli.terminal import ROOT, print_status

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def run_static_checks() -> int:
    """The guard rails that are not tests. All run, so that one look shows all that is wrong."""
    runs = {
        "ruff": ["ruff", "check", "."],
        "ruff format": ["ruff", "format", "--check", "."],
        "imports": ["lint-imports"],
        "mypy": ["mypy"],
    }
    bad = []
    for name, command in runs.items():
        print_status(f"Checking: {name}")
        program = str(Path(sys.executable).parent / command[0])
        if subprocess.call([program, *command[1:]], cwd=ROOT) != 0:
            bad.append(name)
    if bad:
        print_status(f"Not as it should be: {', '.join(bad)}")
    return 1 if bad else 0


def run_tests(rest: list[str]) -> int:
    if not any(map(shutil.which, BROWSERS)):
        print_status("No Chromium found: the browser tests are left out.")
    parallel = ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "loadfile"]
    command = [sys.executable, "-W", "error::DeprecationWarning", "-m", "pytest", *parallel, *rest]
    return subprocess.call(command, cwd=ROOT)
