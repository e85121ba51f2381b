"""Undo a deletion."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from people.http import SignedInRequest
from portfolios.changes import deletion
from portfolios.models import Position, Removal
from portfolios.views.page import redirect_to
from portfolios.views.positions import render_saved


@login_required
@require_POST
def undo(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Restore a deletion, and show a position in the row where it was deleted."""
    kept = Removal.objects.owned_by(request.user).not_expired(now=timezone.now())
    removal = get_object_or_404(kept.select_for_update(), pk=pk)
    try:
        account = deletion.restore(removal=removal)
    except deletion.RestoreRefused as error:
        page = "portfolios/_position_removed.html" if request.htmx else "portfolios/not_restored.html"
        return render(request, page, {"removal": removal, "refusal": error}, status=HTTPStatus.CONFLICT)
    if request.htmx and removal.kind == Removal.Kind.POSITION:
        rows = Position.objects.owned_by(request.user).select_related("account", "instrument")
        row = get_object_or_404(rows, pk=removal.content.positions[0].id)
        return render_saved(request, row)
    is_renamed = removal.kind == Removal.Kind.ACCOUNT and account.name != removal.label
    new_name = f" as “{account.name}”, because another account took its name" if is_renamed else ""
    messages.success(request, f"{removal.label} is back{new_name}.")
    return redirect_to(request, account.get_absolute_url())
