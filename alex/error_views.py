"""Error pages."""

import sys
from http import HTTPStatus

from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=HTTPStatus.FORBIDDEN)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


WAKING_SECONDS = 10
"""How long a browser waits before it asks again for a page that the database was not there for."""


def server_error(request: HttpRequest) -> HttpResponse:
    """Render without context processors, because the session, the user or the database may have failed."""
    if isinstance(sys.exc_info()[1], OperationalError) and connection.connection is None:
        return database_unavailable(request)
    return HttpResponse(get_template("500.html").render(), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def database_unavailable(request: HttpRequest) -> HttpResponse:
    """Say that the database is starting. A page that was only read loads itself again; a form is not sent twice."""
    if request.path.startswith(("/api/", "/_allauth/")):
        message = "The database is starting. Send the request again in a few seconds."
        error = {"code": "database_unavailable", "message": message, "fields": {}}
        response: HttpResponse = JsonResponse({"error": error}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    else:
        page = get_template("503.html").render({"reload_seconds": WAKING_SECONDS * (request.method == "GET")})
        response = HttpResponse(page, status=HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = str(WAKING_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)
