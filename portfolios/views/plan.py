"""The page of a person's plan under settings, and old addresses that lead to it."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BoundField
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from people.http import SignedInRequest
from people.kept_pages.views import kept_page
from portfolios.changes.household import confirm_household
from portfolios.changes.profile import change_profile
from portfolios.forms.household import ONE_OFF_ROWS, PHASE_ROWS, HouseholdForm
from portfolios.forms.income import IncomeForm
from portfolios.forms.profile import (
    ConfirmForm,
    ProfileForm,
    build_household_marks,
    build_marks,
    describe_profile,
)
from portfolios.household.assumptions import ASSUMPTIONS, HOUSEHOLD_PARTS
from portfolios.models import IncomeStream, Profile
from portfolios.models.snapshots import StoredProfile, build_profile_value, load_profile
from portfolios.valuation.assumptions import CONFIRMABLE, join_descriptions
from portfolios.valuation.snapshot import IncomeValue
from portfolios.views.page import form_error_status, lock_for_writing, money_marks, redirect_to


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@kept_page()
def plan(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST":
        return plan_page(request)
    row = get_object_or_404(lock_for_writing(Profile.objects.filter(user=request.user), request))
    form, household = ProfileForm(request.POST, instance=row), HouseholdForm(request.POST, instance=row)
    if not all([form.is_valid(), household.is_valid()]):
        return plan_page(request, form_error_status(form), form=form, household=household)
    before = row.household
    form.save()
    household.save()
    confirmed = describe_profile(row, set(form.assumed) - set(row.assumed))
    message = f"Plan saved. Confirmed: {join_descriptions(confirmed)}." if confirmed else "Plan saved."
    is_changed = form.stated or row.household != before
    messages.success(request, message if is_changed else "You changed nothing, so nothing was saved.")
    return redirect_to(request, reverse("plan"))


def plan_page(request: SignedInRequest, status: int = HTTPStatus.OK, /, **state: Any) -> HttpResponse:
    """Render the plan; `state` holds the form that is open on it, with its errors."""
    stored = load_profile(request.user.pk)
    if stored.row.pk is None:
        raise Http404
    form, household = ProfileForm(instance=stored.row), HouseholdForm(instance=stored.row)
    context = {
        **describe_benefits(stored),
        **money_marks(stored.row.base_currency),
        "form": form,
        "household": household,
        **build_assumptions(stored.row, stored.income),
        "phases": household_rows(state.get("household", household), "phases", PHASE_ROWS),
        "one_offs": household_rows(state.get("household", household), "one_offs", ONE_OFF_ROWS),
        "incomes": stored.income,
        "income_form": build_income_form(request),
        **state,
    }
    return render(request, "portfolios/plan.html", context, status=status)


def describe_benefits(stored: StoredProfile) -> dict[str, Any]:
    """Return whether an income counts as Social Security, and the names of incomes that an entered benefit replaces."""
    counted = build_profile_value(stored.row, stored.income, timezone.now()).counted_income
    return {
        "counts_a_benefit": any(one.tax == "social_security" for one in counted),
        "replaced_incomes": [one.name for one in stored.income if one not in counted],
    }


def household_rows(form: HouseholdForm, name: str, count: int) -> list[dict[str, BoundField]]:
    """Return the fields of each row of a list, such as the phases, by their last name."""
    rows: list[dict[str, BoundField]] = [{} for _ in range(count)]
    for field in form:
        first, _, rest = field.name.partition("__")
        if first == name:
            place, _, last = rest.partition("__")
            rows[int(place)][last] = field
    return rows


def build_assumptions(row: Profile, income: Iterable[IncomeValue]) -> dict[str, Any]:
    """Return what each answer is marked as, and those that can be confirmed as they are."""
    marks = {**build_marks(row), **build_household_marks(row, income)}
    return {"marks": marks, "to_confirm": [mark for mark in marks.values() if mark.can_confirm]}


def build_income_form(request: SignedInRequest, data: Any = None) -> IncomeForm:
    return IncomeForm(data, instance=IncomeStream(user=request.user), auto_id="id_income_%s")


@login_required
@require_POST
def confirm_assumptions(request: SignedInRequest) -> HttpResponse:
    """Confirm the assumptions that the person saw, unless the profile changed meanwhile."""
    row = get_object_or_404(lock_for_writing(Profile.objects.filter(user=request.user), request))
    form = ConfirmForm(request.POST)
    if not form.is_valid() or form.cleaned_data["version"] != row.version:
        messages.error(request, "Nothing was confirmed: your plan has changed. Check it and confirm again.")
        return redirect_to(request, reverse("plan"))
    income = load_profile(request.user.pk).income
    before = build_assumptions(row, income)["marks"]
    names = form.cleaned_data["assumed"]
    if stated := [name for name in names if name in CONFIRMABLE]:
        change_profile(profile=row, stated=stated)
    confirm_household(profile=row, parts=[part for part in HOUSEHOLD_PARTS if part in names])
    after = build_assumptions(row, income)
    confirmed = [mark for name, mark in after["marks"].items() if before[name].is_assumed and not mark.is_assumed]
    message = f"Confirmed: {', '.join(mark.text for mark in confirmed)}."
    if not request.htmx:
        messages.success(request, message)
        return redirect("plan")
    context = {
        "version": row.version, "confirmed": confirmed, "message": message,
        "answers": confirmed_answers(row, names), **after,
    }  # fmt: skip
    return render(request, "portfolios/_confirmed.html", context)


def confirmed_answers(row: Profile, names: Iterable[str]) -> list[BoundField]:
    """Return the fields of the household that a confirmation of these parts fills in; they were empty before."""
    filled = [name for part, one in ASSUMPTIONS.items() if part in names for name in one.confirmed]
    return [field for field in HouseholdForm(instance=row) if field.name.split("__")[0] in filled]


@login_required
def moved(request: SignedInRequest, *, to: str, pk: UUID | None = None) -> HttpResponse:
    """Redirect from the address that a page or form had on the dashboard. A form that was sent there is sent again."""
    query = request.META.get("QUERY_STRING", "")
    address = reverse(to, args=[pk] if pk else []) + (f"?{query}" if query else "")
    return redirect(address, permanent=True, preserve_request=True)
