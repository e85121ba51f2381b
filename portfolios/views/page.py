"""What several pages share: the portfolio they show, the account's page, and how they answer."""

from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from people.http import SignedInRequest
from portfolios.forms import AddPositionForm
from portfolios.grade import grade
from portfolios.health import findings
from portfolios.holdings import take_snapshot
from portfolios.models import Account
from portfolios.portfolio import Portfolio
from portfolios.versioned import VersionedForm


def load_portfolio(request: SignedInRequest) -> Portfolio:
    return Portfolio(take_snapshot(request.user.pk, now=timezone.now()))


def health_of(portfolio: Portfolio) -> dict[str, Any]:
    """What the card on data health shows."""
    return {"findings": findings(portfolio), "grade": grade(portfolio)}


def locked_for_writing(rows: QuerySet[Any], request: SignedInRequest) -> QuerySet[Any]:
    """Between reading the version and writing, nobody else writes. Without joins: a row that was moved to another
    instrument while we waited for it would not be found by them."""
    return rows.select_related(None).select_for_update() if request.method == "POST" else rows


def refusal(form: Any) -> HTTPStatus:
    stale = isinstance(form, VersionedForm) and form.is_stale
    return HTTPStatus.CONFLICT if stale else HTTPStatus.UNPROCESSABLE_ENTITY


def go(request: SignedInRequest, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def account_page(
    request: SignedInRequest, account: Account, status: int = HTTPStatus.OK, /, **state: Any
) -> HttpResponse:
    """The page of an account; `state` names the form that is open on it and what it says."""
    context = {"add_form": AddPositionForm(account=account, user=request.user), **account_context(request, account)}
    return render(request, "portfolios/account.html", {**context, **state}, status=status)


def account_context(request: SignedInRequest, account: Account) -> dict[str, Any]:
    portfolio = load_portfolio(request)
    worth = next(worth for worth in portfolio.valuation.accounts if worth.account.id == account.pk)
    rows = sorted(worth.positions, key=lambda row: row.instrument.symbol)
    total = portfolio.valuation.account_totals()[account.pk]
    return {"account": account, "portfolio": portfolio, "worth": worth, "rows": rows, "total": total}
