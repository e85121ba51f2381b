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
from portfolios.models.snapshots import load_account_totals, take_snapshot
from portfolios.pages.overview import build_account_table
from portfolios.pages.position_pages import PositionPage, first_page, page_before, page_from, page_key
from portfolios.quality.grade import compute_grade
from portfolios.quality.health import find_issues
from portfolios.valuation.portfolio import Portfolio


def load_portfolio(request: SignedInRequest) -> Portfolio:
    return Portfolio(take_snapshot(request.user.pk, now=timezone.now()))


def build_health_context(portfolio: Portfolio) -> dict[str, Any]:
    """What the card on data health shows."""
    return {"findings": find_issues(portfolio), "grade": compute_grade(portfolio)}


def lock_for_writing(rows: QuerySet[Any], request: SignedInRequest) -> QuerySet[Any]:
    """Between reading the version and writing, nobody else writes. Without joins: a row that was moved to another
    instrument while we waited for it would not be found by them."""
    return rows.select_related(None).order_by().select_for_update() if request.method == "POST" else rows


def form_error_status(form: Any) -> HTTPStatus:
    stale = isinstance(form, VersionedForm) and form.is_stale
    return HTTPStatus.CONFLICT if stale else HTTPStatus.UNPROCESSABLE_ENTITY


def redirect_to(request: SignedInRequest, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def account_page(
    request: SignedInRequest, account: Account, status: int = HTTPStatus.OK, /, **state: Any
) -> HttpResponse:
    """The page of an account; `state` names the form that is open on it and what it says."""
    context = {
        "add_form": AddPositionForm(account=account, user=request.user),
        "listing": load_position_page(
            request, account, shown=state["position_form"].instance if "position_form" in state else None
        ),
        "found": get_search_term(request),
        **build_account_header(request, account),
    }
    return render(request, "portfolios/account.html", {**context, **state}, status=status)


def build_account_header(request: SignedInRequest, account: Account) -> dict[str, Any]:
    """The account with its sums, as its head shows them."""
    return {"account": account, "line": build_account_table(load_account_totals(request.user.pk)).get_row(account.pk)}


def get_search_term(request: SignedInRequest) -> str:
    return clean_text(request.GET.get("find", ""))[:80]


def load_position_page(request: SignedInRequest, account: Account, *, shown: Position | None) -> PositionPage:
    """The page of positions that was asked for; the one that `shown` is on; else the first."""
    turn, words = request.GET, get_search_term(request)
    try:
        if "before" in turn:
            return page_before(account, turn["before"], words=words)
        if "from" in turn:
            return page_from(account, turn["from"], words=words)
    except ValueError:  # a link that somebody has changed
        return first_page(account, words=words)
    first = first_page(account, words=words)
    return first if shown is None or first.contains_position(shown) else page_from(account, page_key(shown))
