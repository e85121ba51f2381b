"""One instrument: one's own is edited, the catalogue's is shown."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from people.http import SignedInRequest
from portfolios import editing
from portfolios.instrument_form import InstrumentForm
from portfolios.models import Instrument
from portfolios.views.page import refusal


@login_required
@require_http_methods(["GET", "POST"])
def instrument(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One's own is edited here; the shared catalogue is only shown."""
    row = get_object_or_404(Instrument.objects.visible_to(request.user), pk=pk)
    if row.owner_id is None:
        return catalogue_page(request, row)
    form = InstrumentForm(request.POST or None, instance=row)
    if form.is_bound and form.is_valid():
        editing.change_instrument(form=form)
        messages.success(request, f"{row.symbol} is saved.")
        return redirect("instrument", row.pk)
    status = refusal(form) if form.is_bound else HTTPStatus.OK
    return render(request, "portfolios/instrument.html", {"instrument": row, "form": form}, status=status)


def catalogue_page(request: SignedInRequest, instrument: Instrument) -> HttpResponse:
    if request.method != "GET":
        messages.error(request, f"{instrument.symbol} is in the shared catalogue: only staff change it.")
        return redirect("instrument", instrument.pk)
    return render(request, "portfolios/instrument.html", {"instrument": instrument})
