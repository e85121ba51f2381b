"""Add, edit and delete positions."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from people.http import SignedInRequest, redirect_with_query
from portfolios.changes import deletion, editing
from portfolios.changes.editing import NewPosition
from portfolios.changes.limits import TooManyHoldings
from portfolios.forms.accounts import AddPositionForm, PositionForm
from portfolios.models import Account, Position
from portfolios.pages.position_pages import build_position_row, load_rows
from portfolios.views.page import account_page, build_account_header, form_error_status, lock_for_writing, redirect_to
from portfolios.views.search import choose_instrument, find_suggestions


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def position_add(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(lock_for_writing(Account.objects.owned_by(request.user), request), pk=pk)
    if request.method != "POST":
        return choose_instrument(request, row)
    form = AddPositionForm(request.POST, account=row, user=request.user)
    if form.is_valid():
        try:
            with transaction.atomic():  # a new instrument is not created without its position
                details = form.new_instrument
                instrument = form.instrument or editing.get_or_create_instrument(user=request.user, details=details)
                new, values = NewPosition(row.pk, instrument.pk, **form.amounts), form.cleaned_data
                held = editing.add_position(
                    user=request.user, new=new, when_held=values["when_held"], held_version=values["held_version"]
                )
        except TooManyHoldings as error:
            form.add_error(None, str(error))
        else:
            shares = "share" if held.quantity == 1 else "shares"
            text = f"You now hold {held.quantity.normalize():,f} {shares} of {values['symbol']}."
            messages.success(request, text)
            return redirect_to(request, row.get_absolute_url())
    if request.htmx:
        context = {"add_form": form, "account": row}
        return render(request, "portfolios/_position_add.html", context, status=form_error_status(form))
    return account_page(
        request, row, form_error_status(form), add_form=form, suggestions=find_suggestions(request, form)
    )


@login_required
@require_safe
def position(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Render one row of the positions, for example after an edit is canceled."""
    row = get_object_or_404(Position.objects.owned_by(request.user).select_related("account", "instrument"), pk=pk)
    if not request.htmx:
        return redirect_with_query(request, row.account)
    return render_saved(request, row)  # another tab may have changed it


def changed_context(request: SignedInRequest, account: Account) -> dict[str, Any]:
    """Return the account after a change of one position, with the other rows that the page shows."""
    ids = [found for text in request.POST.getlist("displayed") if (found := parse_id(text))]
    others = [row for row in load_rows(account, ids) if row.value is not None]
    return {**build_account_header(request, account), "others": others}


def render_saved(request: SignedInRequest, position: Position) -> HttpResponse:
    """Render the row of a changed position with what it changes around it."""
    context = {**changed_context(request, position.account), "row": build_position_row(position)}
    return render(request, "portfolios/_position_saved.html", context)


def parse_id(text: str) -> UUID | None:
    """Return an id that a page sent, None if somebody edited it."""
    try:
        return UUID(text)
    except ValueError:
        return None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def position_edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = Position.objects.owned_by(request.user).select_related("account", "instrument")
    row = get_object_or_404(lock_for_writing(rows, request), pk=pk)
    form = PositionForm(request.POST or None, instance=row, auto_id=f"id_{row.pk}_%s")
    if form.is_bound and form.is_valid():
        version = form.cleaned_data["version"]
        row = editing.change_position(user=request.user, position_id=pk, version=version, values=form.values)
        if request.htmx:
            return render_saved(request, row)
        return redirect(row.account)
    status = form_error_status(form) if form.is_bound else HTTPStatus.OK
    if request.htmx:
        return render(request, "portfolios/_position_form.html", {"form": form}, status=status)
    return account_page(request, row.account, status, position_form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def position_delete(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = Position.objects.owned_by(request.user).select_related("account", "instrument")
    row = get_object_or_404(lock_for_writing(rows, request), pk=pk)
    if request.method != "POST":
        return render(request, "portfolios/position_delete.html", {"position": row})
    removal = deletion.delete_position(position=row)
    if request.htmx:
        context = {"removal": removal, **changed_context(request, row.account)}
        return render(request, "portfolios/_position_removed.html", context)
    messages.success(request, f"{removal.label} is deleted from {row.account.name}.")
    return redirect(row.account)
