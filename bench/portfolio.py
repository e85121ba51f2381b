"""What portfolios cost at scale: `python bench/portfolio.py` prints it. In a database of its own, removed afterwards.

First one person with 100,000 positions: pages, snapshot, export, import. Then 10,000 people with 100 each: the slowest
question that each page asks. Each figure is the best of three, in seconds, as the server sees it.
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
from portfolios.importers.table import MAX_ROWS
from portfolios.importing import steps
from portfolios.models import Account, Position
from portfolios.models.snapshots import take_snapshot
from portfolios.tests.support import bulk_rows

INSTRUMENTS, ACCOUNTS, POSITIONS = 20_000, 10, 100_000
PEOPLE, EACH = 10_000, 100


@contextmanager
def temporary_database() -> Iterator[None]:
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def best_seconds(deed: Callable[[], Any], runs: int = 3) -> float:
    seconds = []
    for _ in range(runs):
        began = time.perf_counter()
        deed()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def print_row(what: str, seconds: float, goal: str = "") -> None:
    print(f"{what:44} {seconds:8.3f} s  {goal}", flush=True)


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
    with CaptureQueriesContext(connection) as asked:
        take_snapshot(person.pk, now=timezone.now())
    taken = best_seconds(lambda: take_snapshot(person.pk, now=timezone.now()))
    print_row("snapshot", taken, f"goal 2, {len(asked)} queries")
    print_row("export as CSV", best_seconds(lambda: client.get("/accounts/export.csv")), "goal 5")
    print_row("export as JSON", best_seconds(lambda: client.get("/accounts/export.json")), "goal 5")
    measure_imports(person, client.get("/accounts/export.csv").content.splitlines(keepends=True)[: MAX_ROWS + 1])


def measure_imports(person: User, rows: list[bytes]) -> None:
    """As many rows as a file may have: into what they are of, and into nothing."""
    file = b"".join(rows)
    for what in ("import, changing nothing", "import, everything new"):
        began = time.perf_counter()
        import_file(person, file)
        print_row(what, time.perf_counter() - began, "goal 30, upload to applied")
        Account.objects.owned_by(person).delete()


def import_file(person: User, file: bytes) -> None:
    with acting_as(person.pk):
        draft = steps.start_import(user=person, account=None, file_name="alex.csv", data=file)
    with acting_as(person.pk):
        digest = steps.plan_import(draft=draft).digest
    with acting_as(person.pk):
        steps.apply_import(draft=draft, digest=digest)


def measure_many_people() -> None:
    person = gather(PEOPLE, positions_each=EACH)[PEOPLE // 2]
    draft = steps.start_import(
        user=person, account=person.accounts.first(), file_name="a.csv", data=b"Symbol,Quantity\nX000001,5\n"
    )
    client = sign_in(person)
    print(f"{PEOPLE:,} people, {Position.objects.count():,} positions")
    for name, address in every_address(person, draft).items():
        question, whole = measure_slowest_query(client, address)
        print_row(name, whole, f"slowest question {1000 * question:.1f} ms")


def measure_slowest_query(client: Client, address: str) -> tuple[float, float]:
    """Seconds of the slowest question and of the whole, the best of three."""
    asked: list[float] = []

    def note(execute: Any, *told: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*told)
        finally:
            asked.append(time.perf_counter() - began)

    runs = []
    for _ in range(3):
        asked.clear()
        with connection.execute_wrapper(note):
            whole = best_seconds(lambda: client.get(address, {"symbol": "pacific health", "search": "united"}), 1)
        runs.append((max(asked, default=0.0), whole))
    return min(runs)


def main() -> None:
    setup_test_environment()
    with temporary_database():
        measure_large_portfolio()
    with temporary_database():
        measure_many_people()


if __name__ == "__main__":
    main()
