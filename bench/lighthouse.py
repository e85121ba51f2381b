"""Run Lighthouse, where it is installed, in a browser of its own that signs in: see bench/pages.py --lighthouse."""

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page, Playwright

MISSING = """Lighthouse was not found, so there are no scores. It needs Node: npm install --global lighthouse
(version 12 runs on Node 18 and 20), or name its program: --lighthouse PATH."""
TRIES = 2
"""It fails once in a while to see the start of a page."""
SCORES = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
"""The least of each; the last for pages that need no account."""
LIMITS = {"largest-contentful-paint": 1800.0, "cumulative-layout-shift": 0.02, "total-blocking-time": 100.0}


@dataclass(frozen=True)
class Audited:
    """What Lighthouse says of a page. speed: of the machine, by its own measure. failed: audits, with what they say."""

    path: str
    scores: dict[str, int]
    timings: dict[str, float]
    speed: float
    failed: tuple[str, ...]


def find_lighthouse(named: str | None) -> list[str] | None:
    """Return the command of Lighthouse; None where it is not installed, which is never changed here."""
    for name in (named, "lighthouse"):
        found = shutil.which(name) if name else None
        if found:
            return [found]
    npx = shutil.which("npx")
    if npx and not named:
        known = subprocess.run([npx, "--no-install", "lighthouse", "--version"], capture_output=True, check=False)
        if known.returncode == 0:
            return [npx, "--no-install", "lighthouse"]
    return None


def audit_pages(
    playwright: Playwright, command: Sequence[str], address: str, pages: Sequence[tuple[str, bool]], *,
    sign_in: Any, chromium: str | None,
) -> Iterator[Audited]:  # fmt: skip
    """Audit pages as Lighthouse's phone. pages: paths, and whether each needs an account; those without come first.

    sign_in: called with a page before the first that needs an account.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with TemporaryDirectory() as folder:
        context = playwright.chromium.launch_persistent_context(
            folder, executable_path=chromium, args=["--no-sandbox", f"--remote-debugging-port={port}"]
        )
        page: Page | None = None
        for path, needs_account in sorted(pages, key=lambda one: one[1]):
            if needs_account and page is None:
                page = context.new_page()
                sign_in(page)
                page.goto("about:blank")
            yield audit(command, address, path, port, needs_account=needs_account)
        context.close()


def audit(command: Sequence[str], address: str, path: str, port: int, *, needs_account: bool) -> Audited:
    """Return what Lighthouse says of one page. Raises RuntimeError if it fails or was led to another page."""
    call = [*command, address + path, f"--port={port}", "--output=json", "--quiet"]
    for _ in range(TRIES):
        ran = subprocess.run(call, capture_output=True, text=True, check=False)
        if ran.returncode == 0:
            break
    else:
        raise RuntimeError(f"Lighthouse failed on {path}: {ran.stderr[-500:]}")
    told = json.loads(ran.stdout)
    if needs_account and "/auth/" in told["finalDisplayedUrl"]:
        raise RuntimeError(f"Lighthouse was asked to sign in on {path}.")
    audits, groups = told["audits"], told["categories"]
    counted = [name for name in SCORES if name != "seo" or not needs_account]
    failed = [
        f"{name}: {audits[one['id']]['title']} {audits[one['id']].get('displayValue', '')}".strip()
        for name in counted
        for one in groups[name]["auditRefs"]
        if one["weight"] and (audits[one["id"]]["score"] or 0) < 0.9 and audits[one["id"]]["score"] is not None
    ]
    return Audited(
        path, {name: round(100 * groups[name]["score"]) for name in counted},
        {name: float(audits[name]["numericValue"]) for name in LIMITS}, told["environment"]["benchmarkIndex"],
        tuple(failed),
    )  # fmt: skip


def print_audited(one: Audited) -> None:
    """Print a row: scores, timings, and what failed below it. A mark stands at what is beyond its limit."""
    scores = " ".join(f"{one.scores.get(name, '-'):>5}{'!' if below(one, name) else ' '}" for name in SCORES)
    timings = " ".join(
        f"{one.timings[name]:8.{3 if limit < 1 else 0}f}{'!' if one.timings[name] > limit else ' '}"
        for name, limit in LIMITS.items()
    )
    print(f"{one.path:60} {scores} {timings} {one.speed:7.0f}", flush=True)
    for text in one.failed:
        print(f"    {text}")


def below(one: Audited, name: str) -> bool:
    return one.scores.get(name, 100) < SCORES[name]
