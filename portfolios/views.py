"""The pages on what a person owns. Each works without a script; with HTMX the same fragments are swapped in place."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from people.http import SignedInRequest
from portfolios import demo, editing, overview
from portfolios.fields import clean_text
from portfolios.figures import portfolio_facts
from portfolios.forms import (
    AccountEditForm,
    AccountForm,
    AddPositionForm,
    InstrumentForm,
    PositionForm,
    VersionedForm,
)
from portfolios.health import findings
from portfolios.holdings import take_snapshot
from portfolios.models import Account, Instrument, Position, Profile
from portfolios.portfolio import Portfolio
from portfolios.profile_form import ProfileForm

SUGGESTIONS = 8
SHORTEST_SEARCH = 1


def load_portfolio(request: SignedInRequest) -> Portfolio:
    return Portfolio(take_snapshot(request.user.pk, now=timezone.now()))


def locked_for_writing(rows: QuerySet[Any], request: SignedInRequest) -> QuerySet[Any]:
    """Between reading the version and writing, nobody else writes."""
    return rows.select_for_update(of=("self",)) if request.method == "POST" else rows


def refusal(form: Any) -> HTTPStatus:
    stale = isinstance(form, VersionedForm) and form.is_stale
    return HTTPStatus.CONFLICT if stale else HTTPStatus.UNPROCESSABLE_ENTITY


def go(request: SignedInRequest, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


# Dashboard and profile


@login_required
@require_GET
def dashboard(request: SignedInRequest) -> HttpResponse:
    return dashboard_page(request, ProfileForm(instance=get_object_or_404(Profile, user=request.user)))


def dashboard_page(request: SignedInRequest, form: ProfileForm, status: int = HTTPStatus.OK) -> HttpResponse:
    portfolio = load_portfolio(request)
    facts = portfolio_facts(portfolio)
    context = {
        "form": form,
        "portfolio": portfolio,
        "accounts": overview.account_lines(portfolio),
        "asset_classes": overview.asset_class_lines(facts),
        "regions": overview.region_lines(facts),
        "unclassified": overview.unclassified_share(facts),
        "pie": overview.asset_class_pie(portfolio),
        "findings": findings(portfolio),
    }
    return render(request, "portfolios/dashboard.html", context, status=status)


@login_required
@require_POST
def profile(request: SignedInRequest) -> HttpResponse:
    row = get_object_or_404(locked_for_writing(Profile.objects.filter(user=request.user), request))
    form = ProfileForm(request.POST, instance=row)
    if form.is_valid():
        form.save()
        messages.success(request, "Your profile is saved and confirmed.")
        return go(request, reverse("dashboard"))
    if request.htmx:
        return render(request, "portfolios/_profile.html", {"form": form}, status=refusal(form))
    return dashboard_page(request, form, refusal(form))


# Accounts


@login_required
@require_GET
def accounts(request: SignedInRequest) -> HttpResponse:
    return accounts_page(request, AccountForm(instance=Account(user=request.user)))


def accounts_page(request: SignedInRequest, form: AccountForm, status: int = HTTPStatus.OK) -> HttpResponse:
    portfolio = load_portfolio(request)
    context = {"portfolio": portfolio, "accounts": overview.account_lines(portfolio), "form": form}
    return render(request, "portfolios/accounts.html", context, status=status)


@login_required
@require_POST
def account_add(request: SignedInRequest) -> HttpResponse:
    form = AccountForm(request.POST, instance=Account(user=request.user))
    if form.is_valid():
        try:
            return go(request, editing.open_account(user=request.user, form=form).get_absolute_url())
        except editing.DuplicateName as error:
            form.add_error("name", f"You already have an account called “{error}”.")
    if request.htmx:
        return render(request, "portfolios/_account_add.html", {"form": form}, status=refusal(form))
    return accounts_page(request, form, refusal(form))


@login_required
@require_GET
def account(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Account.objects.owned_by(request.user), pk=pk)
    return account_page(request, row)


def account_page(
    request: SignedInRequest, account: Account, status: int = HTTPStatus.OK, /, **state: Any
) -> HttpResponse:
    """The page of an account; `state` names the form that is open on it and what it says."""
    context = {"add_form": AddPositionForm(account=account, user=request.user), **account_context(request, account)}
    return render(request, "portfolios/account.html", {**context, **state}, status=status)


def account_context(request: SignedInRequest, account: Account) -> dict[str, Any]:
    portfolio = load_portfolio(request)
    worth = next(worth for worth in portfolio.valuation.accounts if worth.account.id == account.pk)
    rows = sorted(worth.positions, key=lambda row: row.instrument.symbol)
    total = portfolio.valuation.account_totals()[account.pk]
    return {"account": account, "portfolio": portfolio, "worth": worth, "rows": rows, "total": total}


@login_required
@require_http_methods(["GET", "POST"])
def account_edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(locked_for_writing(Account.objects.owned_by(request.user), request), pk=pk)
    form = AccountEditForm(request.POST or None, instance=row)
    if form.is_bound and form.is_valid():
        form.save()
        return go(request, row.get_absolute_url())
    status = refusal(form) if form.is_bound else HTTPStatus.OK
    if request.htmx:
        return render(request, "portfolios/_account_form.html", {"form": form, "account": row}, status=status)
    return account_page(request, row, status, account_form=form)


@login_required
@require_http_methods(["GET", "POST"])
def account_delete(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Account.objects.owned_by(request.user), pk=pk)
    if request.method == "GET":
        return render(request, "portfolios/account_delete.html", {"account": row, "count": row.positions.count()})
    row.delete()
    messages.success(request, f"{row.name} is deleted.")
    return redirect("accounts")


@login_required
@require_http_methods(["GET", "POST"])
def populate(request: SignedInRequest) -> HttpResponse:
    if request.method == "GET":
        return render(request, "portfolios/populate.html", {"samples": demo.ACCOUNTS})
    try:
        added = demo.populate(user=request.user)
    except demo.CatalogueMissing as error:
        messages.error(request, f"Nothing was added. {error}")
    else:
        messages.success(request, f"{added.accounts} accounts and {added.positions} positions added.")
    return redirect("accounts")


@login_required
@require_http_methods(["GET", "POST"])
def reset_accounts(request: SignedInRequest) -> HttpResponse:
    if request.method == "POST":
        messages.success(request, f"{demo.reset_accounts(user=request.user)} accounts deleted.")
        return redirect("accounts")
    counts = {
        "accounts": Account.objects.owned_by(request.user).count(),
        "positions": Position.objects.owned_by(request.user).count(),
        "instruments": Instrument.objects.filter(owner=request.user).count(),
    }
    return render(request, "portfolios/reset.html", counts)


# Positions


@login_required
@require_http_methods(["GET", "POST"])
def position_add(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(locked_for_writing(Account.objects.owned_by(request.user), request), pk=pk)
    if request.method == "GET":
        return choose_instrument(request, row)
    form = AddPositionForm(request.POST, account=row, user=request.user)
    if form.is_valid():
        held = editing.hold(form=form)
        messages.success(request, f"{form.cleaned_data['symbol']}: you hold {held.quantity.normalize():,f}.")
        return go(request, row.get_absolute_url())
    if request.htmx:
        context = {"add_form": form, "account": row}
        return render(request, "portfolios/_position_add.html", context, status=refusal(form))
    return account_page(request, row, refusal(form), add_form=form, suggestions=suggestions(request, form))


def choose_instrument(request: SignedInRequest, account: Account) -> HttpResponse:
    symbol = clean_text(request.GET.get("choose", ""))[:20].upper()
    form = AddPositionForm(account=account, user=request.user, initial={"symbol": symbol})
    state = {"add_form": form, "chosen": Instrument.objects.named(symbol, user=request.user)}
    if request.htmx:
        return render(request, "portfolios/_symbol_field.html", {**state, "account": account})
    return account_page(request, account, **state)


@login_required
@require_GET
def instrument_search(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Account.objects.owned_by(request.user), pk=pk)
    sought = clean_text(request.GET.get("symbol", ""))[:80]
    context = {"account": row, "sought": sought, "suggestions": matching(request, sought)}
    if request.htmx:
        return render(request, "portfolios/_suggestions.html", context)
    form = AddPositionForm(account=row, user=request.user, initial={"symbol": sought})
    return account_page(request, row, **context, add_form=form)


def matching(request: SignedInRequest, words: str) -> list[Instrument]:
    if len(words) < SHORTEST_SEARCH:
        return []
    return list(Instrument.objects.visible_to(request.user).matching(words)[:SUGGESTIONS])


def suggestions(request: SignedInRequest, form: AddPositionForm) -> list[Instrument]:
    """For those without a script: what the words in the symbol field may have meant."""
    if form.instrument is not None:
        return []
    return matching(request, clean_text(form.data.get("symbol", ""))[:80])


@login_required
@require_GET
def position(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Position.objects.owned_by(request.user).select_related("account"), pk=pk)
    if not request.htmx:
        return redirect(row.account)
    return render(request, "portfolios/_position.html", position_context(request, row))


def position_context(request: SignedInRequest, position: Position) -> dict[str, Any]:
    context = account_context(request, position.account)
    return {**context, "row": next(row for row in context["rows"] if row.position.id == position.pk)}


@login_required
@require_http_methods(["GET", "POST"])
def position_edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = Position.objects.owned_by(request.user).select_related("account", "instrument")
    row = get_object_or_404(locked_for_writing(rows, request), pk=pk)
    form = PositionForm(request.POST or None, instance=row, auto_id=f"id_{row.pk}_%s")
    if form.is_bound and form.is_valid():
        form.save()
        if request.htmx:
            return render(request, "portfolios/_position_saved.html", position_context(request, row))
        return redirect(row.account)
    status = refusal(form) if form.is_bound else HTTPStatus.OK
    if request.htmx:
        return render(request, "portfolios/_position_form.html", {"form": form}, status=status)
    return account_page(request, row.account, status, position_form=form)


@login_required
@require_http_methods(["GET", "POST"])
def position_delete(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = Position.objects.owned_by(request.user).select_related("account", "instrument")
    row = get_object_or_404(rows, pk=pk)
    if request.method == "GET":
        return render(request, "portfolios/position_delete.html", {"position": row})
    row.delete()
    messages.success(request, f"{row.instrument.symbol} is deleted from {row.account.name}.")
    return redirect(row.account)


# Instruments


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
