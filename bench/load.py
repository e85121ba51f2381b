"""Measure the pages under load: requests a second, p95, CPU and queries of each page, and whether memory stays flat.

    python bench/load.py [--seconds 4] [--clients 8] [--pages dashboard,team] [--memory 2000]

It starts the documented server on a free port of this machine, with the demo person, and writes nothing to other data:
the account that it changes gets its old cash back. Every page is read by `clients` kept-alive connections; one request
in 21 is a write, whose next answer must show it. "Others" is how much of the machine other processes used meanwhile: a
run above 0.2 cores is repeated. Rates say more about the machine than about the code, so no test compares them; tests
compare the queries and the CPU in relation to the page without content (alex/tests/kept_pages).
"""

import argparse
import http.client
import os
import re
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "bench.layout_settings"
os.environ["API_RATE"] = "100000000/min"
EMAIL = "demo@example.com"
READS_PER_WRITE = 20
LAYOUT = "layout only"
MAX_OTHERS, MAX_REPEATS = 0.2, 2
MAX_CLIENTS, MAX_SECONDS = 64, 60


@dataclass(frozen=True)
class Target:
    """A page with the headers of its reader. account: of the person, for writes."""

    name: str
    path: str
    headers: dict[str, str]


@dataclass
class Result:
    times: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    cpu: float = 0.0
    others: float = 0.0
    seconds: float = 1.0

    @property
    def rate(self) -> float:
        return (len(self.times) + len(self.writes)) / self.seconds

    @property
    def cpu_ms(self) -> float:
        return 1000 * self.cpu / max(1, len(self.times) + len(self.writes))

    def percentile(self, share: float) -> float:
        ordered = sorted(self.times + self.writes)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


@dataclass(frozen=True)
class Site:
    """The running server, its processes, and what to ask it for."""

    port: int
    process: subprocess.Popen[bytes]
    targets: list[Target]
    account_id: str
    user_id: str

    def cpu(self) -> float:
        return sum(sum(one.cpu_times()[:2]) for one in self._processes())

    def memory(self) -> int:
        """Return the bytes of all processes, shared ones once where the system can tell."""
        return sum(getattr(info := one.memory_full_info(), "pss", info.uss) for one in self._processes())

    def _processes(self) -> list[psutil.Process]:
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]


def build_targets() -> tuple[list[Target], str, str]:
    """Return every page of the demo person, each with a session of its own making."""
    from allauth.usersessions.models import UserSession
    from django.conf import settings
    from django.contrib.auth import SESSION_KEY
    from django.test import Client
    from django.urls import reverse

    from alex.tests.support.layout_urls import LAYOUT_PATH
    from analysis.models import Job
    from analysis.views.analyses import TABS
    from people import acting_as
    from people.models import User
    from portfolios.models import Account

    person, browser = User.objects.find_by_address(EMAIL), Client()
    assert person is not None
    with acting_as(person.pk):
        browser.force_login(person)
        UserSession.objects.create(user=person, session_key=browser.session.session_key, ip="127.0.0.1", user_agent="")
        account = Account.objects.owned_by(person).first()
        job = Job.objects.owned_by(person).completed().without_large_columns().first()
    assert account and job and SESSION_KEY
    cookie = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"}
    analysis = reverse("analysis", args=[job.pk])
    paths = {
        LAYOUT: LAYOUT_PATH,
        "dashboard": reverse("dashboard"),
        "accounts": reverse("accounts"),
        "account": account.get_absolute_url(),
        **{f"analysis, {tab}": f"{analysis}?tab={tab}" for tab in (*TABS, "all")},
        "team": reverse("team"),
        "progress": reverse("progress", args=[job.pk]),
        "API accounts": reverse("api_accounts"),
        "API job": reverse("api_job", args=[job.pk]),
    }
    return [Target(name, path, cookie) for name, path in paths.items()], str(account.pk), str(person.pk)


def start_server() -> tuple[subprocess.Popen[bytes], int]:
    from alex.serving.server import build_command

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(build_command("127.0.0.1", port), cwd=ROOT)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/healthz")
            return process, port
        except OSError:
            time.sleep(0.2)
    process.kill()
    raise SystemExit("The server did not start.")


def write(site: Site, cash: Any) -> None:
    """Change the cash of the account in a transaction of its own, as another process would."""
    from people import acting_as
    from portfolios.models import Account

    with acting_as(site.user_id):
        Account.objects.filter(pk=site.account_id).update(cash_balance=cash)


def read_cash(site: Site) -> Any:
    from people import acting_as
    from portfolios.models import Account

    with acting_as(site.user_id):
        return Account.objects.values_list("cash_balance", flat=True).get(pk=site.account_id)


def read(connection: http.client.HTTPConnection, target: Target) -> bytes:
    connection.request("GET", target.path, headers=target.headers)
    response = connection.getresponse()
    body = response.read()
    if response.status not in (200, 302):
        raise ValueError(f"{target.name}: {response.status}")
    return body


