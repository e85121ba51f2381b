"""The dashboard and the profile that is edited on it."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from people.http import SignedInRequest
from portfolios import overview
from portfolios.figures import portfolio_facts
from portfolios.health import findings
from portfolios.models import Profile
from portfolios.profile_form import ProfileForm
from portfolios.views.page import go, load_portfolio, locked_for_writing, refusal


@login_required
@require_GET
def dashboard(request: SignedInRequest) -> HttpResponse:
    return dashboard_page(request, ProfileForm(instance=get_object_or_404(Profile, user=request.user)))


def dashboard_page(request: SignedInRequest, form: ProfileForm, status: int = HTTPStatus.OK) -> HttpResponse:
    portfolio = load_portfolio(request)
    facts = portfolio_facts(portfolio)
    context = {
        "form": form,
        "portfolio": portfolio,
        "accounts": overview.account_lines(portfolio),
        "asset_classes": overview.asset_class_lines(facts),
        "regions": overview.region_lines(facts),
        "unclassified": overview.unclassified_share(facts),
        "pie": overview.asset_class_pie(portfolio),
        "findings": findings(portfolio),
    }
    return render(request, "portfolios/dashboard.html", context, status=status)


@login_required
@require_POST
def profile(request: SignedInRequest) -> HttpResponse:
    row = get_object_or_404(locked_for_writing(Profile.objects.filter(user=request.user), request))
    form = ProfileForm(request.POST, instance=row)
    if form.is_valid():
        form.save()
        messages.success(request, "Your profile is saved and confirmed.")
        return go(request, reverse("dashboard"))
    if request.htmx:
        return render(request, "portfolios/_profile.html", {"form": form}, status=refusal(form))
    return dashboard_page(request, form, refusal(form))
