"""Error pages."""

import sys
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template

from people.platform_faults import PlatformFault, find_fault


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if fault := find_fault(exception):  # a session that could not be saved counts as a bad request
        return platform_unavailable(request, fault)
    return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=HTTPStatus.FORBIDDEN)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


WAKING_SECONDS = 10
"""How long a browser waits before it asks again for a page that the database was not there for."""

FAULT_TEXTS = {
    PlatformFault.DATABASE: (
        "The database is waking up",
        "It sleeps when nobody uses Alex, or it is being restarted, and is usually back within 20 seconds.",
    ),
    PlatformFault.DISK: ("The disk of the server is full", "Nothing can be saved until there is room again."),
    PlatformFault.OVERLOAD: ("The database is overloaded", "Too many requests arrive at once."),
}


def server_error(request: HttpRequest) -> HttpResponse:
    """Render without context processors, because the session, the user or the database may have failed."""
    error = sys.exc_info()[1]
    if error is not None and (fault := find_fault(error)):
        return platform_unavailable(request, fault)
    return HttpResponse(get_template("500.html").render(), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def platform_unavailable(request: HttpRequest, fault: PlatformFault) -> HttpResponse:
    """Say what is wrong with the platform. A page that was only read loads itself again; a form is not sent twice."""
    headline, explanation = FAULT_TEXTS[fault]
    if request.path.startswith(("/api/", "/_allauth/")):
        message = f"{headline}. Send the request again in a few seconds."
        error = {"code": "database_unavailable", "message": message, "fields": {}}
        response: HttpResponse = JsonResponse({"error": error}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    else:
        reload_seconds = WAKING_SECONDS * (request.method == "GET")
        context = {"headline": headline, "explanation": explanation, "reload_seconds": reload_seconds}
        page = get_template("503.html").render(context)
        response = HttpResponse(page, status=HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = str(WAKING_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)
