"""A person to try Alex with: three accounts, seventeen positions and a profile that is not confirmed throughout."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from people import acting_as
from people.models import User
from portfolios.catalogue import read_catalogue
from portfolios.models import Account, IncomeStream, Instrument, Position, Profile

DEMO_EMAIL = "demo@example.com"
BIRTH_YEAR, RETIREMENT_AGE = 1981, 65


class CatalogueMissing(Exception):
    """The sample portfolio holds instruments of the catalogue, which is not in the database yet."""


class Holding(NamedTuple):
    symbol: str
    quantity: str
    cost_basis: str | None


class SampleAccount(NamedTuple):
    name: str
    kind: str
    purpose: str
    cash_balance: str
    cash_interest: str
    holdings: tuple[Holding, ...]


ACCOUNTS = (
    SampleAccount("401(k) at work", "401k", "Retirement, with the employer's match", "3250.40", "0.0200", (
        Holding("VOO", "310", "98420.00"),
        Holding("VXUS", "820.5", "44180.00"),
        Holding("BND", "1150", "86900.00"),
        Holding("VTIP", "300", "14700.00"),
    )),
    SampleAccount("Roth IRA", "roth_ira", "Tax-free money for later", "1840.00", "0.0100", (
        Holding("VUG", "95.25", "21900.00"),
        Holding("VWO", "380", "16250.00"),
        Holding("VNQ", "240", "22100.00"),
        Holding("QQQ", "40", "12350.00"),
        Holding("IAU", "300", "9980.00"),
    )),
    SampleAccount("Brokerage", "taxable", "Savings outside retirement accounts", "18500.00", "0.0400", (
        Holding("VTI", "260", "48300.00"),
        Holding("NVDA", "700", "15400.00"),
        Holding("AAPL", "120.125", "13200.00"),
        Holding("MSFT", "45", "11250.00"),
        Holding("JPM", "60", None),
        Holding("SCHD", "250", "18050.00"),
        Holding("MUB", "180", "19700.00"),
        Holding("SOFI", "1500", "14250.00"),
    )),
)  # fmt: skip

OWN_INSTRUMENT: dict[str, Any] = {
    "name": "SoFi Technologies, Inc.",
    "instrument_type": "stock",
    "current_price": Decimal("6.61"),
    "price_source": Instrument.PriceSource.ENTERED,
}
OWN_SYMBOL = "SOFI"

PROFILE: dict[str, Any] = {
    "display_name": "Jordan Taylor",
    "birth_year": BIRTH_YEAR,
    "retirement_age": RETIREMENT_AGE,
    "target_retirement_income": Decimal(84_000),
    "annual_contribution": Decimal(24_000),
    "contribution_growth": Decimal("0.01"),
    "asset_class_targets": {
        "equity": Decimal(65), "fixed_income": Decimal(25), "real_estate": Decimal(5), "commodities": Decimal(5),
    },
    "region_targets": {"north_america": Decimal(70), "international": Decimal(30)},
    "confirmed": ["birth_year", "years_until_retirement", "annual_contribution", "asset_class_targets"],
}  # fmt: skip
SOCIAL_SECURITY: dict[str, Any] = {"amount": Decimal(31_000), "start_age": 67, "cola": Decimal(1)}


class Populated(NamedTuple):
    accounts: int
    positions: int


@transaction.atomic
def populate(*, user: User) -> Populated:
    """Add the sample accounts to a user. What is there already, the same or edited, stays as it is."""
    priced_at = read_catalogue().priced_at
    instruments = _sample_instruments(user, priced_at)
    accounts = positions = 0
    for sample in ACCOUNTS:
        fields = sample._asdict()
        name, holdings = fields.pop("name"), fields.pop("holdings")
        account, is_new = Account.objects.get_or_create(user=user, name=name, defaults=fields)
        accounts += is_new
        for holding in holdings:
            instrument = instruments[holding.symbol]
            positions += _hold(account, holding, instrument=instrument, user=user, day=priced_at.date())
    return Populated(accounts, positions)


def _hold(account: Account, holding: Holding, *, instrument: Instrument, user: User, day: date) -> bool:
    amounts = {"quantity": holding.quantity, "cost_basis": holding.cost_basis, "as_of_date": day}
    _, is_new = Position.objects.get_or_create(
        account=account, instrument=instrument, defaults={"user": user, **amounts}
    )
    return is_new


def _sample_instruments(user: User, priced_at: datetime) -> dict[str, Instrument]:
    wanted = {holding.symbol for sample in ACCOUNTS for holding in sample.holdings} - {OWN_SYMBOL}
    found = {row.symbol: row for row in Instrument.objects.catalogue().filter(symbol__in=wanted)}
    if missing := sorted(wanted - set(found)):
        raise CatalogueMissing(f"Not in the catalogue: {', '.join(missing)}. Run: python manage.py seed_instruments")
    own, _ = Instrument.objects.get_or_create(
        owner=user, symbol=OWN_SYMBOL, defaults={**OWN_INSTRUMENT, "priced_at": priced_at}
    )
    return {**found, OWN_SYMBOL: own}


@transaction.atomic
def fill_profile(*, user: User) -> None:
    """Give a demo user the sample goals, whatever stood there."""
    years = max(0, BIRTH_YEAR + RETIREMENT_AGE - timezone.now().year)
    Profile.objects.update_or_create(user=user, defaults={**PROFILE, "years_until_retirement": years})
    IncomeStream.objects.update_or_create(user=user, name="Social Security", defaults=SOCIAL_SECURITY)


@transaction.atomic
def seed_demo_user(*, password: str) -> tuple[User, bool, Populated]:
    """The demo user with this password, whether it is new, and what was added to it."""
    user = User.objects.filter(email=DEMO_EMAIL).first()
    is_new = user is None
    user = user or User.objects.create_user(DEMO_EMAIL, password)
    if not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password", "updated_at"])
    EmailAddress.objects.update_or_create(user=user, email=DEMO_EMAIL, defaults={"verified": True, "primary": True})
    with acting_as(user.pk):
        if is_new:
            fill_profile(user=user)
        return user, is_new, populate(user=user)


@transaction.atomic
def create_demo_user() -> User:
    """A throw-away user with the sample portfolio; nobody can sign in to it with a password."""
    user = User.objects.create_user(f"{uuid.uuid4().hex}@demo.invalid", None, is_demo=True)
    with acting_as(user.pk):
        fill_profile(user=user)
        populate(user=user)
    return user


@transaction.atomic
def reset_accounts(*, user: User) -> int:
    """Delete all accounts of a user with their positions, and the instruments that only this user had."""
    _, deleted = Account.objects.owned_by(user).delete()
    Instrument.objects.filter(owner=user).delete()
    return deleted.get(Account._meta.label, 0)
