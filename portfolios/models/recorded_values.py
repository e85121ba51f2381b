"""Read the recorded values of a person with the closes of their benchmark, and freeze what performance needs."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from portfolios.models import PortfolioValue, PriceQuote
from portfolios.performance.performance import MAX_GAP, keep_needed
from portfolios.valuation.snapshot import RecordedValue, Snapshot


def load_values(user_id: UUID, *, benchmark: str) -> QuerySet[PortfolioValue]:
    """Return the recorded values, newest first, with the last close of the benchmark on each day as `benchmark`."""
    is_shared = Q(instrument__symbol=benchmark, instrument__owner__isnull=True, status=PriceQuote.Status.ACCEPTED)
    in_time = Q(date__lte=OuterRef("date"), date__gte=OuterRef("date") - MAX_GAP)
    closes = PriceQuote.objects.filter(is_shared & in_time).order_by("-date", "-pk").values("close")
    rows = PortfolioValue.objects.filter(user=user_id).defer("holdings")
    return rows.annotate(benchmark=Subquery(closes[:1])).order_by("-date")


def add_history(snapshot: Snapshot, values: Iterable[PortfolioValue]) -> Snapshot:
    """Add the recorded values, which come newest first: what performance is computed from."""
    names = tuple(RecordedValue.model_fields)
    kept = keep_needed(list(values)[::-1])
    history = tuple(RecordedValue(**{name: getattr(row, name) for name in names}) for row in kept)
    return snapshot.model_copy(update={"history": history})
