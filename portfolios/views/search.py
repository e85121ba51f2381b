"""Find an instrument while adding a position."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from people.http import SignedInRequest
from people.shared_cache.fair_use import SEARCH, limited
from portfolios.cleaning import clean_text, normalize_symbol
from portfolios.forms.accounts import AddPositionForm
from portfolios.models import Account, Instrument
from portfolios.views.page import account_page

MAX_SUGGESTIONS = 8


def choose_instrument(request: SignedInRequest, account: Account) -> HttpResponse:
    symbol = normalize_symbol(clean_text(request.GET.get("choose", ""))[:20])
    form = AddPositionForm(account=account, user=request.user, initial={"symbol": symbol})
    state = {"add_form": form, "chosen": Instrument.objects.find_by_symbol(symbol, user=request.user)}
    if request.htmx:
        return render(request, "portfolios/_symbol_field.html", {**state, "account": account})
    return account_page(request, account, **state)


@login_required
@require_safe
@limited(SEARCH)
def instrument_search(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Account.objects.owned_by(request.user), pk=pk)
    search_term = clean_text(request.GET.get("symbol", ""))[:80]
    context = {
        "account": row,
        "search_term": search_term,
        "suggestions": find_matching_instruments(request, search_term),
    }
    if request.htmx:
        return render(request, "portfolios/_suggestions.html", context)
    form = AddPositionForm(account=row, user=request.user, initial={"symbol": search_term})
    return account_page(request, row, **context, add_form=form)


def find_matching_instruments(request: SignedInRequest, search_term: str) -> list[Instrument]:
    return list(Instrument.objects.matching(search_term, user=request.user)[:MAX_SUGGESTIONS]) if search_term else []


def find_suggestions(request: SignedInRequest, form: AddPositionForm) -> list[Instrument]:
    """Suggest instruments for the text in the symbol field, for pages without scripts."""
    if form.instrument is not None:
        return []
    return find_matching_instruments(request, clean_text(form.data.get("symbol", ""))[:80])
