"""The front door."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from analysis.team import TEAM
from portfolios.demo import CatalogueMissing, create_demo_user


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    return render(request, "landing.html", {"team": TEAM})


@require_POST
def try_demo(request: HttpRequest) -> HttpResponse:
    """A user to try with, thrown away later; who is signed in keeps what is theirs and goes on to the team."""
    if request.user.is_authenticated:
        return redirect("team")
    try:
        visitor = create_demo_user()
    except CatalogueMissing:
        messages.error(request, "The demo cannot start: this installation has no instruments yet.")
        return redirect("landing")
    login(request, visitor, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("team")


def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    raise Http404
