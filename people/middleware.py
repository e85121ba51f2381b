from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from people.acting import acting_as, acting_as_staff
from people.audit import record_refusal
from people.models import User


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
        if not isinstance(request.user, User):
            return None
        try:
            with _acting_as_user(request, request.user):
                response = view(request, *args, **kwargs)
                if hasattr(response, "render") and callable(response.render):
                    response = response.render()
                return response
        except PermissionDenied:
            if request.method == "POST" and _is_staff_in_admin(request, request.user):
                record_refusal(request, request.user)  # outside of the transaction, which was rolled back
            raise


@contextmanager
def _acting_as_user(request: HttpRequest, user: User) -> Iterator[None]:
    """In the admin, staff act for the house as well: there they see rows of others."""
    with acting_as(user.pk):
        if _is_staff_in_admin(request, user):
            with acting_as_staff("admin"):
                yield
        else:
            yield


def _is_staff_in_admin(request: HttpRequest, user: User) -> bool:
    return bool(user.is_staff and request.resolver_match and "admin" in request.resolver_match.app_names)
