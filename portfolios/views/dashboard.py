"""The dashboard: what a person owns, how it is doing and what to do next, with the first steps of a new person."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from people.http import SignedInRequest
from people.kept_pages.views import kept_page
from portfolios.facts.families import Family, Measure
from portfolios.facts.sheet import build_portfolio_facts
from portfolios.forms.welcome import AboutYouForm, FirstStepForm, GoalForm
from portfolios.models import Profile
from portfolios.models.prices import add_history, in_currency, load_values
from portfolios.models.rates import load_base_currency
from portfolios.models.snapshots import load_profile
from portfolios.pages import overview
from portfolios.pages.first_steps import find_steps
from portfolios.pages.history_card import HISTORY_DAYS, build_history
from portfolios.pages.value_card import build_value_card
from portfolios.performance.performance import compute_performance
from portfolios.taxonomy import ASSET_CLASSES, REGION_TARGETS, UNCLASSIFIED
from portfolios.valuation.portfolio import Portfolio
from portfolios.views.page import build_health_context, form_error_status, load_portfolio, lock_for_writing


@login_required
@require_safe
@kept_page(query=("period", "step"))
def dashboard(request: SignedInRequest) -> HttpResponse:
    return dashboard_page(request)


def dashboard_page(request: SignedInRequest, status: int = HTTPStatus.OK, /, **state: Any) -> HttpResponse:
    """Render the dashboard; `state` holds the form of a first step that is open on it, with its errors."""
    stored = load_profile(request.user.pk)
    if stored.row.pk is None:
        raise Http404
    recorded = load_values(request.user.pk, benchmark=stored.row.benchmark)
    values = in_currency(recorded, stored.row.base_currency, request.user.pk)
    portfolio = Portfolio(add_history(load_portfolio(request, stored).snapshot, values))
    facts = build_portfolio_facts(portfolio)
    base = load_base_currency(request.user.pk, stored.row.base_currency)
    context: dict[str, Any] = {
        "portfolio": portfolio,
        "base_currency": base,
        "currency": base.code,
        "table": overview.build_account_table([worth.totals for worth in portfolio.valuation.accounts], base=base),
        "asset_classes": overview.build_target_rows(facts, Family.ASSET_CLASS, ASSET_CLASSES, portfolio.asset_drifts),
        "regions": overview.build_target_rows(facts, Family.REGION_GROUP, REGION_TARGETS, portfolio.region_drifts),
        "unclassified": facts.value(Family.ASSET_CLASS, Measure.SHARE, UNCLASSIFIED),
        **build_health_context(portfolio),
        "performance": compute_performance(portfolio.snapshot),
        "card": build_value_card(values, portfolio.snapshot, key=request.GET.get("period", "")),
        "largest": overview.build_largest(portfolio),
        "today": timezone.localdate(),
        "history": build_history(values[:HISTORY_DAYS], portfolio.snapshot.accounts),
    }
    asked = {"about_form": "1", "goal_form": "3"}.get(next(iter(state), ""), request.GET.get("step", ""))
    steps = find_steps(stored.row, has_accounts=bool(context["table"].lines), asked=asked)
    forms = {"about_form": AboutYouForm(profile=stored.row), "goal_form": GoalForm(profile=stored.row)}
    return render(request, "portfolios/dashboard.html", {**context, "steps": steps, **forms, **state}, status=status)


@login_required
@require_POST
def about_you(request: SignedInRequest) -> HttpResponse:
    return _save_step(request, AboutYouForm, "about_form", to=f"{reverse('dashboard')}?step=2")


@login_required
@require_POST
def first_goal(request: SignedInRequest) -> HttpResponse:
    has_accounts = request.user.accounts.exists()
    answer = _save_step(request, GoalForm, "goal_form", to=reverse("team" if has_accounts else "dashboard"))
    if has_accounts and answer.status_code == 302:
        messages.success(request, "Your goal is saved. Start your first analysis.")
    return answer


def _save_step(request: SignedInRequest, form_class: type[FirstStepForm], name: str, *, to: str) -> HttpResponse:
    profile = get_object_or_404(lock_for_writing(Profile.objects.filter(user=request.user), request))
    form: Any = form_class(request.POST, profile=profile)
    if not form.is_valid():
        return dashboard_page(request, form_error_status(form), **{name: form})
    form.save()
    return redirect(to)
