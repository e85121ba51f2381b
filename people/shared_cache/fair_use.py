"""Limits of what one address or one person may ask for in a while, so that nobody uses up what is there for all."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from people.shared_cache.rates import CountedThrottle


@dataclass(frozen=True)
class Limit:
    """One limit. name: of its rate in settings.FAIR_USE_RATES. what: what it limits, in the middle of a sentence."""

    name: str
    what: str
    methods: tuple[str, ...] = ("POST",)


DEMO = Limit("demo", "demos from one address")
IMPORT = Limit("import", "imports")
SEARCH = Limit("search", "searches", methods=("GET", "HEAD"))


class FairUseThrottle(CountedThrottle):
    """Count the requests of a person, or of an address for those who are not signed in."""

    def __init__(self, limit: Limit) -> None:
        self.scope, self.rate = limit.name, settings.FAIR_USE_RATES[limit.name]
        super().__init__()

    def get_cache_key(self, request: Any, view: Any) -> str:
        who = str(request.user.pk) if request.user.is_authenticated else self.get_ident(request)
        return f"fair use {self.scope} {who}"


def limited(limit: Limit) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Wrap a view so that requests beyond the limit get a page with status 429 that says when to try again."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            throttle = FairUseThrottle(limit)
            if request.method not in limit.methods or throttle.allow_request(request, None):  # type: ignore[arg-type]
                return view(request, *args, **kwargs)
            seconds = int(throttle.wait()) + 1
            context = {"what": limit.what, "minutes": -(-seconds // 60)}
            response = render(request, "429.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
            response["Retry-After"] = str(seconds)
            return response

        return checked

    return wrap
