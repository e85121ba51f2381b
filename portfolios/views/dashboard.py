"""The dashboard and the profile that is edited on it."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from people.http import SignedInRequest
from portfolios.facts.sheet import portfolio_facts
from portfolios.forms.income import IncomeForm
from portfolios.forms.profile import ConfirmForm, ProfileForm, describe_profile
from portfolios.models import IncomeStream, PortfolioValue, Profile
from portfolios.pages import overview
from portfolios.pages.history_card import DAYS, History, history
from portfolios.valuation.assumptions import list_words
from portfolios.valuation.portfolio import Portfolio
from portfolios.views.page import go, health_of, load_portfolio, locked_for_writing, refusal


@login_required
@require_safe
def dashboard(request: SignedInRequest) -> HttpResponse:
    return dashboard_page(request)


def dashboard_page(request: SignedInRequest, status: int = HTTPStatus.OK, /, **state: Any) -> HttpResponse:
    """`state` names the form that is open on it and what it says."""
    row = get_object_or_404(Profile, user=request.user)
    portfolio = load_portfolio(request)
    facts = portfolio_facts(portfolio)
    context = {
        "form": ProfileForm(instance=row),
        "income_form": new_income(request),
        "portfolio": portfolio,
        "table": overview.account_table([worth.sum for worth in portfolio.valuation.accounts]),
        "asset_classes": overview.asset_class_lines(portfolio, facts),
        "regions": overview.region_lines(portfolio, facts),
        "unclassified": overview.unclassified_share(facts),
        "pie": overview.asset_class_pie(portfolio),
        **health_of(portfolio),
        "history": value_history(request, portfolio),
    }
    return render(request, "portfolios/dashboard.html", {**context, **state}, status=status)


def value_history(request: SignedInRequest, portfolio: Portfolio) -> History | None:
    rows = PortfolioValue.objects.owned_by(request.user).defer("holdings").order_by("-date")[:DAYS]
    return history(list(rows), portfolio.snapshot.accounts)


def new_income(request: SignedInRequest, data: Any = None) -> IncomeForm:
    return IncomeForm(data, instance=IncomeStream(user=request.user), auto_id="id_income_%s")


@login_required
@require_POST
def profile(request: SignedInRequest) -> HttpResponse:
    row = get_object_or_404(locked_for_writing(Profile.objects.filter(user=request.user), request))
    form = ProfileForm(request.POST, instance=row)
    if form.is_valid():
        row = form.save()
        confirmed = describe_profile(row, set(form.assumed) - set(row.assumed))
        words = f"Profile saved. Confirmed: {list_words(confirmed)}." if confirmed else "Profile saved."
        messages.success(request, words if form.stated else "You changed nothing, so nothing was saved.")
        return go(request, reverse("dashboard"))
    if request.htmx:
        return render(request, "portfolios/_profile.html", {"form": form}, status=refusal(form))
    return dashboard_page(request, refusal(form), form=form)


@login_required
@require_POST
def confirm_assumptions(request: SignedInRequest) -> HttpResponse:
    """Confirm what the person saw listed, as they saw it, and nothing that changed since."""
    row = get_object_or_404(locked_for_writing(Profile.objects.filter(user=request.user), request))
    form = ConfirmForm(request.POST)
    if not form.is_valid() or form.cleaned_data["version"] != row.version:
        messages.error(request, "Nothing was confirmed: your profile has changed. Check it and confirm again.")
        return go(request, reverse("dashboard"))
    confirmed = describe_profile(row, set(row.assumed) & set(form.cleaned_data["assumed"]))
    row.change(stated=form.cleaned_data["assumed"])
    words = f"Confirmed: {list_words(confirmed)}."
    if not request.htmx:
        messages.success(request, words)
        return redirect(f"{reverse('dashboard')}#profile")
    context = {"form": ProfileForm(instance=row), "confirmed": confirmed, "message": words}
    return render(request, "portfolios/_confirmed.html", {**context, **health_of(load_portfolio(request))})
