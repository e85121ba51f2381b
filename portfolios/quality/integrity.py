"""Check that the stored data follows its own rules. Each check yields one line for each problem."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F, Q
from django.utils import timezone

from people.models import User
from portfolios.catalogue.seed import read_catalogue
from portfolios.models import Account, IncomeStream, Instrument, Position, Profile


def find_problems() -> list[str]:
    checks = (check_constraints, check_catalogue, check_prices, check_rows, check_ownership, check_profiles)
    return [line for check in checks for line in check()]


def check_constraints() -> Iterator[str]:
    """Check that the database has every constraint of the models, validated."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE convalidated")
        existing = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT indexname FROM pg_indexes WHERE schemaname = 'public'")
        existing |= {name for (name,) in cursor.fetchall()}
    for model in (Profile, IncomeStream, Instrument, Account, Position):
        for constraint in model._meta.constraints:
            if constraint.name not in existing:
                yield f"constraint {constraint.name}: missing or not validated"


def check_catalogue() -> Iterator[str]:
    """Check that the catalogue is complete and classified."""
    expected = {entry.symbol for entry in read_catalogue().instruments}
    stored = set(Instrument.objects.catalogue().values_list("symbol", flat=True))
    for symbol in sorted(expected - stored):
        yield f"instrument {symbol}: not in the catalogue (run seed_instruments)"
    for symbol in Instrument.objects.catalogue().filter(allocation_asset_class={}).values_list("symbol", flat=True):
        yield f"instrument {symbol}: in the catalogue without a classification"


def check_prices() -> Iterator[str]:
    """Check that what the file of the catalogue prices has a price, and that no price is from the future."""
    priced = [entry.symbol for entry in read_catalogue().instruments if entry.sample_price is not None]
    unpriced = Instrument.objects.catalogue().filter(current_price=None, symbol__in=priced)
    for symbol in unpriced.values_list("symbol", flat=True):
        yield f"instrument {symbol}: in the catalogue without a price"
    for symbol in Instrument.objects.filter(priced_at__gt=timezone.now()).values_list("symbol", flat=True):
        yield f"instrument {symbol}: priced in the future"


def check_rows() -> Iterator[str]:
    """Check each row against its fields: choices, bounds, splits."""
    for model in (Instrument, Account, Position, Profile, IncomeStream):
        for row in model._default_manager.iterator():
            try:
                row.clean_fields(exclude={field.name for field in row._meta.fields if field.is_relation})
            except ValidationError as error:
                for field, texts in error.message_dict.items():
                    yield f"{row._meta.verbose_name} {row} ({row.pk}), {field}: {' '.join(texts)}"


def check_ownership() -> Iterator[str]:
    """Check that each position, its account and its instrument have the same owner."""
    misplaced = Position.objects.exclude(account__user=F("user")).values_list("pk", flat=True)
    yield from (f"position {pk}: its account belongs to someone else" for pk in misplaced)
    foreign = Position.objects.exclude(Q(instrument__owner=None) | Q(instrument__owner=F("user")))
    yield from (f"position {pk}: its instrument belongs to someone else" for pk in foreign.values_list("pk", flat=True))


def check_profiles() -> Iterator[str]:
    """Check that every user has a profile, and every profile has targets."""
    for user in User.objects.filter(profile=None):
        yield f"user {user.pk}: has no profile"
    for profile in Profile.objects.filter(Q(asset_class_targets={}) | Q(region_targets={})):
        yield f"profile of {profile.user_id}: has no targets"