def client(site: Site, target: Target, result: Result, until: float) -> None:
    """Read until the time is over; each 21st request is a write, followed by a look whether it is there."""
    from django.db import connections

    connection, count = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30), 0
    account = next(one for one in site.targets if one.name == "account")
    try:
        while time.monotonic() < until:
            count += 1
            began = time.monotonic()
            if count % (READS_PER_WRITE + 1):
                read(connection, target)
                result.times.append(time.monotonic() - began)
                continue
            with WRITING:
                number = 1000 + next(NUMBERS)
                write(site, number)
                shown = re.search(rb"<dt>Cash</dt><dd[^>]*>\$([\d,]+)\.00", read(connection, account))
                if not shown or int(shown[1].replace(b",", b"")) != number:
                    result.errors.append(f"stale: {number} is not shown")
            result.writes.append(time.monotonic() - began)
    except (OSError, ValueError, http.client.HTTPException) as error:
        result.errors.append(str(error))
    finally:
        connections.close_all()


WRITING = threading.Lock()
NUMBERS = iter(range(10**6))


def measure(site: Site, target: Target, clients: int, seconds: float) -> Result:
    result, began = Result(), time.monotonic()
    own, cpu, busy = psutil.Process(), site.cpu(), busy_seconds()
    own_before = sum(own.cpu_times()[:2])
    run = (site, target, result, began + seconds)
    threads = [threading.Thread(target=client, args=run) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    result.seconds, result.cpu = time.monotonic() - began, site.cpu() - cpu
    own_used = sum(own.cpu_times()[:2]) - own_before
    result.others = max(0.0, (busy_seconds() - busy - result.cpu - own_used) / result.seconds)
    return result


def busy_seconds() -> float:
    """Return the CPU seconds of the whole machine so far, the database of this run included."""
    times = psutil.cpu_times()
    return float(times.user + times.system)


def count_queries(target: Target) -> int:
    """Return the queries of a second view in this process, BEGIN and COMMIT included."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    browser = Client(headers={"host": "localhost", **target.headers})
    browser.get(target.path)
    with CaptureQueriesContext(connection) as queries:
        browser.get(target.path)
    return len(queries)


def report(site: Site, names: list[str], options: argparse.Namespace) -> bool:
    """Print a line for each page. Return whether there was no error."""
    columns = ("req/s", "p50 ms", "p95 ms", "CPU ms", "ratio", "queries", "others", "errors")
    print(f"{'page':26}" + "".join(f"{name:>8}" for name in columns))
    layout, passed = 0.0, True
    for target in site.targets:
        if names and target.name not in names and target.name != LAYOUT:
            continue
        measure(site, target, options.clients, 0.5)  # each process renders it once
        for _ in range(MAX_REPEATS + 1):
            result = measure(site, target, options.clients, options.seconds)
            if result.others <= MAX_OTHERS:
                break
        layout = layout or result.cpu_ms
        print(
            f"{target.name:26}{result.rate:8.0f}{result.percentile(0.5):8.0f}{result.percentile(0.95):8.0f}"
            f"{result.cpu_ms:8.1f}{layout / result.cpu_ms:8.2f}{count_queries(target):8}{result.others:8.1f}"
            f"{len(result.errors):8}",
            flush=True,
        )
        for error in dict.fromkeys(result.errors):
            print(f"    {error}")
        passed = passed and not result.errors
    return passed


def report_memory(site: Site, requests: int) -> None:
    """Print the memory after the first and the second half of `requests` to each page."""
    print(f"memory at the start: {site.memory() / 1e6:.0f} MB")
    for target in site.targets:
        marks, connection = [], http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
        for number in range(1, requests + 1):
            read(connection, target)
            if number in (requests // 2, requests):
                marks.append(site.memory() / 1e6)
        print(f"{target.name:26}{marks[0]:8.0f} MB, then {marks[1] - marks[0]:+.1f}", flush=True)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=4.0)
    options.add_argument("--clients", type=int, default=8)
    options.add_argument("--pages", default="")
    options.add_argument("--memory", type=int, default=0, help="instead: so many requests to each page")
    chosen = options.parse_args()
    chosen.clients, chosen.seconds = min(chosen.clients, MAX_CLIENTS), min(chosen.seconds, MAX_SECONDS)
    import django

    django.setup()
    targets, *ids = build_targets()
    process, port = start_server()
    site = Site(port, process, targets, *ids)
    cash = read_cash(site)
    try:
        if chosen.memory:
            report_memory(site, chosen.memory)
            return 0
        return 0 if report(site, [name for name in chosen.pages.split(",") if name], chosen) else 1
    finally:
        process.terminate()
        process.wait(20)
        write(site, cash)


if __name__ == "__main__":
    raise SystemExit(main())
