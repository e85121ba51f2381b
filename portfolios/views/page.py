"""Helpers that several pages share: the portfolio, the account page, locks and redirects."""

import re
from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from people.http import SignedInRequest
from portfolios.cleaning import clean_text
from portfolios.currencies import BASE_CURRENCY
from portfolios.forms.accounts import AddPositionForm
from portfolios.forms.versioned import VersionedForm
from portfolios.models import Account, Position
from portfolios.models.rates import load_base_currency
from portfolios.models.snapshots import StoredProfile, load_account_totals, take_snapshot
from portfolios.pages.overview import build_account_table
from portfolios.pages.position_pages import (
    BY_SYMBOL,
    SORTS,
    PositionPage,
    first_page,
    page_before,
    page_by_value,
    page_from,
    page_key,
    sorted_page,
)
from portfolios.quality.grade import compute_grade
from portfolios.quality.health import find_issues
from portfolios.valuation.portfolio import Portfolio


def load_portfolio(request: SignedInRequest, profile: StoredProfile | None = None) -> Portfolio:
    return Portfolio(take_snapshot(request.user.pk, now=timezone.now(), profile=profile))


def build_health_context(portfolio: Portfolio) -> dict[str, Any]:
    """Return findings and grade for the data health card, and the holdings at sample prices for the banner."""
    samples = [row for row, _ in portfolio.holdings if row.price_source == "sample" and row.instrument_type != "cash"]
    return {"findings": find_issues(portfolio), "grade": compute_grade(portfolio), "samples": samples}


def lock_for_writing(rows: QuerySet[Any], request: SignedInRequest) -> QuerySet[Any]:
    """Lock the rows of a POST, so that nobody else writes between reading the version and writing.

    Without joins, which would miss a row that moved to another instrument while we waited for it.
    """
    return rows.select_related(None).order_by().select_for_update() if request.method == "POST" else rows


def form_error_status(form: Any) -> HTTPStatus:
    stale = isinstance(form, VersionedForm) and form.is_stale
    return HTTPStatus.CONFLICT if stale else HTTPStatus.UNPROCESSABLE_ENTITY


def redirect_to(request: SignedInRequest, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def money_marks(code: str) -> dict[str, str]:
    """Return the currency of a page's amounts, and what stands before and after a field for one."""
    is_dollar = code == BASE_CURRENCY
    return {"currency": code, "money_sign": "$" if is_dollar else "", "money_code": "" if is_dollar else code}


def account_page(
    request: SignedInRequest, account: Account, status: int = HTTPStatus.OK, /, **state: Any
) -> HttpResponse:
    """Render the page of an account; `state` holds the form that is open on it, with its errors."""
    context = {
        "add_form": AddPositionForm(account=account, user=request.user),
        "listing": load_position_page(
            request, account, position=state["position_form"].instance if "position_form" in state else None
        ),
        "found": get_search_term(request),
        **build_account_header(request, account),
    }
    return render(request, "portfolios/account.html", {**context, **state}, status=status)


def build_account_header(request: SignedInRequest, account: Account) -> dict[str, Any]:
    """Return the account with its totals in the person's currency, for the header."""
    base = load_base_currency(request.user.pk)
    table = build_account_table(load_account_totals(request.user.pk, base), base=base)
    line = next(line for line in table.lines if line.id == account.pk)
    return {"account": account, "line": line, "total": table.total, "base_currency": base, "currency": base.code}


def get_search_term(request: SignedInRequest) -> str:
    return clean_text(request.GET.get("find", ""))[:80]


def load_position_page(request: SignedInRequest, account: Account, *, position: Position | None) -> PositionPage:
    """Return the requested page of positions, else the one with `position`, else the first."""
    query, search_term = request.GET, get_search_term(request)
    if (sort := query.get("sort", "")) in SORTS and position is None:
        number = query.get("page", "1")
        number_asked = int(number) if re.fullmatch("[0-9]{1,6}", number) else 1
        return sorted_page(account, sort, number_asked, search_term=search_term)
    try:
        if "before" in query:
            return page_before(account, query["before"], search_term=search_term)
        if "from" in query:
            return page_from(account, query["from"], search_term=search_term)
    except ValueError:  # a link that somebody edited
        return first_page(account, search_term=search_term)
    if sort == BY_SYMBOL or search_term:
        return first_page(account, search_term=search_term)
    first = page_by_value(account)
    if position is None or any(row.position.id == position.pk for row in first.rows):
        return first
    return page_from(account, page_key(position))
