"""Add sample accounts, or delete all accounts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from people.http import SignedInRequest
from portfolios.changes import demo
from portfolios.changes.limits import TooManyHoldings
from portfolios.changes.sample import ACCOUNTS
from portfolios.models import Account, Instrument, Position


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def populate(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "portfolios/populate.html", {"samples": ACCOUNTS})
    try:
        added = demo.add_sample_accounts(user=request.user)
    except demo.CatalogueMissing as error:
        messages.error(request, f"Nothing was added. {error}")
    except TooManyHoldings as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{added.accounts} accounts and {added.positions} positions added.")
    return redirect("dashboard" if request.POST.get("next") == "dashboard" else "accounts")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reset_accounts(request: SignedInRequest) -> HttpResponse:
    if request.method == "POST":
        messages.success(request, f"{demo.delete_all_accounts(user=request.user)} accounts deleted.")
        return redirect("accounts")
    counts = {
        "accounts": Account.objects.owned_by(request.user).count(),
        "positions": Position.objects.owned_by(request.user).count(),
        "instruments": Instrument.objects.filter(owner=request.user).count(),
    }
    return render(request, "portfolios/reset.html", counts)
