"""Enter the prices of all holdings in one table, or import a list of them."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from people.http import SignedInRequest
from portfolios.changes.editing import EnteredPrice
from portfolios.changes.own_prices import enter_price_list, enter_prices_of_holdings
from portfolios.forms.price_list import PriceListForm
from portfolios.forms.prices import PricesForm
from portfolios.valuation.snapshot import InstrumentValue
from portfolios.views.page import form_error_status, load_portfolio

MAX_ROWS = 400
"""Rows of the table: the largest holdings. A form has a limit of fields."""


def load_priceable(request: SignedInRequest) -> list[InstrumentValue]:
    """Return what this person holds that has a price or lacks one, largest first."""
    portfolio = load_portfolio(request)
    held = [*portfolio.unpriced, *(row for row, _ in portfolio.holdings)]
    return [row for row in held if row.instrument_type != "cash"]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prices(request: SignedInRequest) -> HttpResponse:
    rows = load_priceable(request)
    form = PricesForm(request.POST or None, instruments=rows[:MAX_ROWS])
    if form.is_bound and form.is_valid():
        return report_saved(request, enter_prices_of_holdings(user=request.user, prices=form.prices))
    return render_prices(request, rows, form=form)


@login_required
@require_http_methods(["POST"])
def prices_import(request: SignedInRequest) -> HttpResponse:
    """Show what a list of prices says; store it when the person confirms. Nothing is kept in between."""
    rows = load_priceable(request)
    form = PriceListForm(request.POST, request.FILES, instruments=rows)
    if not form.is_valid():
        return render_prices(request, rows, import_form=form)
    by_symbol = {row.symbol: row for row in rows}
    listed = [(by_symbol[one.symbol], one) for one in form.price_list.prices]
    if "confirmed" in request.POST and listed:
        found = ((row.id, EnteredPrice(one.price, one.day)) for row, one in listed)
        return report_saved(request, enter_price_list(user=request.user, prices=found))
    context = {"listed": listed, "refused": form.price_list.refused, "text": form.text}
    return render(request, "portfolios/prices_check.html", context)


def report_saved(request: SignedInRequest, count: int) -> HttpResponse:
    messages.success(request, f"{count} prices saved." if count != 1 else "1 price saved.")
    return redirect("prices")


def render_prices(request: SignedInRequest, rows: list[InstrumentValue], **forms: Any) -> HttpResponse:
    context = {
        "form": PricesForm(instruments=rows[:MAX_ROWS]), "import_form": PriceListForm(instruments=rows), **forms,
        "left_out": len(rows) - MAX_ROWS,
    }  # fmt: skip
    sent = next((form for form in forms.values() if form.is_bound), None)
    status = form_error_status(sent) if sent else HTTPStatus.OK
    return render(request, "portfolios/prices.html", context, status=status)
