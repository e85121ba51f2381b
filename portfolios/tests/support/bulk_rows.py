"""Create hundreds of thousands of rows, for tests at scale and bench/portfolio.py."""

from decimal import Decimal

from django.db import connection
from django.utils import timezone

from people.models import User
from portfolios.models import Account, Instrument, Profile

FIRST_WORDS = ("Northern", "Pacific", "United", "Continental", "Global")
SECOND_WORDS = ("Energy", "Growth", "Bond", "Value", "Health", "Index")
POSITIONS = """
INSERT INTO portfolios_position (id, user_id, account_id, instrument_id, quantity, cost_basis, version, created_at,
    updated_at)
SELECT gen_random_uuid(), account.user_id, account.id, instrument.id, 1 + instrument.number %% 90 + 0.125, 1000, 1,
    now(), now()
FROM unnest(%s::uuid[], %s::uuid[]) WITH ORDINALITY AS account (id, user_id, number)
CROSS JOIN LATERAL generate_series(1, %s) AS slot
JOIN (SELECT id, row_number() OVER (ORDER BY symbol) - 1 AS number FROM portfolios_instrument WHERE owner_id IS NULL)
    AS instrument ON instrument.number = (account.number * 37 + slot) %% %s
"""


def list_instruments(many: int) -> None:
    """Create a catalogue of priced and classified funds."""
    split = {"allocation_asset_class": {"equity": Decimal(100)}, "allocation_regions": {"north_america": Decimal(100)}}
    details = {"instrument_type": "etf", "classified_by": "seed", "price_source": "market", "priced_at": timezone.now()}
    Instrument.objects.bulk_create(
        (
            Instrument(
                symbol=f"X{n:06}", name=f"{FIRST_WORDS[n % 5]} {SECOND_WORDS[n % 6]} Fund {n}", **split, **details,
                current_price=Decimal(10 + n % 400) + Decimal("0.25"), expense_ratio=Decimal(n % 90) / 10_000,
                exposure_group=f"group_{n % 500}" if n % 3 else "",
            )
            for n in range(many)
        ),
        batch_size=2_000,
    )  # fmt: skip


def make_people(many: int) -> list[User]:
    people = User.objects.bulk_create(User(email=f"person-{n}@example.com", password="!") for n in range(many))
    Profile.objects.bulk_create((Profile(user=person) for person in people), ignore_conflicts=True)
    return people


def open_accounts(people: list[User], each: int) -> list[Account]:
    rows = (
        Account(user=person, name=f"Account {n}", kind="taxable", cash_balance=n)
        for person in people
        for n in range(each)
    )
    return Account.objects.bulk_create(rows, batch_size=5_000)


def fill_accounts(accounts: list[Account], each: int) -> None:
    """Add different catalogue instruments to each account."""
    instrument_count = Instrument.objects.catalogue().count()
    with connection.cursor() as cursor:
        cursor.execute(POSITIONS, [[a.pk for a in accounts], [a.user_id for a in accounts], each, instrument_count])


def bring_statistics_up_to_date() -> None:
    """Vacuum and analyze as autovacuum would. Needs the table owner, outside a transaction."""
    with connection.as_owner(), connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("VACUUM ANALYZE")
