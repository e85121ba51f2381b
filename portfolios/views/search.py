"""Finding an instrument while a position is entered."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from people.http import SignedInRequest
from portfolios.cleaning import clean_text, ticker
from portfolios.forms.accounts import AddPositionForm
from portfolios.models import Account, Instrument
from portfolios.views.page import account_page

SUGGESTIONS = 8


def choose_instrument(request: SignedInRequest, account: Account) -> HttpResponse:
    symbol = ticker(clean_text(request.GET.get("choose", ""))[:20])
    form = AddPositionForm(account=account, user=request.user, initial={"symbol": symbol})
    state = {"add_form": form, "chosen": Instrument.objects.named(symbol, user=request.user)}
    if request.htmx:
        return render(request, "portfolios/_symbol_field.html", {**state, "account": account})
    return account_page(request, account, **state)


@login_required
@require_safe
def instrument_search(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Account.objects.owned_by(request.user), pk=pk)
    sought = clean_text(request.GET.get("symbol", ""))[:80]
    context = {"account": row, "sought": sought, "suggestions": matching(request, sought)}
    if request.htmx:
        return render(request, "portfolios/_suggestions.html", context)
    form = AddPositionForm(account=row, user=request.user, initial={"symbol": sought})
    return account_page(request, row, **context, add_form=form)


def matching(request: SignedInRequest, words: str) -> list[Instrument]:
    return list(Instrument.objects.matching(words, user=request.user)[:SUGGESTIONS]) if words else []


def suggestions(request: SignedInRequest, form: AddPositionForm) -> list[Instrument]:
    """For those without a script: what the words in the symbol field may have meant."""
    if form.instrument is not None:
        return []
    return matching(request, clean_text(form.data.get("symbol", ""))[:80])
