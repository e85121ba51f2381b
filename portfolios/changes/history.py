"""Record the value of a person's accounts, after each change and once a day."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from people import acting_as, acting_as_staff
from people.isolation.purposes import Purpose
from portfolios.models import Account, Instrument, PortfolioValue, Position, Profile
from portfolios.models.prices import restate_row
from portfolios.models.rates import load_dated_rates
from portfolios.models.snapshots import take_snapshot
from portfolios.valuation.growth import RecordedHoldings, money_added, recorded_holdings, restate
from portfolios.valuation.snapshot import Snapshot
from portfolios.valuation.value import compute_valuation

logger = logging.getLogger(__name__)


@transaction.atomic
def record_value(*, user_id: UUID, now: datetime) -> PortfolioValue | None:
    """Record today's value and the money added since the last record. Idempotent.

    Return None for a person who never had an account.
    """
    if not Profile.objects.filter(user=user_id).select_for_update().exists():
        return None
    latest = PortfolioValue.objects.filter(user=user_id).order_by("-date").first()
    snapshot = take_snapshot(user_id, now=now)
    valuation = compute_valuation(snapshot)
    if latest is None and not valuation.accounts:
        return None
    holdings = recorded_holdings(valuation, snapshot.currency)
    before = restate_latest(latest, snapshot) if latest else None
    added = money_added(before.holdings if before else RecordedHoldings(), holdings)
    if before is not None and before.date >= now.date():
        added += before.added
    day = max(now.date(), latest.date) if latest else now.date()
    figures = {
        "total": valuation.total,
        "by_account": {str(key): total for key, total in valuation.account_totals().items()},
        "holdings": holdings,
        "added": added,
        "currency": snapshot.currency,
        "rates": {rate.currency: rate.dollars for rate in snapshot.rates},
    }
    row, _ = PortfolioValue.objects.update_or_create(user_id=user_id, date=day, defaults=figures)
    return row


def restate_latest(latest: PortfolioValue, snapshot: Snapshot) -> PortfolioValue | None:
    """Return the latest record in the currency of a snapshot, at the rates of its day.

    Without them nothing connects the two, and the history in the new currency begins anew: None.
    """
    code = snapshot.currency
    if latest.currency == code:
        return latest
    dated = load_dated_rates(latest.user_id, {latest.currency, code}, latest.date, latest.date)
    worth = dated.worth(latest.currency, code, latest.date, latest.rates)
    if worth is None:
        return None
    latest.holdings = restate(latest.holdings, latest.currency, code, worth)
    restate_row(latest, code, dated)
    return latest


def record_all_values(*, now: datetime) -> int:
    """Record every portfolio in its own transaction, so that one failure does not stop the others."""
    with acting_as_staff(Purpose.HISTORY):
        users = list(Account.objects.order_by("user").values_list("user", flat=True).distinct())
    return sum(_try_record_value(user_id, now) for user_id in users)


def _try_record_value(user_id: UUID, now: datetime) -> bool:
    try:
        with acting_as(user_id):
            return record_value(user_id=user_id, now=now) is not None
    except Exception:
        logger.exception("The value of a portfolio could not be recorded.")
        return False


@dataclass(frozen=True)
class RecordValueHook:
    user_id: UUID

    def __call__(self) -> None:
        _try_record_value(self.user_id, timezone.now())


def record_after_commit(user_id: UUID) -> None:
    """Record the value once after this transaction. Bulk writes send no signal, so they call this."""
    recording = RecordValueHook(user_id)
    if recording not in [hook[1] for hook in connection.run_on_commit]:
        transaction.on_commit(recording)


def record_holding_change(*, instance: Account | Position, raw: bool = False, **_: Any) -> None:
    if not raw:
        record_after_commit(instance.user_id)


def record_own_price_change(*, instance: Instrument, raw: bool = False, **_: Any) -> None:
    if instance.owner_id is not None and not raw:
        record_after_commit(instance.owner_id)
