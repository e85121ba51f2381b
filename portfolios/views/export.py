"""Everything a person holds, to take away; the same files can be imported again."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from people.http import SignedInRequest
from portfolios.importers.readers.alex_export import as_csv, as_json
from portfolios.pages.exporting import export_rows


@login_required
@never_cache
@require_safe
def export_csv(request: SignedInRequest) -> HttpResponse:
    """With a byte order mark, from which spreadsheets know that it is UTF-8."""
    return download(f"\ufeff{as_csv(export_rows(request.user))}", "text/csv; charset=utf-8", "csv")


@login_required
@never_cache
@require_safe
def export_json(request: SignedInRequest) -> HttpResponse:
    now = timezone.now().isoformat(timespec="seconds")
    return download(as_json(export_rows(request.user), exported_at=now), "application/json", "json")


def download(text: str, content_type: str, ending: str) -> HttpResponse:
    name = f"alex-portfolio-{timezone.localdate()}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type=content_type, headers=headers)
