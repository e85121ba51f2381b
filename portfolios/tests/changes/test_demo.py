from decimal import Decimal

import pytest
from django.utils import timezone

from people.models import User
from portfolios.catalogue.file import read_catalogue
from portfolios.catalogue.promotion import promote
from portfolios.changes import demo
from portfolios.models import Account, IncomeStream, Instrument, Position
from portfolios.models.snapshots import take_snapshot
from portfolios.tests.conftest import make_account, make_instrument, make_position
from portfolios.valuation.value import compute_valuation


@pytest.fixture
def demo_user(catalogue):
    return demo.seed_demo_user(password="a-demo-password")[0]


def test_the_demo_user_has_sample_accounts(demo_user):
    kinds = Account.objects.owned_by(demo_user).values_list("kind", flat=True)
    assert sorted(kinds) == ["401k", "roth_ira", "taxable"]
    assert Position.objects.owned_by(demo_user).count() == 17
    assert demo_user.email == "demo@example.com"
    assert demo_user.check_password("a-demo-password")


def test_the_demo_portfolio_value_is_plausible(demo_user):
    valuation = compute_valuation(take_snapshot(demo_user.pk, now=timezone.now()))
    assert Decimal(600_000) < valuation.total < Decimal(900_000)
    assert not valuation.unpriced
    assert valuation.cash > 0
    assert Account.objects.owned_by(demo_user).filter(cash_interest__gt=0).exists()


def test_the_demo_portfolio_covers_every_kind(demo_user):
    held_instruments = Instrument.objects.held_by(demo_user)
    assert {"etf", "bond_fund", "stock"} <= set(held_instruments.values_list("instrument_type", flat=True))
    symbols = set(held_instruments.values_list("symbol", flat=True))
    assert {"VTI", "VXUS", "BND", "VTIP", "VNQ", "IAU", "NVDA"} <= symbols


def test_the_demo_has_one_private_instrument(demo_user):
    private = Instrument.objects.get(owner=demo_user)
    assert (private.symbol, private.current_price, private.price_source) == ("SOFI", Decimal("6.61"), "entered")
    assert f"{private.priced_at:%Y-%m-%d}" == "2024-06-28"
    assert not private.is_classified
    assert not Instrument.objects.catalogue().filter(symbol="SOFI").exists()


def test_a_promoted_symbol_is_not_added_twice(demo_user, sam):
    private = Instrument.objects.get(owner=demo_user)
    private.classify(allocation_asset_class={"equity": Decimal(100)}, allocation_regions={}, allocation_sectors={})
    promote(instrument=private, by=sam)
    assert demo.add_sample_accounts(user=demo_user) == (0, 0)
    assert not Instrument.objects.filter(owner=demo_user).exists()


def test_the_demo_profile_is_partly_confirmed(demo_user):
    assert Position.objects.owned_by(demo_user).filter(cost_basis=None).count() == 1
    snapshot = take_snapshot(demo_user.pk, now=timezone.now())
    assert snapshot.profile.assumed
    assert {"birth_year", "annual_contribution"}.isdisjoint(snapshot.profile.assumed)
    assert [(stream.name, stream.tax) for stream in snapshot.profile.income] == [("Social Security", "social_security")]
    assert "social_security" not in snapshot.profile.assumed_household


def test_the_demo_profile_satisfies_its_own_form(demo_user):
    demo_user.profile.full_clean()
    IncomeStream.objects.get(user=demo_user).full_clean()


def test_populating_twice_adds_nothing(alice, catalogue):
    assert demo.add_sample_accounts(user=alice) == (3, 17)
    before = list(Position.objects.order_by("id").values())
    assert demo.add_sample_accounts(user=alice) == (0, 0)
    assert list(Position.objects.order_by("id").values()) == before


def test_populating_keeps_edited_rows(alice, catalogue):
    make_account(alice, name="Brokerage", kind="other", cash_balance=Decimal(7))
    assert demo.add_sample_accounts(user=alice).accounts == 2
    kept = Account.objects.get(user=alice, name="Brokerage")
    assert (kept.kind, kept.cash_balance) == ("other", 7)


def test_populating_keeps_a_real_profile(alice, catalogue):
    demo.add_sample_accounts(user=alice)
    alice.profile.refresh_from_db()
    assert (alice.profile.display_name, alice.profile.birth_year) == ("", None)


def test_populating_needs_the_catalogue(alice):
    with pytest.raises(demo.CatalogueMissing, match="seed_instruments"):
        demo.add_sample_accounts(user=alice)
    assert not Account.objects.exists()


def test_a_temporary_user_has_no_password(catalogue):
    one, other = demo.create_demo_user(), demo.create_demo_user()
    assert one.is_demo
    assert not one.has_usable_password()
    assert one.email.endswith("@demo.invalid")
    assert one.email != other.email
    assert Position.objects.owned_by(one).count() == 17
    assert one.profile.__class__.objects.get(user=one).display_name == "Jordan Taylor"


def test_seeding_again_keeps_the_demo_profile(demo_user):
    demo_user.profile.__class__.objects.filter(user=demo_user).update(display_name="Edited")
    user, is_new, added = demo.seed_demo_user(password="another-password")
    assert (user.pk, is_new, added) == (demo_user.pk, False, (0, 0))
    assert User.objects.get(pk=user.pk).check_password("another-password")
    assert user.profile.display_name == "Edited"


def test_a_reset_deletes_only_own_rows(alice, bob, catalogue):
    demo.add_sample_accounts(user=alice)
    make_position(make_account(bob), make_instrument("BOBS", owner=bob))
    assert demo.delete_all_accounts(user=alice) == 3
    assert not Account.objects.owned_by(alice).exists()
    assert not Instrument.objects.filter(owner=alice).exists()
    assert Position.objects.owned_by(bob).count() == 1
    assert Instrument.objects.catalogue().count() == len(read_catalogue().instruments)
