"""Changes of a portfolio that touch several rows."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from people.models import User
from portfolios.forms import AccountForm, AddPositionForm
from portfolios.instrument_form import InstrumentForm
from portfolios.models import Account, Instrument, Position

NOT_FOR_RETIREMENT = frozenset({"529"})


class DuplicateName(Exception):
    """The same name was taken by another request between the check and the write."""


def open_account(*, user: User, form: AccountForm) -> Account:
    """Save a valid form as a new account; college savings do not count for retirement unless their owner says so."""
    account: Account = form.save(commit=False)
    account.user = user
    account.counts_for_retirement = account.kind not in NOT_FOR_RETIREMENT
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError as error:
        raise DuplicateName(account.name) from error
    return account


@transaction.atomic
def hold(*, form: AddPositionForm) -> Position:
    """Save a valid form: a new position, or more of one, or another figure in its place."""
    values = {name: form.cleaned_data[name] for name in ("quantity", "cost_basis", "as_of_date")}
    if form.held is None:
        instrument = form.instrument or _own_instrument(form)
        return Position.objects.create(user=form.user, account=form.account, instrument=instrument, **values)
    if form.cleaned_data["when_held"] == "add":
        values["quantity"], values["cost_basis"] = form.sums()
    form.held.change(**values)
    return form.held


def _own_instrument(form: AddPositionForm) -> Instrument:
    entered = form.cleaned_data
    details = {"name": entered["name"], "instrument_type": entered["instrument_type"], **priced(entered["price"])}
    instrument, _ = Instrument.objects.get_or_create(owner=form.user, symbol=entered["symbol"], defaults=details)
    return instrument


def priced(price: Decimal | None, day: date | None = None) -> dict[str, Any]:
    """A price that a person entered, with its moment: now, or the end of the day it is of."""
    if price is None:
        return {"current_price": None, "priced_at": None, "price_source": Instrument.PriceSource.NONE}
    now = timezone.now()
    moment = now if day is None else min(now, timezone.make_aware(datetime.combine(day, time.max)))
    return {"current_price": price, "priced_at": moment, "price_source": Instrument.PriceSource.ENTERED}


def change_instrument(*, form: InstrumentForm) -> Instrument:
    """Save a valid form; splits that the owner chose count as known."""
    instrument: Instrument = form.instance
    values = {name: form.cleaned_data[name] for name in form.Meta.fields}
    if form.is_priced_anew:
        values |= priced(form.cleaned_data["price"], form.cleaned_data["priced_on"])
    if splits := form.splits():
        values |= splits
        known = splits.get("allocation_asset_class", instrument.allocation_asset_class)
        values["classified_by"] = Instrument.ClassifiedBy.OWNER if known else Instrument.ClassifiedBy.NOBODY
    for name, value in values.items():
        setattr(instrument, name, value)
    instrument.save(update_fields=[*values, "updated_at"])
    return instrument
