"""Changes of a portfolio that touch several rows."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from people.models import User
from portfolios.catalogue.classification_requests import request_classification
from portfolios.forms.accounts import AddPositionForm
from portfolios.forms.instruments import InstrumentForm
from portfolios.models import Account, Instrument, Position
from portfolios.models.classification import SPLIT_FIELDS

NON_RETIREMENT_KINDS = frozenset({"529"})


def create_account(*, user: User, fields: Mapping[str, Any]) -> Account:
    """Save checked fields as a new account; college savings do not count for retirement unless their owner says so."""
    counts = {"counts_for_retirement": fields["kind"] not in NON_RETIREMENT_KINDS}
    return Account.objects.create(user=user, **{**counts, **fields})


@transaction.atomic
def add_position(*, form: AddPositionForm) -> Position:
    """Save a valid form: a new position, or more of one, or another figure in its place.

    What the form leaves empty about a position that is held stays as it is recorded.
    """
    values = {name: form.cleaned_data[name] for name in ("quantity", "cost_basis", "as_of_date")}
    if form.held is None:
        instrument = form.instrument or _get_or_create_from_form(form)
        return Position.objects.create(user=form.user, account=form.account, instrument=instrument, **values)
    if values["as_of_date"] is None:
        del values["as_of_date"]
    if form.cleaned_data["when_held"] == "add":
        values["quantity"], values["cost_basis"] = form.sums()
    elif values["cost_basis"] is None:
        del values["cost_basis"]
    form.held.change(**values)
    return form.held


def _get_or_create_from_form(form: AddPositionForm) -> Instrument:
    told = {name: form.cleaned_data[name] for name in ("symbol", "name", "instrument_type", "price")}
    instrument = get_or_create_instrument(user=form.user, **told)
    assert instrument is not None  # the form asks for what an unknown symbol needs
    return instrument


def get_or_create_instrument(
    *, user: User, symbol: str, name: str | None, instrument_type: str | None, price: Decimal | None
) -> Instrument | None:
    """What this person means by a symbol; an unknown one becomes their own, or None without name and type."""
    known = Instrument.objects.find_by_symbol(symbol, user=user)
    if known is not None or not name or not instrument_type:
        return known
    details = {"name": name, "instrument_type": instrument_type, **entered_price_values(price)}
    instrument, is_new = Instrument.objects.get_or_create(owner=user, symbol=symbol, defaults=details)
    if is_new:
        request_classification([instrument])
    return instrument


def entered_price_values(price: Decimal | None, day: date | None = None) -> dict[str, Any]:
    """A price that a person entered, with its moment: now, or the end of the day it is of."""
    if price is None:
        return {"current_price": None, "priced_at": None, "price_source": Instrument.PriceSource.NONE}
    now = timezone.now()
    moment = now if day is None else min(now, timezone.make_aware(datetime.combine(day, time.max)))
    return {"current_price": price, "priced_at": moment, "price_source": Instrument.PriceSource.ENTERED}


def update_instrument(*, form: InstrumentForm) -> Instrument:
    """Save a valid form; what was only proposed, for another name or type, is withdrawn and asked about again."""
    instrument: Instrument = form.instance
    values = {name: form.cleaned_data[name] for name in form.Meta.fields}
    if form.has_new_price:
        values |= entered_price_values(form.cleaned_data["price"], form.cleaned_data["priced_on"])
    for name, value in values.items():
        setattr(instrument, name, value)
    instrument.save(update_fields=[*values, "updated_at"])
    if {"name", "instrument_type"} & set(form.changed_data) and (
        instrument.is_proposal or not instrument.classified_by
    ):
        classify_instrument(instrument=instrument, splits={split: {} for split in SPLIT_FIELDS})
    return instrument


def classify_instrument(*, instrument: Instrument, splits: Mapping[str, dict[str, Decimal]]) -> None:
    """What its owner says it is made of; where that is nothing, the tagger is asked."""
    instrument.classify(**splits)
    if not instrument.classified_by:
        request_classification([instrument])
