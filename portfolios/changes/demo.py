"""Sample data and demo users: three accounts, seventeen positions and a partly confirmed profile."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from people import acting_as
from people.audit import record_event
from people.models import User
from portfolios import events
from portfolios.catalogue.seed import read_catalogue
from portfolios.changes import editing
from portfolios.changes.editing import NewPosition
from portfolios.changes.sample import (
    ACCOUNTS,
    BIRTH_YEAR,
    OWN_INSTRUMENT,
    OWN_SYMBOL,
    PROFILE,
    RETIREMENT_AGE,
    SOCIAL_SECURITY,
)
from portfolios.models import Account, IncomeStream, Instrument, Position, Profile

DEMO_EMAIL = "demo@example.com"


class CatalogueMissing(Exception):
    """The sample portfolio needs instruments that are not in the catalogue yet."""


class SampleCounts(NamedTuple):
    accounts: int
    positions: int


@transaction.atomic
def add_sample_accounts(*, user: User) -> SampleCounts:
    """Add the sample accounts to a user; accounts and positions that exist stay as they are."""
    priced_at = read_catalogue().priced_at
    instruments = _load_sample_instruments(user, priced_at)
    accounts = positions = 0
    for sample in ACCOUNTS:
        account = Account.objects.owned_by(user).select_for_update().filter(name=sample.name).first()
        if account is None:
            values = {name: value for name, value in sample._asdict().items() if name != "holdings"}
            account = editing.create_account(user=user, values=values)
            accounts += 1
        held = set(Position.objects.owned_by(user).filter(account=account).values_list("instrument_id", flat=True))
        new = [
            NewPosition(
                account_id=account.pk,
                instrument_id=instruments[holding.symbol].pk,
                quantity=Decimal(holding.quantity),
                cost_basis=None if holding.cost_basis is None else Decimal(holding.cost_basis),
                as_of_date=priced_at.date(),
            )
            for holding in sample.holdings
            if instruments[holding.symbol].pk not in held
        ]
        positions += len(editing.create_positions(user=user, rows=new))
    return SampleCounts(accounts, positions)


def _load_sample_instruments(user: User, priced_at: datetime) -> dict[str, Instrument]:
    wanted = {holding.symbol for sample in ACCOUNTS for holding in sample.holdings} - {OWN_SYMBOL}
    found = {row.symbol: row for row in Instrument.objects.catalogue().filter(symbol__in=wanted)}
    if missing := sorted(wanted - set(found)):
        raise CatalogueMissing(f"Not in the catalogue: {', '.join(missing)}. Run: python manage.py seed_instruments")
    own = Instrument.objects.find_by_symbol(OWN_SYMBOL, user=user)  # the catalogue's, once staff have promoted it
    if own is None:
        details = {**OWN_INSTRUMENT, "priced_at": priced_at}
        own, _ = Instrument.objects.get_or_create(owner=user, symbol=OWN_SYMBOL, defaults=details)
    return {**found, OWN_SYMBOL: own}


@transaction.atomic
def fill_sample_profile(*, user: User) -> None:
    """Overwrite the profile of a demo user with the sample goals."""
    years = max(0, BIRTH_YEAR + RETIREMENT_AGE - timezone.now().year)
    Profile.objects.update_or_create(user=user, defaults={**PROFILE, "years_until_retirement": years})
    IncomeStream.objects.update_or_create(user=user, name="Social Security", defaults=SOCIAL_SECURITY)


@transaction.atomic
def seed_demo_user(*, password: str) -> tuple[User, bool, SampleCounts]:
    """Return the demo user with this password, whether it is new, and what was added."""
    user = User.objects.find_by_address(DEMO_EMAIL)
    is_new = user is None
    user = user or User.objects.create_user(DEMO_EMAIL, password)
    with acting_as(user.pk):
        if not user.check_password(password):
            user.set_password(password)
            user.save(update_fields=["password", "updated_at"])
        EmailAddress.objects.update_or_create(user=user, email=DEMO_EMAIL, defaults={"verified": True, "primary": True})
        if is_new:
            fill_sample_profile(user=user)
        return user, is_new, add_sample_accounts(user=user)


@transaction.atomic
def create_demo_user() -> User:
    """Create a temporary user with the sample portfolio and without a password."""
    user = User.objects.create_user(f"{uuid.uuid4().hex}@demo.invalid", None, is_demo=True)
    with acting_as(user.pk):
        fill_sample_profile(user=user)
        add_sample_accounts(user=user)
    return user


@transaction.atomic
def delete_all_accounts(*, user: User) -> int:
    """Delete all accounts of a user with their positions, and the instruments that only this user had."""
    _, deleted = Account.objects.owned_by(user).delete()
    Instrument.objects.filter(owner=user).delete()
    count = deleted.get(Account._meta.label, 0)
    record_event(events.ALL_ACCOUNTS_DELETED, by=user, row=Account, details=f"{count} accounts")
    return count
