"""Measure what people cost who watch their running analyses: each page asks for news once a second.

    python bench/watchers.py [--people 50] [--seconds 20]

It starts the documented server on a free port, makes so many people with a running analysis each, and deletes them at
the end. Printed for an answer of nothing new and for the whole panel: queries (BEGIN, COMMIT and the one for session
and user included), processor time of the server for one answer, and how much of one core the server and its database
connections take for all of them. CPU time says the same on a busy machine; how long an answer takes there does not.
"""

import argparse
import http.client
import re
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import load
import psutil

SEEN = re.compile(r'hx-get="(/team/progress/[^"]+)"')
PAGE = {"HX-Request": "true"}


@contextmanager
def watching(people: int) -> Iterator[list[load.Target]]:
    """Make people with a running analysis and a session each; yield the addresses of their panels."""
    from allauth.usersessions.models import UserSession
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from analysis.tests.support import stored_analyses
    from people import acting_as
    from people.models import User

    made, targets = [], []
    try:
        for number in range(people):
            person = User.objects.create_user(f"watcher-{number}@example.com")
            made.append(person)
            browser = Client(headers={"host": "localhost"})
            with acting_as(person.pk):
                browser.force_login(person)
                key = browser.session.session_key
                UserSession.objects.create(user=person, session_key=key, ip="127.0.0.1", user_agent="")
                job = stored_analyses.running(person)
            cookie = f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"
            targets.append(load.Target("panel", reverse("progress", args=[job.pk]), {"Cookie": cookie, **PAGE}))
        yield targets
    finally:
        for person in made:
            with acting_as(person.pk):
                person.delete()


def with_seen(target: load.Target) -> load.Target:
    """Return the address that a panel asks next, which answers 204 while nothing is new."""
    from django.test import Client

    answer = Client(headers={"host": "localhost", **target.headers}).get(target.path)
    found = SEEN.search(answer.content.decode())
    assert found, f"{target.path}: {answer.status_code}"
    return load.Target("nothing new", found[1], target.headers)


def database_cpu() -> dict[int, float]:
    """Return the processor seconds of each connection of the database, by its process."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        pids = [pid for (pid,) in cursor.fetchall()]
    return {pid: sum(psutil.Process(pid).cpu_times()[:2]) for pid in pids if psutil.pid_exists(pid)}


def watch(port: int, target: load.Target, until: float, times: list[float], wrong: list[int], status: int) -> None:
    """Ask once a second, as a page does."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while time.monotonic() < until:
        began = time.monotonic()
        connection.request("GET", target.path, headers=target.headers)
        answer = connection.getresponse()
        answer.read()
        times.append(1000 * (time.monotonic() - began))
        if answer.status != status:
            wrong.append(answer.status)
        time.sleep(max(0.0, 1 - (time.monotonic() - began)))


def measure(site: load.Site, targets: list[load.Target], seconds: float, status: int) -> None:
    times: list[float] = []
    wrong: list[int] = []
    cpu, database, began = site.cpu(), database_cpu(), time.monotonic()
    threads = [
        threading.Thread(target=watch, args=(site.port, one, began + seconds, times, wrong, status)) for one in targets
    ]
    for number, thread in enumerate(threads):
        thread.start()
        time.sleep(1 / len(threads) if number else 0)
    for thread in threads:
        thread.join()
    took, used = time.monotonic() - began, site.cpu() - cpu
    after = database_cpu()
    stored = sum(after[pid] - database.get(pid, 0.0) for pid in after)
    print(
        f"{targets[0].name:14}{load.count_queries(targets[0]):8}{1000 * used / len(times):10.1f}"
        f"{100 * used / took:10.0f} %{100 * stored / took:10.0f} %{statistics.median(times):10.1f}"
        f"{len(times) / took:10.1f}{len(wrong):8}",
        flush=True,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    chosen = parser.parse_args()
    import django

    django.setup()
    process, port = load.start_server()
    site = load.Site(port, process, [], "", "")
    try:
        with watching(min(chosen.people, load.MAX_CLIENTS)) as panels:
            columns = ("queries", "CPU ms", "server", "database", "median ms", "polls/s", "errors")
            print(f"{'answer':14}{columns[0]:>8}{''.join(f'{one:>10}' for one in columns[1:-1])}{columns[-1]:>10}")
            quiet = [with_seen(one) for one in panels]
            measure(site, quiet, 3, 204)  # each process renders its first answer
            measure(site, quiet, chosen.seconds, 204)
            measure(site, panels, chosen.seconds, 200)
    finally:
        process.terminate()
        process.wait(20)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
