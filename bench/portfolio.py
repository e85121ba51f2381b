"""Print what large portfolios cost: `python bench/portfolio.py`. Figures, not tests.

First one person with 100,000 positions: pages, snapshot, export, import. Then 10,000 people with 100 positions each:
the slowest query of each page. Each figure is the best of three, in seconds. The database is dropped at the end.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")

import django

django.setup()

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment
from django.utils import timezone

from alex.tests.support.large_database import every_address, gather
from people import acting_as
from people.models import User
from people.tests.support import arranging
from portfolios.importers.table import MAX_ROWS
from portfolios.importing import steps
from portfolios.models import Account, Position
from portfolios.models.snapshots import take_snapshot
from portfolios.tests.support import bulk_rows

INSTRUMENTS = 20_000
ACCOUNTS = 10
POSITIONS = 100_000
PEOPLE = 10_000
POSITIONS_EACH = 100


@contextmanager
def temporary_database() -> Iterator[None]:
    """Create a test database, and drop it at the end."""
    arranging.install()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def best_seconds(action: Callable[[], Any], runs: int = 3) -> float:
    """Return the shortest of several runs, in seconds."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def print_row(label: str, seconds: float, goal: str = "") -> None:
    print(f"{label:44} {seconds:8.3f} s  {goal}", flush=True)


def sign_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def measure_large_portfolio() -> None:
    (person,) = bulk_rows.make_people(1)
    bulk_rows.list_instruments(INSTRUMENTS)
    accounts = bulk_rows.open_accounts([person], ACCOUNTS)
    bulk_rows.fill_accounts(accounts, POSITIONS // ACCOUNTS)
    bulk_rows.bring_statistics_up_to_date()
    client = sign_in(person)
    page = f"/accounts/{accounts[0].pk}/"
    later = f"{page}?from=X004000,{accounts[0].pk}"
    print(f"one person, {Position.objects.count():,} positions")
    print_row("accounts, first paint", best_seconds(lambda: client.get("/accounts/")), "goal 0.3")
    print_row("an account, first page of positions", best_seconds(lambda: client.get(page)), "goal 0.3")
    print_row("an account, a page far in", best_seconds(lambda: client.get(later)), "goal 0.3")
    print_row("data health", best_seconds(lambda: client.get("/accounts/health/")))
    print_row("dashboard", best_seconds(lambda: client.get("/dashboard/")))
    with CaptureQueriesContext(connection) as queries:
        take_snapshot(person.pk, now=timezone.now())
    seconds = best_seconds(lambda: take_snapshot(person.pk, now=timezone.now()))
    print_row("snapshot", seconds, f"goal 2, {len(queries)} queries")
    print_row("export as CSV", best_seconds(lambda: client.get("/accounts/export.csv")), "goal 5")
    print_row("export as JSON", best_seconds(lambda: client.get("/accounts/export.json")), "goal 5")
    measure_imports(person, client.get("/accounts/export.csv").content.splitlines(keepends=True)[: MAX_ROWS + 1])


def measure_imports(person: User, rows: list[bytes]) -> None:
    """Time the import of as many rows as a file may have: into the same accounts, then into none."""
    file = b"".join(rows)
    for label in ("import, changing nothing", "import, everything new"):
        start = time.perf_counter()
        import_file(person, file)
        print_row(label, time.perf_counter() - start, "goal 30, upload to applied")
        Account.objects.owned_by(person).delete()


def import_file(person: User, file: bytes) -> None:
    with acting_as(person.pk):
        draft = steps.start_import(user=person, account=None, files=[("alex.csv", file)])[0]
    with acting_as(person.pk):
        digest = steps.plan_import(draft=draft).digest
    with acting_as(person.pk):
        steps.apply_import(draft=draft, digest=digest, accepts_difference=True)


def measure_many_people() -> None:
    person = gather(PEOPLE, positions_each=POSITIONS_EACH)[PEOPLE // 2]
    draft = steps.start_import(
        user=person, account=person.accounts.first(), files=[("a.csv", b"Symbol,Quantity\nX000001,5\n")]
    )[0]
    client = sign_in(person)
    print(f"{PEOPLE:,} people, {Position.objects.count():,} positions")
    for name, address in every_address(person, draft).items():
        slowest, total = measure_slowest_query(client, address)
        print_row(name, total, f"slowest query {1000 * slowest:.1f} ms")


def measure_slowest_query(client: Client, address: str) -> tuple[float, float]:
    """Return the seconds of the slowest query and of the whole request, the best of three."""
    query_seconds: list[float] = []

    def time_query(execute: Any, *arguments: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            query_seconds.append(time.perf_counter() - start)

    runs = []
    for _ in range(3):
        query_seconds.clear()
        with connection.execute_wrapper(time_query):
            total = best_seconds(lambda: client.get(address, {"symbol": "pacific health", "search": "united"}), 1)
        runs.append((max(query_seconds, default=0.0), total))
    return min(runs)


def main() -> None:
    setup_test_environment()
    with temporary_database():
        measure_large_portfolio()
    with temporary_database():
        measure_many_people()


if __name__ == "__main__":
    main()
