"""The page of an instrument: owners describe, classify and merge their own; the catalogue's are read-only."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.http import SignedInRequest, redirect_with_query
from portfolios.catalogue import promotion
from portfolios.changes import editing
from portfolios.forms.instruments import InstrumentForm, SplitsForm
from portfolios.models import Instrument
from portfolios.views.page import form_error_status, lock_for_writing

PROPOSAL_POLLS = ("1", "2", "3", "4")
"""How often the page checks for a proposal by itself."""

InstrumentView = Callable[[SignedInRequest, Instrument], HttpResponse]


def own_instrument_view(*methods: str) -> Callable[[InstrumentView], Callable[..., HttpResponse]]:
    """Pass the view a locked instrument of the person; for a shared one, render its read-only page."""

    def decorate(view: InstrumentView) -> Callable[..., HttpResponse]:
        @wraps(view)
        def checked(request: SignedInRequest, pk: UUID) -> HttpResponse:
            row = lock_for_writing(Instrument.objects.filter(owner=request.user), request).filter(pk=pk).first()
            if row is None:
                shared = get_object_or_404(Instrument.objects.catalogue(), pk=pk)
                if request.method != "POST":
                    return render(request, "portfolios/instrument.html", {"instrument": shared})
                messages.error(request, f"{shared.symbol} is in the shared catalogue: only staff can change it.")
                return redirect("instrument", shared.pk)
            return view(request, row)

        return login_required(require_http_methods(list(methods))(checked))

    return decorate


@own_instrument_view("GET", "HEAD", "POST")
def instrument(request: SignedInRequest, row: Instrument) -> HttpResponse:
    form = InstrumentForm(request.POST or None, instance=row)
    if form.is_bound and form.is_valid():
        editing.update_instrument(user=request.user, instrument_id=row.pk, **form.values)
        messages.success(request, f"{row.symbol} is saved.")
        return redirect("instrument", row.pk)
    return instrument_page(request, row, form_error_status(form) if form.is_bound else HTTPStatus.OK, form=form)


def instrument_page(request: SignedInRequest, row: Instrument, status: int, /, **forms: Any) -> HttpResponse:
    """Render the page of a private instrument; `forms` replaces forms that have errors."""
    context = {"form": InstrumentForm(instance=row), "splits": SplitsForm(instrument=row), **forms}
    twin = row.find_catalogue_twin()
    state = {"instrument": row, "twin": twin, "pair": (row, twin), "looks": 1}
    return render(request, "portfolios/instrument.html", {**state, **context}, status=status)


@login_required
@require_safe
def instrument_proposal(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Render the proposal card; while it is empty, the page polls a few times."""
    row = get_object_or_404(Instrument.objects.filter(owner=request.user), pk=pk)
    if not request.htmx:
        return redirect_with_query(request, "instrument", row.pk)
    looked = request.GET.get("looks", "")
    looks = int(looked) + 1 if looked in PROPOSAL_POLLS else 0
    return render(request, "portfolios/_proposal.html", {"instrument": row, "looks": looks})


@own_instrument_view("POST")
def instrument_classify(request: SignedInRequest, row: Instrument) -> HttpResponse:
    """Store the owner's classification."""
    form = SplitsForm(request.POST, instrument=row)
    if not form.is_valid():
        return instrument_page(request, row, form_error_status(form), splits=form)
    editing.classify_instrument(user=request.user, instrument_id=row.pk, splits=form.cleaned_data)
    messages.success(request, f"{row.symbol} classification saved.")
    return redirect("instrument", row.pk)


@own_instrument_view("POST")
def instrument_confirm(request: SignedInRequest, row: Instrument) -> HttpResponse:
    """Confirm the proposal that the owner saw, not a newer one."""
    if row.awaits_confirmation and request.POST.get("seen") == row.updated_at.isoformat():
        row.confirm()
        messages.success(request, f"{row.symbol}: classification confirmed.")
    else:
        messages.error(request, "Nothing is confirmed: this has changed since you saw it. Please review it again.")
    return redirect("instrument", row.pk)


@login_required
@require_POST
def instrument_merge(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Replace a private instrument by the catalogue's."""
    row = get_object_or_404(Instrument.objects.visible_to(request.user), pk=pk)
    try:
        moved = promotion.merge_into_catalogue(instrument=row, owner=request.user)
    except promotion.PromotionRefused as error:
        messages.error(request, error.message)
        return redirect("instrument", row.pk)
    messages.success(request, f"{row.symbol}: your positions now use the shared instrument.")
    return redirect("instrument", moved.instrument.pk)


@own_instrument_view("POST")
def instrument_keep(request: SignedInRequest, row: Instrument) -> HttpResponse:
    """Keep the private instrument and stop offering the catalogue's."""
    row.keeps_own = True
    row.save(update_fields=["keeps_own", "updated_at"])
    messages.success(request, f"You kept your own {row.symbol}.")
    return redirect("instrument", row.pk)
