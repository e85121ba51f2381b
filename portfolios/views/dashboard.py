"""The dashboard and the profile that is edited on it."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from people.http import SignedInRequest
from people.kept_pages.views import kept_page
from portfolios.changes.profile import change_profile
from portfolios.facts.families import Family, Measure
from portfolios.facts.sheet import build_portfolio_facts
from portfolios.forms.income import IncomeForm
from portfolios.forms.profile import ConfirmForm, ProfileForm, describe_profile
from portfolios.models import IncomeStream, Profile
from portfolios.models.recorded_values import add_history, load_values
from portfolios.models.snapshots import load_profile
from portfolios.pages import overview
from portfolios.pages.history_card import HISTORY_DAYS, build_history
from portfolios.performance.performance import compute_performance
from portfolios.taxonomy import ASSET_CLASSES, REGION_TARGETS, UNCLASSIFIED
from portfolios.valuation.assumptions import join_descriptions
from portfolios.valuation.portfolio import Portfolio
from portfolios.views.page import build_health_context, form_error_status, load_portfolio, lock_for_writing, redirect_to


@login_required
@require_safe
@kept_page()
def dashboard(request: SignedInRequest) -> HttpResponse:
    return dashboard_page(request)


def dashboard_page(request: SignedInRequest, status: int = HTTPStatus.OK, /, **state: Any) -> HttpResponse:
    """Render the dashboard; `state` holds the form that is open on it, with its errors."""
    stored = load_profile(request.user.pk)
    if stored.row.pk is None:
        raise Http404
    values = list(load_values(request.user.pk, benchmark=stored.row.benchmark))
    portfolio = Portfolio(add_history(load_portfolio(request, stored).snapshot, values))
    facts = build_portfolio_facts(portfolio)
    context = {
        "form": ProfileForm(instance=stored.row),
        "income_form": build_income_form(request),
        "portfolio": portfolio,
        "table": overview.build_account_table([worth.totals for worth in portfolio.valuation.accounts]),
        "asset_classes": overview.build_target_rows(facts, Family.ASSET_CLASS, ASSET_CLASSES, portfolio.asset_drifts),
        "regions": overview.build_target_rows(facts, Family.REGION_GROUP, REGION_TARGETS, portfolio.region_drifts),
        "unclassified": facts.value(Family.ASSET_CLASS, Measure.SHARE, UNCLASSIFIED),
        "pie": overview.asset_class_pie(portfolio),
        **build_health_context(portfolio),
        "performance": compute_performance(portfolio.snapshot),
        "history": build_history(values[:HISTORY_DAYS], portfolio.snapshot.accounts),
    }
    return render(request, "portfolios/dashboard.html", {**context, **state}, status=status)


def build_income_form(request: SignedInRequest, data: Any = None) -> IncomeForm:
    return IncomeForm(data, instance=IncomeStream(user=request.user), auto_id="id_income_%s")


@login_required
@require_POST
def profile(request: SignedInRequest) -> HttpResponse:
    row = get_object_or_404(lock_for_writing(Profile.objects.filter(user=request.user), request))
    form = ProfileForm(request.POST, instance=row)
    if form.is_valid():
        row = form.save()
        confirmed = describe_profile(row, set(form.assumed) - set(row.assumed))
        message = f"Profile saved. Confirmed: {join_descriptions(confirmed)}." if confirmed else "Profile saved."
        messages.success(request, message if form.stated else "You changed nothing, so nothing was saved.")
        return redirect_to(request, reverse("dashboard"))
    if request.htmx:
        return render(request, "portfolios/_profile.html", {"form": form}, status=form_error_status(form))
    return dashboard_page(request, form_error_status(form), form=form)


@login_required
@require_POST
def confirm_assumptions(request: SignedInRequest) -> HttpResponse:
    """Confirm the assumptions that the person saw, unless the profile changed meanwhile."""
    row = get_object_or_404(lock_for_writing(Profile.objects.filter(user=request.user), request))
    form = ConfirmForm(request.POST)
    if not form.is_valid() or form.cleaned_data["version"] != row.version:
        messages.error(request, "Nothing was confirmed: your profile has changed. Check it and confirm again.")
        return redirect_to(request, reverse("dashboard"))
    confirmed = describe_profile(row, set(row.assumed) & set(form.cleaned_data["assumed"]))
    change_profile(profile=row, stated=form.cleaned_data["assumed"])
    message = f"Confirmed: {join_descriptions(confirmed)}."
    if not request.htmx:
        messages.success(request, message)
        return redirect(f"{reverse('dashboard')}#profile")
    context = {"form": ProfileForm(instance=row), "confirmed": confirmed, "message": message}
    return render(request, "portfolios/_confirmed.html", {**context, **build_health_context(load_portfolio(request))})
