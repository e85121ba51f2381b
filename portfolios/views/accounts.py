"""The list of accounts, and one account."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.http import SignedInRequest
from people.kept_pages.views import kept_page
from portfolios.changes import deletion, editing
from portfolios.forms.accounts import AccountEditForm, AccountForm
from portfolios.models import Account
from portfolios.models.base import AccountNameTaken
from portfolios.models.rates import load_base_currency
from portfolios.models.snapshots import load_account_totals
from portfolios.pages import overview
from portfolios.views.page import (
    account_page,
    build_health_context,
    form_error_status,
    load_portfolio,
    lock_for_writing,
    redirect_to,
)

MAX_POSITIONS_FOR_INLINE_HEALTH = 2_000
"""With more positions, the page loads data health separately, because computing it takes long."""


@login_required
@require_safe
@kept_page()
def accounts(request: SignedInRequest) -> HttpResponse:
    return accounts_page(request, AccountForm(instance=Account(user=request.user)))


def accounts_page(request: SignedInRequest, form: AccountForm, status: int = HTTPStatus.OK) -> HttpResponse:
    sort = request.GET.get("sort", "")
    base = load_base_currency(request.user.pk)
    if not form.is_bound:
        form.initial["currency"] = base.code
    table = overview.build_account_table(load_account_totals(request.user.pk, base), base=base, sort=sort)
    context: dict[str, Any] = {"table": table, "base_currency": base, "currency": base.code, "form": form, "sort": sort}
    if table.positions <= MAX_POSITIONS_FOR_INLINE_HEALTH:
        portfolio = load_portfolio(request)
        context |= {**build_health_context(portfolio), "rates": portfolio.snapshot.rates}
    return render(request, "portfolios/accounts.html", context, status=status)


@login_required
@require_safe
def data_health(request: SignedInRequest) -> HttpResponse:
    template = "portfolios/_health.html" if request.htmx else "portfolios/health.html"
    return render(request, template, build_health_context(load_portfolio(request)))


@login_required
@require_POST
def account_add(request: SignedInRequest) -> HttpResponse:
    form = AccountForm(request.POST, instance=Account(user=request.user))
    if form.is_valid():
        try:
            row = editing.create_account(user=request.user, values=form.cleaned_data)
            return redirect_to(request, row.get_absolute_url())
        except AccountNameTaken as error:
            form.add_error("name", str(error))
    if request.htmx:
        return render(request, "portfolios/_account_add.html", {"form": form}, status=form_error_status(form))
    return accounts_page(request, form, form_error_status(form))


@login_required
@require_safe
@kept_page()
def account(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Account.objects.owned_by(request.user), pk=pk)
    return account_page(request, row)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account_edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(lock_for_writing(Account.objects.owned_by(request.user), request), pk=pk)
    form = AccountEditForm(request.POST or None, instance=row)
    if form.is_bound and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            editing.update_account(user=request.user, account_id=pk, version=version, values=form.values)
            return redirect_to(request, row.get_absolute_url())
        except AccountNameTaken as error:
            form.add_error("name", str(error))
    status = form_error_status(form) if form.is_bound else HTTPStatus.OK
    if request.htmx:
        return render(request, "portfolios/_account_form.html", {"form": form, "account": row}, status=status)
    return account_page(request, row, status, account_form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account_delete(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(lock_for_writing(Account.objects.owned_by(request.user), request), pk=pk)
    if request.method != "POST":
        return render(request, "portfolios/account_delete.html", {"account": row, "count": row.positions.count()})
    removal = deletion.delete_account(account=row)
    messages.success(request, f"{removal.label} is deleted.")
    return redirect("accounts")
