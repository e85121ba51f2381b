"""Request and redirect helpers for views."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url
from django_htmx.middleware import HtmxDetails

from people.models import User


class SignedInRequest(HttpRequest):
    """The request of a view behind login_required, for the type checker."""

    user: User
    htmx: HtmxDetails


def redirect_with_query(request: HttpRequest, to: Any, *args: Any, fragment: str = "") -> HttpResponseRedirect:
    """Redirect to another page, as `redirect` does, and keep the query string of the request."""
    query = request.META.get("QUERY_STRING", "")
    address = resolve_url(to, *args) + (f"?{query}" if query else "")
    return HttpResponseRedirect(f"{address}#{fragment}" if fragment else address)


def redirect_back(request: HttpRequest, to: Any, *args: Any) -> HttpResponseRedirect:
    """Redirect to the page that a form was sent from, with its query string: its filter, its tab or its sliders.

    The query string is left out if the browser names another page.
    """
    address, sent_from = resolve_url(to, *args), urlsplit(request.headers.get("Referer", ""))
    is_kept = sent_from.query and sent_from.path == address
    return HttpResponseRedirect(f"{address}?{sent_from.query}" if is_kept else address)
