"""The exchange rates of a person's portfolio, a form to enter one, and the currency of their totals."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from people.http import SignedInRequest
from portfolios.changes.base_currency import CurrencyRefused, change_base_currency, has_plan_amounts
from portfolios.currencies import BASE_CURRENCY
from portfolios.forms.rates import BaseCurrencyForm, RateForm
from portfolios.models import Account, Instrument, Profile
from portfolios.models.rates import load_base_currency, load_rates
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
    status = form_error_status(form) if form.is_bound else HTTPStatus.OK
    return rates_page(request, status, form=form)


def rates_page(request: SignedInRequest, status: int, /, **forms: Any) -> HttpResponse:
    """Render the page; `forms` holds a form that is open on it, with its errors."""
    base = load_base_currency(request.user.pk)
    held = Instrument.objects.held_by(request.user).order_by().values_list("currency", flat=True)
    own = Account.objects.owned_by(request.user).order_by().values_list("currency", flat=True)
    used = set(held) | set(own)
    known = load_rates(request.user.pk, used | {base.code})
    missing = sorted(used - {BASE_CURRENCY, base.code} - {rate.currency for rate in known})
    profile = Profile.objects.filter(user=request.user).first()
    context = {
        "form": RateForm(initial={"currency": request.GET.get("currency", "")}),
        "base_form": BaseCurrencyForm(initial={"code": base.code}),
        "rates": known, "missing": missing, "base_currency": base,
        "has_plan_amounts": profile is not None and has_plan_amounts(profile),
        **forms,
    }  # fmt: skip
    return render(request, "portfolios/rates.html", context, status=status)


@login_required
@require_POST
def base_currency(request: SignedInRequest) -> HttpResponse:
    """Choose the currency of totals and of the plan."""
    form = BaseCurrencyForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose a currency from the list.")
        return redirect("rates")
    code = form.cleaned_data["code"]
    try:
        change_base_currency(user=request.user, code=code, amounts=form.cleaned_data["amounts"] or None)
    except CurrencyRefused as refused:
        form.add_error("amounts" if refused.is_undecided else None, str(refused))
        return rates_page(request, HTTPStatus.UNPROCESSABLE_ENTITY, base_form=form)
    if load_base_currency(request.user.pk).lacks_rate:
        text = f"You count in {code} now. No exchange rate is known, so what is in other currencies is in no total yet."
        messages.warning(request, text)
    else:
        messages.success(request, f"You count in {code} now.")
    return redirect("rates")
