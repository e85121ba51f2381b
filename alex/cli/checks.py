"""`start.py check` and `start.py test`: static checks beside the tests."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from alex.cli.processes import ROOT, print_status

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FAST_TESTS = "not browser and not processes and not slow"
STATIC_CHECKS = {
    "ruff": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "imports": ["lint-imports"],
    "mypy": ["mypy"],
    "secrets": ["python", "-m", "alex.supply_chain.secrets"],
}
KEEP_BYTECODE = {"PYTHONDONTWRITEBYTECODE": ""}
"""The tests start some 200 programs of Python. Without bytecode each one compiles thousands of modules anew."""
ALL_CASES = "--all"
FEW_CASES = {"ALEX_SWEEPS": "part"}
"""Tests of one rule over many cases take a few of them (people/tests/support/sweeps.py)."""
StartedCheck = tuple[subprocess.Popen[bytes], IO[bytes]]


def run_fast(rest: list[str]) -> int:
    """Run the static checks and the tests that need no browser, no other process and no long fuzzing."""
    return run_everything(["-m", FAST_TESTS, *rest])


def run_everything(rest: list[str]) -> int:
    """Run the static checks beside the tests. Return 0 if all pass. rest: arguments of pytest, --all or --faults."""
    if "--faults" in rest:
        return run_faults([word for word in rest if word != "--faults"])
    with static_checks() as started:
        failed_tests = run_tests(rest)
        failures = [name for name, check in started.items() if not report(name, check)]
    if failures:
        print_status(f"Failed: {', '.join(failures)}")
    return failed_tests or int(bool(failures))


@contextlib.contextmanager
def static_checks() -> Iterator[dict[str, StartedCheck]]:
    """Start the checks that are not tests. They write to files until `report` prints them."""
    started: dict[str, StartedCheck] = {}
    with contextlib.ExitStack() as stack:
        for name, (program, *arguments) in STATIC_CHECKS.items():
            output = stack.enter_context(tempfile.TemporaryFile())
            command = [str(Path(sys.executable).parent / program), *arguments]
            process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
            stack.callback(process.kill)  # does nothing to a finished check
            started[name] = process, output
        yield started


def report(name: str, check: StartedCheck) -> bool:
    """Wait for a static check and print its output. Return whether it passed."""
    process, output = check
    passed = process.wait() == 0
    output.seek(0)
    print_status(f"{name}: {'passed' if passed else 'failed'}")
    if not passed:
        print(output.read().decode(errors="replace"), flush=True)
    return passed


def run_faults(rest: list[str]) -> int:
    """Run the tests of faults alone and one after the other, in their long form, and print their figures."""
    command = [sys.executable, "-m", "pytest", "-n", "0", "-m", "faults", "-rP", *rest]
    return subprocess.call(command, cwd=ROOT, env={**os.environ, **KEEP_BYTECODE, "ALEX_FAULTS": "long"})


def run_tests(rest: list[str]) -> int:
    if not any(map(shutil.which, BROWSERS)):
        print_status("No Chromium found. The browser tests are skipped.")
    workers = min(4, (os.cpu_count() or 1) + 1)  # one more than cores: tests wait for browsers and other processes
    parallel = ["-n", str(workers), "--dist", "worksteal"]
    given = [word for word in rest if word != ALL_CASES]
    command = [sys.executable, "-W", "error::DeprecationWarning", "-m", "pytest", *parallel, *given]
    cases = {} if ALL_CASES in rest else FEW_CASES
    return subprocess.call(command, cwd=ROOT, env={**os.environ, **KEEP_BYTECODE, **cases})
