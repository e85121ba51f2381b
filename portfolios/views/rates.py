"""The exchange rates of a person's portfolio, and a form to enter one."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from people.http import SignedInRequest
from portfolios.currencies import BASE_CURRENCY
from portfolios.forms.rates import RateForm
from portfolios.models import Account, Instrument
from portfolios.models.rates import load_rates
from portfolios.pricing.rates import enter_rate
from portfolios.views.page import form_error_status


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rates(request: SignedInRequest) -> HttpResponse:
    form = RateForm(request.POST or None, initial={"currency": request.GET.get("currency", "")})
    if form.is_bound and form.is_valid():
        row = enter_rate(user=request.user, **form.values)
        messages.success(request, f"Saved: {row}.")
        return redirect("rates")
    held = Instrument.objects.held_by(request.user).order_by().values_list("currency", flat=True)
    own = Account.objects.owned_by(request.user).order_by().values_list("currency", flat=True)
    used = set(held) | set(own)
    known = load_rates(request.user.pk, used)
    missing = sorted(used - {BASE_CURRENCY} - {rate.currency for rate in known})
    status = form_error_status(form) if form.is_bound else HTTPStatus.OK
    return render(request, "portfolios/rates.html", {"form": form, "rates": known, "missing": missing}, status=status)
