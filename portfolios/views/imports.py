"""Import a file: upload, match columns, review, apply. Each step is a page with a form."""

from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from people.http import SignedInRequest, redirect_with_query
from people.shared_cache.fair_use import IMPORT, limited
from portfolios.changes.limits import TooManyHoldings
from portfolios.forms.import_names import NamesForm
from portfolios.forms.imports import ColumnsForm, ImportUploadForm
from portfolios.importers.table import MAX_FILE_BYTES, FileUnreadable
from portfolios.importing import steps
from portfolios.importing.statements import send_statement
from portfolios.models import Account
from portfolios.models.imports import ImportDraft


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited(IMPORT)
def import_start(request: SignedInRequest) -> HttpResponse:
    return upload_page(request, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited(IMPORT)
def account_import(request: SignedInRequest, pk: UUID) -> HttpResponse:
    return upload_page(request, get_object_or_404(Account.objects.owned_by(request.user), pk=pk))


def upload_page(request: SignedInRequest, account: Account | None) -> HttpResponse:
    form = ImportUploadForm(request.POST, request.FILES) if request.method == "POST" else ImportUploadForm()
    if form.is_bound and form.is_valid():
        try:
            drafts = steps.start_import(user=request.user, account=account, files=form.sent)
        except FileUnreadable as error:
            form.add_error("file", str(error))
        else:
            return redirect_to_next(drafts[0])
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"form": form, "account": account, **describe_upload_limit()}
    return render(request, "portfolios/import_upload.html", context, status=status)


def redirect_to_next(draft: ImportDraft, *, after: int = -1) -> HttpResponse:
    """Redirect to the columns of the next file that has something to ask, or is being read, else to the review."""
    following = steps.next_to_match(draft, after=after)
    if following is None:
        return redirect("import_check", draft.pk)
    return redirect("import_reading" if following.is_waiting else "import_columns", following.pk)


def describe_upload_limit() -> dict[str, str]:
    """Return what may be sent as it is, in MB, where that is less than a file may have: `plain_limit`, or nothing."""
    limit = settings.UPLOAD_MAX_BYTES
    return {"plain_limit": f"{limit / 1e6:.1f}"} if limit < MAX_FILE_BYTES else {}


def get_own_draft(request: SignedInRequest, pk: UUID) -> ImportDraft:
    drafts = ImportDraft.objects.active_for(request.user, now=timezone.now()).select_related("account", "user")
    return get_object_or_404(drafts, pk=pk)


@login_required
@never_cache
@require_safe
def import_reading(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show that a language model reads a statement, then go on, or say why none of the files can be read."""
    draft = get_own_draft(request, pk)
    files = list(ImportDraft.objects.of_import(draft))
    waiting = [one for one in files if one.is_waiting]
    for one in waiting:
        send_statement(one)
    if request.htmx:
        return HttpResponse(status=HTTPStatus.NO_CONTENT) if waiting else HttpResponseClientRefresh()
    if not waiting and not all(one.refused for one in files):
        following = steps.next_to_match(files[0])
        step, one = ("import_check", draft) if following is None else ("import_columns", following)
        return redirect_with_query(request, step, one.pk)
    context = {"draft": draft, "files": files, "waiting": waiting}
    return render(request, "portfolios/import_reading.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: SignedInRequest, pk: UUID) -> HttpResponse:
    draft = get_own_draft(request, pk)
    if draft.is_waiting or draft.refused:
        return redirect_with_query(request, "import_reading", draft.pk)
    form = ColumnsForm(request.POST if request.method == "POST" else None, draft=draft)
    if form.is_bound and form.is_valid():
        steps.save_mapping(draft=draft, mapping=form.mapping, targets=form.targets)
        return redirect_to_next(draft, after=draft.number)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    files = list(ImportDraft.objects.of_import(draft).filter(refused="").values_list("pk", flat=True))
    context = {"form": form, "draft": draft, "files": files, "file_number": files.index(draft.pk) + 1}
    return render(request, "portfolios/import_columns.html", context, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_check(request: SignedInRequest, pk: UUID) -> HttpResponse:
    draft = get_own_draft(request, pk)
    try:
        if request.method != "POST":
            return check_page(request, draft)
        return name_rows(request, draft) if "names" in request.POST else apply_import_draft(request, draft)
    except steps.StatementUnread:
        return redirect_with_query(request, "import_reading", draft.pk)
    except steps.TargetAccountMissing:
        messages.error(request, "The accounts have changed since you chose them. Please choose again.")
        return redirect_with_query(request, "import_columns", draft.pk)


def check_page(
    request: SignedInRequest,
    draft: ImportDraft,
    refusal: str = "",
    status: int = HTTPStatus.OK,
    names: NamesForm | None = None,
) -> HttpResponse:
    """Render the review of an import, with the reason if applying it was refused."""
    plan = steps.plan_import(draft=draft)
    names = names or NamesForm(texts=plan.unnamed)
    context = {"draft": draft, "plan": plan, "refusal": refusal, "names": names}
    return render(request, "portfolios/import_check.html", context, status=status)


def name_rows(request: SignedInRequest, draft: ImportDraft) -> HttpResponse:
    """Store the symbols that a person chose for rows without one, and show the plan with them."""
    form = NamesForm(request.POST, texts=steps.plan_import(draft=draft).unnamed)
    if not form.is_valid():
        return check_page(request, draft, status=HTTPStatus.UNPROCESSABLE_ENTITY, names=form)
    steps.save_names(draft=draft, names=form.names)
    return redirect("import_check", draft.pk)


def apply_import_draft(request: SignedInRequest, draft: ImportDraft) -> HttpResponse:
    try:
        plan = steps.apply_import(
            draft=draft,
            digest=request.POST.get("digest", ""),
            accepts_difference="accept_difference" in request.POST,
            gone=set(request.POST.getlist("gone")),
        )
    except steps.PlanChanged:
        refusal = "Your portfolio has changed since this preview. Nothing was imported. This is the new preview."
        return check_page(request, draft, refusal, HTTPStatus.CONFLICT)
    except steps.DifferenceNotAccepted:
        refusal = "Check what the box says, and tick it to import all the same."
        return check_page(request, draft, refusal, HTTPStatus.UNPROCESSABLE_ENTITY)
    except TooManyHoldings as error:
        return check_page(request, draft, str(error), HTTPStatus.UNPROCESSABLE_ENTITY)
    except steps.NothingToImport:
        return check_page(request, draft, "No rows to import.", HTTPStatus.UNPROCESSABLE_ENTITY)
    row_count = "1 row" if plan.accepted_row_count == 1 else f"{plan.accepted_row_count:,} rows"
    outcome = "Imported" if plan.has_changes else "Already stored, so nothing changed"
    messages.success(request, f"{outcome}: {row_count} of {plan.file_names}.")
    return redirect(draft.account or "accounts")


@login_required
@require_POST
def import_discard(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Delete all files of the import without importing anything."""
    draft = get_own_draft(request, pk)
    ImportDraft.objects.of_import(draft).delete()
    messages.info(request, "Nothing was imported.")
    return redirect(draft.account or "accounts")
