"""The page that looks back: decisions with what came of them, and how often past ranges held."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from analysis.looking_back.calibration import MIN_CHECKS, calibrate
from analysis.looking_back.gone import list_gone
from analysis.looking_back.log import list_decisions
from analysis.looking_back.projections import load_projections
from people.http import SignedInRequest


@login_required
@require_safe
@never_cache
def looking_back(request: SignedInRequest) -> HttpResponse:
    context = {
        "logged": list_decisions(request.user),
        "gone": list_gone(request.user),
        "ranges": calibrate(load_projections(request.user)),
        "needed": MIN_CHECKS,
    }
    return render(request, "analysis/looking_back.html", context)
