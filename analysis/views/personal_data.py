"""Export or delete everything that Alex stores about the signed-in person."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analysis.personal_data.deletion import GRACE, request_deletion, take_back_deletion
from analysis.personal_data.export import LIFETIME, record_download, request_export
from people.http import SignedInRequest
from people.models import DataExport, DeletionRequest, User
from people.sign_in.second_factor import fresh_sign_in_required


def personal_data_context(user: User) -> dict[str, Any]:
    """Return what the privacy page shows of export and deletion."""
    exports = DataExport.objects.filter(user=user, expires_at__gt=timezone.now()).defer("content")
    return {
        "export": exports.first(),
        "export_hours": LIFETIME.total_seconds() // 3600,
        "deletion": DeletionRequest.objects.filter(user=user).first(),
        "grace_days": GRACE.days,
    }


@login_required
@require_POST
@fresh_sign_in_required
def start_export(request: SignedInRequest) -> HttpResponse:
    request_export(user=request.user)
    return redirect("privacy")


@login_required
@never_cache
@require_safe
def export_status(request: SignedInRequest) -> HttpResponse:
    """Return the card of the export alone, for the page that waits for it."""
    return render(request, "analysis/_export.html", personal_data_context(request.user))


@login_required
@never_cache
@require_safe
def download_export(request: SignedInRequest, pk: UUID) -> HttpResponse:
    own = DataExport.objects.filter(user=request.user, size__gt=0, expires_at__gt=timezone.now())
    return send_export(request, get_object_or_404(own, pk=pk))


@fresh_sign_in_required
def send_export(request: SignedInRequest, export: DataExport) -> HttpResponse:
    record_download(export)
    name = f"alex-{export.updated_at:%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(bytes(export.content or b""), content_type="application/zip", headers=headers)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_sign_in_required
def delete_account(request: SignedInRequest) -> HttpResponse:
    """Ask, and on confirmation have everything deleted after the grace period."""
    if request.method != "POST":
        return render(request, "analysis/delete_account.html", personal_data_context(request.user))
    deletion = request_deletion(user=request.user)
    day = date_format(deletion.due_at, "F j, Y, H:i")
    messages.warning(request, f"Everything will be deleted on {day} UTC. Until then you can change your mind.")
    return redirect("privacy")


@login_required
@require_POST
def keep_account(request: SignedInRequest) -> HttpResponse:
    if take_back_deletion(user=request.user):
        messages.success(request, "Nothing will be deleted.")
    return redirect("privacy")
