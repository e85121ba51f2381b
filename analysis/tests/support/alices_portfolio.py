"""Portfolios of Alice for the tests of analyses."""

from decimal import Decimal

from django.utils import timezone

from portfolios.changes import demo
from portfolios.models import Account, Instrument, Position
from portfolios.tests.support.seeded_catalogue import lay_catalogue


def alice_owns_the_demo(alice) -> None:
    lay_catalogue()
    demo.fill_sample_profile(user=alice)
    demo.add_sample_accounts(user=alice)


def alice_owns_nothing(alice) -> None:
    assert not Account.objects.owned_by(alice).exists()


def alice_owns(alice, *, symbol="ACME", price=Decimal(100), quantity=Decimal(10)) -> Position:
    priced = {"current_price": price, "priced_at": timezone.now(), "price_source": "entered"} if price else {}
    instrument = Instrument.objects.create(
        owner=alice, symbol=symbol, name=f"{symbol} Inc.", instrument_type="stock", **priced
    )
    account = Account.objects.create(user=alice, name="Brokerage", kind="taxable")
    return Position.objects.create(user=alice, account=account, instrument=instrument, quantity=quantity)
