"""Download an analysis as a file."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from analysis.exporting.building import CannotExport
from analysis.exporting.files import ExportFile, export
from analysis.models import Job
from people.http import SignedInRequest


@login_required
@never_cache
@require_safe
def download_analysis(request: SignedInRequest, job_id: uuid.UUID, file: ExportFile) -> HttpResponse:
    job = get_object_or_404(Job.objects.owned_by(request.user).completed(), pk=job_id)
    try:
        content = export(job, file)
    except CannotExport as refused:
        messages.error(request, str(refused))
        return redirect("analysis", job.pk)
    headers = {"Content-Disposition": f'attachment; filename="{file.name_for(job)}"'}
    return HttpResponse(content, content_type=file.content_type, headers=headers)
