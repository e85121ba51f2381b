"""Add, edit and delete income in retirement on the page of the plan."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.http import SignedInRequest, redirect_with_query
from portfolios.changes.profile import delete_income, save_income
from portfolios.forms.income import IncomeForm
from portfolios.models import IncomeStream
from portfolios.models.snapshots import load_profile
from portfolios.views.page import form_error_status, lock_for_writing
from portfolios.views.plan import build_assumptions, build_income_form, describe_benefits, plan_page


@login_required
@require_POST
def income_add(request: SignedInRequest) -> HttpResponse:
    form = build_income_form(request, request.POST)
    if form.is_valid():
        row = save_income(income=form.save(commit=False))
        return render_income_change(request, f"{row.name} added.", "portfolios/_income_added.html", row)
    if request.htmx:
        return render(request, "portfolios/_income_add.html", {"income_form": form}, status=form_error_status(form))
    return plan_page(request, form_error_status(form), income_form=form)


@login_required
@require_safe
def income(request: SignedInRequest, pk: UUID) -> HttpResponse:
    return income_row(request, get_object_or_404(IncomeStream.objects.owned_by(request.user), pk=pk))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def income_edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(lock_for_writing(IncomeStream.objects.owned_by(request.user), request), pk=pk)
    form = IncomeForm(request.POST or None, instance=row, auto_id=f"id_{row.pk}_%s")
    if form.is_bound and form.is_valid():
        row = save_income(income=form.save(commit=False))
        return render_income_change(request, f"{row.name} saved.", "portfolios/_income_saved.html", row)
    status = form_error_status(form) if form.is_bound else HTTPStatus.OK
    if request.htmx:
        return render(request, "portfolios/_income_form.html", {"form": form}, status=status)
    return plan_page(request, status, income_edit_form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def income_delete(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(IncomeStream.objects.owned_by(request.user), pk=pk)
    if request.method != "POST":
        return render(request, "portfolios/income_delete.html", {"income": row, "currency": currency_of_plan(request)})
    delete_income(income=row)
    return render_income_change(request, f"{row.name} is deleted.", "portfolios/_income_changed.html")


def income_row(request: SignedInRequest, row: IncomeStream) -> HttpResponse:
    if not request.htmx:
        return redirect_to_income_card(request)
    return render(request, "portfolios/_income.html", {"row": row, "currency": currency_of_plan(request)})


def currency_of_plan(request: SignedInRequest) -> str:
    return load_profile(request.user.pk).row.base_currency


def render_income_change(
    request: SignedInRequest, message: str, fragment: str, row: IncomeStream | None = None
) -> HttpResponse:
    """Render what a change does to the page. row: the new or changed income."""
    if not request.htmx:
        messages.success(request, message)
        return redirect_to_income_card(request)
    stored = load_profile(request.user.pk)
    context = {
        "income_form": build_income_form(request), "currency": stored.row.base_currency, "version": stored.row.version,
        **build_assumptions(stored.row, stored.income), **describe_benefits(stored),
    }  # fmt: skip
    return render(request, fragment, {**context, "row": row, "message": message})


def redirect_to_income_card(request: SignedInRequest) -> HttpResponse:
    return redirect_with_query(request, "plan", fragment="income")
