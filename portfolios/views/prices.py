"""Enter the prices of all holdings in one table."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from people.http import SignedInRequest
from portfolios.changes.own_prices import enter_prices_of_holdings
from portfolios.forms.prices import PricesForm
from portfolios.views.page import form_error_status, load_portfolio

MAX_ROWS = 400
"""Rows of the table: the largest holdings. A form has a limit of fields."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prices(request: SignedInRequest) -> HttpResponse:
    portfolio = load_portfolio(request)
    held = [*portfolio.unpriced, *(row for row, _ in portfolio.holdings)]
    rows = [row for row in held if row.instrument_type != "cash"]
    form = PricesForm(request.POST or None, instruments=rows[:MAX_ROWS])
    if form.is_bound and form.is_valid():
        count = enter_prices_of_holdings(user=request.user, prices=form.prices)
        messages.success(request, f"{count} prices saved." if count != 1 else "1 price saved.")
        return redirect("prices")
    status = form_error_status(form) if form.is_bound else HTTPStatus.OK
    return render(request, "portfolios/prices.html", {"form": form, "left_out": len(rows) - MAX_ROWS}, status=status)
