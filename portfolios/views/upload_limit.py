"""Limit the size of an upload before its body is read."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from people.http import SignedInRequest
from portfolios.fields.uploads import FILE_TOO_LARGE_MESSAGE
from portfolios.forms.imports import ImportUploadForm
from portfolios.importers.table import MAX_FILE_BYTES

FORM_OVERHEAD_BYTES = 10_000
"""The size of a form around its file."""


def limit_body_size(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse a body by its Content-Length before the CSRF check reads it."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def checked(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.UPLOAD_MAX_BYTES + FORM_OVERHEAD_BYTES:
            context = {"form": ImportUploadForm(), "too_large": body_too_large_message(), **describe_upload_limit()}
            return render(request, "portfolios/import_upload.html", context, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return protected(request, *args, **kwargs)

    return checked


def body_too_large_message() -> str:
    """Return the refusal of a body by its size as sent, which a server may limit below the size of a file."""
    limit = describe_upload_limit().get("plain_limit")
    if not limit:
        return FILE_TOO_LARGE_MESSAGE
    return (
        f"This file is larger than {limit} MB as it was sent. Compress it with gzip, or split it and import the parts."
    )


def describe_upload_limit() -> dict[str, str]:
    """Return what may be sent as it is, in MB, where that is less than a file may have: `plain_limit`, or nothing."""
    limit = settings.UPLOAD_MAX_BYTES
    return {"plain_limit": f"{limit / 1e6:.1f}"} if limit < MAX_FILE_BYTES else {}
