"""Import a catalogue file in the admin: upload, review, apply."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from people.models import User
from portfolios.catalogue import upload as catalogue_import
from portfolios.catalogue.seed import Outcome
from portfolios.catalogue.upload import CatalogueInvalid, CataloguePlanChanged
from portfolios.fields.uploads import UploadField
from portfolios.models import Instrument
from portfolios.models.imports import CatalogueDraft

MAX_SHOWN_ROWS = 200
OUTCOME_LABELS: dict[Outcome, str] = {
    "new": "New",
    "changed": "Changed",
    "kept": "Left as staff decided",
    "same": "Unchanged",
}


class CatalogueUploadForm(forms.Form):
    file = UploadField(
        label="Catalogue file",
        max_length=200,
        help_text="JSON, at most 10 MB and 10,000 instruments. You review the changes before anything is written.",
        widget=forms.FileInput(attrs={"accept": ".json,.gz,application/json", "data-compress": ""}),
    )


class CatalogueImportPages:
    """Two pages, for staff who may add and change instruments."""

    def __init__(self, instruments: "admin.ModelAdmin[Instrument]") -> None:
        self.instruments = instruments

    def upload(self, request: HttpRequest) -> HttpResponse:
        user = self._require_import_permission(request)
        form = CatalogueUploadForm(request.POST, request.FILES) if request.method == "POST" else CatalogueUploadForm()
        problems: list[Any] = []
        if form.is_bound and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                draft = catalogue_import.create_catalogue_draft(user=user, file_name=file.name, data=file.read())
                return redirect("admin:catalogue_check", draft.pk)
            except CatalogueInvalid as refused:
                problems = refused.problems
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
        return self._render_page(request, "catalogue_upload", {"form": form, "problems": problems}, status)

    def check(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        drafts = CatalogueDraft.objects.active_for(self._require_import_permission(request), now=timezone.now())
        draft = get_object_or_404(drafts.select_related("user"), pk=pk)
        try:
            if request.method != "POST":
                return self._preview(request, draft)
            try:
                plan = catalogue_import.apply_catalogue_draft(draft=draft, digest=request.POST.get("digest", ""))
            except CataloguePlanChanged:
                refusal = "Instruments have changed since this preview. Nothing was imported. This is the new preview."
                return self._preview(request, draft, refusal)
        except CatalogueInvalid:
            self.instruments.message_user(request, "This file is no longer valid. Upload it again.", messages.ERROR)
            return redirect("admin:catalogue_upload")
        new, changed, same, kept = plan.counts
        done = f"{new} instruments added, {changed} changed, {same} unchanged, {kept} left as staff decided."
        self.instruments.message_user(request, done, messages.SUCCESS)
        return redirect("admin:portfolios_instrument_changelist")

    def _preview(self, request: HttpRequest, draft: CatalogueDraft, refusal: str = "") -> HttpResponse:
        plan = catalogue_import.plan_catalogue_draft(draft)
        groups = [(label, plan.of(outcome)) for outcome, label in OUTCOME_LABELS.items()]
        listed = [
            (label, len(rows), rows[:MAX_SHOWN_ROWS], max(0, len(rows) - MAX_SHOWN_ROWS)) for label, rows in groups
        ]
        context = {"draft": draft, "plan": plan, "groups": listed, "refusal": refusal}
        return self._render_page(request, "catalogue_check", context, HTTPStatus.CONFLICT if refusal else HTTPStatus.OK)

    def _render_page(self, request: HttpRequest, name: str, context: dict[str, Any], status: int) -> HttpResponse:
        common = {
            **self.instruments.admin_site.each_context(request),
            "opts": Instrument._meta,
            "title": "Import a catalogue file",
        }
        return TemplateResponse(request, f"admin/portfolios/{name}.html", {**common, **context}, status=status)

    def _require_import_permission(self, request: HttpRequest) -> User:
        """Return the staff member. Raises PermissionDenied without the right to add and change instruments."""
        if not (self.instruments.has_add_permission(request) and self.instruments.has_change_permission(request)):
            raise PermissionDenied
        assert isinstance(request.user, User)
        return request.user
