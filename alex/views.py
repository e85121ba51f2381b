"""Landing page, demo and health checks."""

from dataclasses import asdict
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from advisors import team
from alex.readiness import check_readiness
from alex.templatetags.display import list_icons
from analysis.models import Step
from analysis.personal_data.deletion import DEMO_LIFETIME
from analysis.results.progress_cards import build_cards
from analysis.sample.copying import copy_sample
from analysis.sample.showcase import load_showcase
from people import acting_as
from people.shared_cache.fair_use import DEMO, limited
from portfolios.changes.demo import CatalogueMissing, create_demo_user

SHOWN_TOKENS = (
    "ground", "card", "sunk", "line", "edge", "ink", "text", "muted", "primary", "link", "ai", "accent", "good", "bad",
    "warn", "chart-you", "chart-mid", "tax-later", "tax-free", "tax-now",
    "tax-health", "paid-other",
)  # fmt: skip
SHOWN_STEPS = (("plan", "running"), ("report", "done"), ("charts", "failed"), ("retirement", "waiting"))


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    return render(request, "landing.html", {"team": team.cards(), "sample": load_showcase()})


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show each component in both themes, to staff and while developing."""
    if not (settings.DEBUG or request.user.is_staff):
        raise Http404
    context = {
        "themes": ("light", "dark"), "tokens": SHOWN_TOKENS, "icons": list_icons(),
        "cards": build_cards(Step(name=name, status=status) for name, status in SHOWN_STEPS),
    }  # fmt: skip
    return render(request, "styleguide.html", context)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers. Asks no database, so that a probe does not keep Aurora awake."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether database, queue and workers can serve people: 200, or 503 with what is missing."""
    state = check_readiness()
    status = HTTPStatus.OK if state.is_ready else HTTPStatus.SERVICE_UNAVAILABLE
    return JsonResponse(
        {"ready": state.is_ready, **asdict(state)}, status=status, headers={"Cache-Control": "no-store"}
    )


@require_POST
@limited(DEMO)
def try_demo(request: HttpRequest) -> HttpResponse:
    """Sign in a temporary user with sample data. A signed-in user stays signed in."""
    if request.user.is_authenticated:
        return redirect(demo_destination(request))
    try:
        visitor = create_demo_user()
    except CatalogueMissing:
        messages.error(request, "The demo can't start because this installation has no instruments yet.")
        return redirect("landing")
    with acting_as(visitor.pk):
        login(request, visitor)
        sample = copy_sample(visitor)
    request.session.set_expiry(DEMO_LIFETIME)  # the visitor is deleted then, and the session with clearsessions
    return redirect(demo_destination(request, reverse("analysis", args=[sample.pk]) if sample else ""))


def demo_destination(request: HttpRequest, otherwise: str = "") -> str:
    """Return the page that led to the sign-in, with its query, else another address or the team page.

    Skip the admin and pages of one row: they would refuse a demo user.
    """
    otherwise = otherwise or reverse("team")
    target = request.POST.get("next", "")
    try:
        page = resolve(urlsplit(target).path)
    except (Resolver404, ValueError):
        return otherwise
    is_local = target.startswith("/") and url_has_allowed_host_and_scheme(target, {request.get_host()})
    return target if is_local and not page.kwargs and not page.app_names else otherwise


def raise_not_found(request: HttpRequest, rest: str = "") -> HttpResponse:
    raise Http404
