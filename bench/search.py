"""Print what a symbol search costs among 20,000 instruments: `python bench/search.py`. Figures, not tests.

The whole request that the page sends while a person types, without the network: session, user, search, fragment. It
runs many terms for a person with ten positions and for one with 100,000. It uses a database of its own and drops it
at the end.
"""

import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.test import Client

from people.models import User
from people.tests.support import arranging
from portfolios.models import Account, Instrument
from portfolios.tests.support.large_catalogue import ENDINGS, ISSUERS, MARKETS, analyse, lay_in

INSTRUMENTS = 20_000
RUNS = 3
HOLDINGS_SQL = """
INSERT INTO portfolios_position (
    id, user_id, account_id, instrument_id, quantity, version, created_at, updated_at
)
SELECT gen_random_uuid(), account.user_id, account.id, instrument.id, 1, 1, now(), now()
FROM portfolios_account AS account, (SELECT id FROM portfolios_instrument ORDER BY id LIMIT %s) AS instrument
WHERE account.user_id = %s
"""
LETTERS = [chr(letter) for letter in range(ord("a"), ord("z") + 1)]


def search_terms() -> list[str]:
    """Return single letters, beginnings of symbols, names and words, common words, and terms without a match."""
    symbols = Instrument.objects.order_by("pk").values_list("symbol", flat=True)[:60]
    beginnings = [symbol[:length] for symbol in symbols for length in (2, 3, 5)]
    names = [f"{issuer[:4]} {market[:5]}" for issuer in ISSUERS for market in MARKETS[:5]]
    common = ["fund", "f", "index fund", "fund s", "shares", "etf", *ENDINGS, *ISSUERS, *MARKETS]
    return [*LETTERS, *beginnings, *names, *common, "zzzzzz", "no such thing", "&", "100%"]


def create_signed_in_user(email: str, *, accounts: int, each: int) -> tuple[Client, str]:
    """Return a signed-in client, and the address of the search in the first account."""
    user = User.objects.create_user(email)
    rows = [Account.objects.create(user=user, name=f"Account {n}", kind="taxable") for n in range(accounts)]
    with connection.cursor() as cursor:
        cursor.execute(HOLDINGS_SQL, [each, user.pk])
    client = Client()
    client.force_login(user)
    return client, f"/accounts/{rows[0].pk}/search/"


def measure_searches(client: Client, address: str) -> list[tuple[float, str]]:
    """Return the milliseconds (best of three, because the machine may be busy) and the term of each request."""

    def time_request(term: str) -> float:
        start = time.perf_counter()
        response = client.get(address, {"symbol": term}, headers={"HX-Request": "true"})
        assert response.status_code == 200
        return 1_000 * (time.perf_counter() - start)

    return [(min(time_request(term) for _ in range(RUNS)), term) for term in search_terms()]


def print_times(person: str, times: list[tuple[float, str]]) -> None:
    """Print the median, the 95th percentile and the three slowest."""
    milliseconds = [duration for duration, _ in times]
    p95 = statistics.quantiles(milliseconds, n=20)[-1]
    print(f"{person}, {len(times)} searches")
    print(f"  median {statistics.median(milliseconds):6.1f} ms   p95 {p95:6.1f} ms   (goal 50)")
    worst = ", ".join(f"{duration:.1f} ms for “{term}”" for duration, term in sorted(times, reverse=True)[:3])
    print(f"  worst  {worst}")


def main() -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    lay_in(INSTRUMENTS)
    few = create_signed_in_user("few@example.com", accounts=1, each=10)
    many = create_signed_in_user("many@example.com", accounts=10, each=10_000)
    analyse()
    print(f"{Instrument.objects.count():,} instruments")
    print_times("a person with 10 positions", measure_searches(*few))
    print_times("a person with 100,000 positions", measure_searches(*many))


if __name__ == "__main__":
    arranging.install()
    connection.settings_dict["TEST"]["NAME"] = "bench_search"
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        main()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
