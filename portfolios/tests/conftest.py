"""The catalogue, and what Alice and Bob own."""

from decimal import Decimal

import pytest

from people import acting_as_staff
from portfolios.catalogue import read_catalogue, seed
from portfolios.models import Account, Instrument, Position


@pytest.fixture
def catalogue(db):
    with acting_as_staff("catalogue"):
        seed(catalogue=read_catalogue())


def make_instrument(symbol="ACME", owner=None, **fields):
    details = {"name": f"{symbol} Corporation", "instrument_type": "stock", **fields}
    return Instrument.objects.create(symbol=symbol, owner=owner, **details)


def make_account(user, name="Savings", kind="taxable", **fields):
    return Account.objects.create(user=user, name=name, kind=kind, **fields)


def make_position(account, instrument, quantity="10", **fields):
    return Position.objects.create(
        user=account.user, account=account, instrument=instrument, quantity=Decimal(quantity), **fields
    )


@pytest.fixture
def vti(catalogue):
    return Instrument.objects.catalogue().get(symbol="VTI")


@pytest.fixture
def alices_account(alice):
    return make_account(alice, cash_balance=Decimal("100.50"))


@pytest.fixture
def alices_position(alices_account, vti):
    return make_position(alices_account, vti, "10", cost_basis=Decimal("2000.00"))


@pytest.fixture
def bobs_account(bob):
    return make_account(bob, name="Bob's savings")
