"""Portfolios of Alice for the tests of analyses."""

from decimal import Decimal

from django.utils import timezone

from people.tests.support.once_per_run import once_per_run
from people.tests.support.row_copies import RecordedRows, copy_rows, record_rows
from portfolios.changes import demo
from portfolios.models import Account, Instrument, Position
from portfolios.tests.support.seeded_catalogue import lay_catalogue


@once_per_run
def record_demo() -> RecordedRows:
    return record_rows(add_demo, "portfolios")


def add_demo(user) -> None:
    lay_catalogue()
    demo.fill_sample_profile(user=user)
    demo.add_sample_accounts(user=user)


def alice_owns_the_demo(alice) -> None:
    """Give Alice the catalogue and the sample portfolio, with the same ids in every test of a run."""
    copy_rows(alice, record_demo())


def alice_owns_nothing(alice) -> None:
    assert not Account.objects.owned_by(alice).exists()


def alice_owns(alice, *, symbol="ACME", price=Decimal(100), quantity=Decimal(10)) -> Position:
    priced = {"current_price": price, "priced_at": timezone.now(), "price_source": "entered"} if price else {}
    instrument = Instrument.objects.create(
        owner=alice, symbol=symbol, name=f"{symbol} Inc.", instrument_type="stock", **priced
    )
    account = Account.objects.create(user=alice, name="Brokerage", kind="taxable")
    return Position.objects.create(user=alice, account=account, instrument=instrument, quantity=quantity)
