from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from people.acting import acting_as


class ActingAsMiddleware:
    """Runs the view, and renders what it answers, in one transaction of the signed-in user.

    An exception in the view rolls the transaction back, as ATOMIC_REQUESTS would.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        with acting_as(request.user.pk):
            response = view(request, *args, **kwargs)
            if hasattr(response, "render") and callable(response.render):
                response = response.render()
            return response
