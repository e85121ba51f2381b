"""Export accounts and positions as files that can be imported again."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from people.audit import record_event
from people.http import SignedInRequest
from portfolios import events
from portfolios.importers.readers.alex_export import format_csv, format_json
from portfolios.pages.export_rows import load_export_rows


@login_required
@never_cache
@require_safe
def export_csv(request: SignedInRequest) -> HttpResponse:
    """Return a CSV file with a byte order mark, which tells spreadsheets that it is UTF-8."""
    record_event(events.EXPORTED, by=request.user, details="as CSV")
    return build_download_response(
        f"\ufeff{format_csv(load_export_rows(request.user))}", "text/csv; charset=utf-8", "csv"
    )


@login_required
@never_cache
@require_safe
def export_json(request: SignedInRequest) -> HttpResponse:
    """Return a JSON file of all accounts and positions."""
    record_event(events.EXPORTED, by=request.user, details="as JSON")
    now = timezone.now().isoformat(timespec="seconds")
    return build_download_response(
        format_json(load_export_rows(request.user), exported_at=now), "application/json", "json"
    )


def build_download_response(text: str, content_type: str, ending: str) -> HttpResponse:
    name = f"alex-portfolio-{timezone.localdate()}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type=content_type, headers=headers)
