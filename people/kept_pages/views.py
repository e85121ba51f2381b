"""Keep the page of a view in memory until what it shows changes."""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from people.http import SignedInRequest
from people.kept_pages.parts import PageParts, values_of_this_view
from people.kept_pages.store import store
from people.kept_pages.versions import load_data_version

LAYOUT = "base.html"
MAX_QUERY_CHARACTERS = 40
View = Callable[..., HttpResponse]
Version = Callable[..., Hashable]
kept_views: list[str] = []


def own_data_version(request: SignedInRequest, **arguments: Any) -> Hashable:
    """Return the version that came with the session, before the data was read."""
    return getattr(request.user, "data_version", None) or load_data_version(request.user.pk)


def kept_page(*, query: tuple[str, ...] = (), version: Version = own_data_version) -> Callable[[View], View]:
    """Keep the page that this view of a signed-in user renders from the layout.

    Only an answer 200 to a GET is kept, and only for the user of the session. query: the parameters that the page
    understands; a page with others is never kept. version: changes when the page changes; it is read before the view
    reads its data. A page whose version is None is not kept.
    """

    def decorate(view: View) -> View:
        kept_views.append(f"{view.__module__}.{view.__name__}")

        @wraps(view)
        def keep(request: SignedInRequest, **arguments: Any) -> HttpResponse:
            is_short = len(request.META.get("QUERY_STRING", "")) <= MAX_QUERY_CHARACTERS
            if request.method != "GET" or not is_short or not set(request.GET) <= set(query):
                return view(request, **arguments)
            current = version(request, **arguments)
            if current is None:
                return view(request, **arguments)
            now = timezone.now()
            asked = tuple(sorted((name, tuple(values)) for name, values in request.GET.lists()))
            key = (view.__module__, view.__name__, request.user.pk, current, now.date(), *arguments.items(), asked)
            with store.making(key):
                parts = store.get(key, now=now)
                if parts is None:
                    page = PageParts()
                    response = _render(request, page, lambda: view(request, **arguments))
                    if response.status_code == 200 and page.parts and page.may_be_kept:
                        store.put(key, page.parts, now=now)
                    return response
            return _render(request, PageParts(parts), lambda: render(request, LAYOUT, values_of_this_view()))

        return keep

    return decorate


def do_not_keep(request: SignedInRequest) -> None:
    """Say that the page of this view changes by itself, such as one that shows progress."""
    if page := getattr(request, "page_parts", None):
        page.may_be_kept = False


def _render(request: SignedInRequest, page: PageParts, answer: Callable[[], HttpResponse]) -> HttpResponse:
    request.page_parts = page  # type: ignore[attr-defined]  # the tag `kept` finds it there
    try:
        return answer()
    finally:
        del request.page_parts  # type: ignore[attr-defined]
