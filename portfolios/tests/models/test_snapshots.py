from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pydantic import ValidationError

from portfolios.models import Account, Profile
from portfolios.models.snapshots import take_snapshot
from portfolios.tests.conftest import fill, make_account, make_income, make_instrument, make_position
from portfolios.valuation.snapshot import Snapshot

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(("accounts", "positions"), [(0, 0), (1, 1), (3, 10), (10, 1000)])
def test_a_snapshot_takes_at_most_four_queries(alice, catalogue, accounts, positions):
    fill(alice, accounts=accounts, positions=positions)
    make_income(alice)
    with CaptureQueriesContext(connection) as captured:
        snapshot = take_snapshot(alice.pk, now=NOON)
    assert (len(snapshot.accounts), len(snapshot.positions)) == (accounts, positions)
    assert len(captured) <= 4


def test_a_snapshot_contains_only_the_users_rows(alice, bob, vti):
    make_position(make_account(alice), vti, "1.5", cost_basis=Decimal(300))
    make_position(make_account(bob), make_instrument("BOBS", owner=bob))
    snapshot = take_snapshot(alice.pk, now=NOON)
    assert [row.symbol for row in snapshot.instruments] == ["VTI"]
    assert [(row.quantity, row.cost_basis) for row in snapshot.positions] == [(Decimal("1.5"), Decimal(300))]
    assert [account.name for account in snapshot.accounts] == ["Savings"]


def test_income_order_keeps_the_digest_stable(alice, bob):
    make_income(bob)
    late, early = make_income(alice, name="Annuity", start_age=80), make_income(alice, name="Pension", start_age=60)
    before = take_snapshot(alice.pk, now=NOON)
    assert [income.id for income in before.profile.income] == [early.pk, late.pk]
    early.save()
    assert take_snapshot(alice.pk, now=NOON).digest == before.digest


def test_no_order_depends_on_random_ids(alice, bob):
    """The same holdings give the same figures to the last digit, whatever ids their rows have."""
    symbols, orders = [f"S{number}" for number in range(8)], []
    for user in (alice, bob):
        accounts = [make_account(user, name) for name in ("Roth", "Brokerage")]
        for symbol in reversed(symbols) if user is bob else symbols:
            instrument = make_instrument(symbol, owner=user)
            for account in accounts:
                make_position(account, instrument)
        Account.objects.filter(user=user).update(created_at=NOON)
        snapshot = take_snapshot(user.pk, now=NOON)
        names = {row.id: row.name for row in snapshot.accounts} | {row.id: row.symbol for row in snapshot.instruments}
        orders.append([(names[row.account_id], names[row.instrument_id]) for row in snapshot.positions])
    assert orders == [[(name, symbol) for name in ("Brokerage", "Roth") for symbol in symbols]] * 2


def test_a_missing_profile_gives_assumed_defaults(alice):
    Profile.objects.filter(user=alice).delete()
    profile = take_snapshot(alice.pk, now=NOON).profile
    assert profile.years_until_retirement == 20
    assert profile.asset_class_targets == {"equity": 70, "fixed_income": 30}
    assert "birth_year" in profile.assumed


def test_without_a_birth_year_retirement_is_at_65(alice):
    Profile.objects.filter(user=alice).update(years_until_retirement=12)
    assert take_snapshot(alice.pk, now=NOON).profile.age == 53


def test_a_retirement_age_determines_the_years(alice):
    Profile.objects.filter(user=alice).update(birth_year=1980, retirement_age=60, years_until_retirement=1)
    profile = take_snapshot(alice.pk, now=NOON).profile
    assert (profile.age, profile.years_until_retirement, profile.retirement_age) == (46, 14, 60)


@pytest.mark.parametrize(
    ("by", "confidence", "reviewed", "counts"),
    [
        ("seed", None, False, True),
        ("owner", None, False, True),
        ("staff", None, False, True),
        ("tagger", Decimal("0.90"), False, True),
        ("tagger", Decimal("0.30"), False, False),
        ("tagger", Decimal("0.30"), True, True),
        ("", None, False, False),
    ],
)
def test_a_split_counts_if_decided_or_trusted(alice, by, confidence, reviewed, counts):
    split = {"equity": Decimal(100)}
    row = make_instrument(allocation_asset_class=split, classified_by=by, confidence=confidence, reviewed=reviewed)
    make_position(make_account(alice), row)
    (instrument,) = take_snapshot(alice.pk, now=NOON).instruments
    assert instrument.asset_class == (split if counts else {})
    assert instrument.proposed_asset_class == ({} if counts else split)


def test_a_snapshot_is_frozen_and_storable(alice, alices_position):
    snapshot = take_snapshot(alice.pk, now=NOON)
    with pytest.raises(ValidationError):
        snapshot.version = 2
    loaded = Snapshot.model_validate_json(snapshot.model_dump_json())
    assert loaded == snapshot
    assert loaded.digest == snapshot.digest


def test_the_digest_changes_with_any_holding(alice, alices_position):
    before = take_snapshot(alice.pk, now=NOON).digest
    alices_position.change(quantity=Decimal("10.00000001"))
    assert take_snapshot(alice.pk, now=NOON).digest != before
