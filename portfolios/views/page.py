"""What several pages share: the portfolio they show, the account's page, and how they answer."""

from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from people.http import SignedInRequest
from portfolios.cleaning import clean_text
from portfolios.forms.accounts import AddPositionForm
from portfolios.forms.versioned import VersionedForm
from portfolios.models import Account, Position
from portfolios.models.snapshots import account_sums, take_snapshot
from portfolios.pages.listing import Listing, first_page, key_of, page_before, page_from
from portfolios.pages.overview import account_table
from portfolios.quality.grade import grade
from portfolios.quality.health import findings
from portfolios.valuation.portfolio import Portfolio


def load_portfolio(request: SignedInRequest) -> Portfolio:
    return Portfolio(take_snapshot(request.user.pk, now=timezone.now()))


def health_of(portfolio: Portfolio) -> dict[str, Any]:
    """What the card on data health shows."""
    return {"findings": findings(portfolio), "grade": grade(portfolio)}


def locked_for_writing(rows: QuerySet[Any], request: SignedInRequest) -> QuerySet[Any]:
    """Between reading the version and writing, nobody else writes. Without joins: a row that was moved to another
    instrument while we waited for it would not be found by them."""
    return rows.select_related(None).order_by().select_for_update() if request.method == "POST" else rows


def refusal(form: Any) -> HTTPStatus:
    stale = isinstance(form, VersionedForm) and form.is_stale
    return HTTPStatus.CONFLICT if stale else HTTPStatus.UNPROCESSABLE_ENTITY


def go(request: SignedInRequest, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def account_page(
    request: SignedInRequest, account: Account, status: int = HTTPStatus.OK, /, **state: Any
) -> HttpResponse:
    """The page of an account; `state` names the form that is open on it and what it says."""
    context = {
        "add_form": AddPositionForm(account=account, user=request.user),
        "listing": listed(
            request, account, shown=state["position_form"].instance if "position_form" in state else None
        ),
        "found": sought(request),
        **account_head(request, account),
    }
    return render(request, "portfolios/account.html", {**context, **state}, status=status)


def account_head(request: SignedInRequest, account: Account) -> dict[str, Any]:
    """The account with its sums, as its head shows them."""
    return {"account": account, "line": account_table(account_sums(request.user.pk)).line_of(account.pk)}


def sought(request: SignedInRequest) -> str:
    return clean_text(request.GET.get("find", ""))[:80]


def listed(request: SignedInRequest, account: Account, *, shown: Position | None) -> Listing:
    """The page of positions that was asked for; the one that `shown` is on; else the first."""
    turn, words = request.GET, sought(request)
    try:
        if "before" in turn:
            return page_before(account, turn["before"], words=words)
        if "from" in turn:
            return page_from(account, turn["from"], words=words)
    except ValueError:  # a link that somebody has changed
        return first_page(account, words=words)
    first = first_page(account, words=words)
    return first if shown is None or first.shows(shown) else page_from(account, key_of(shown))
