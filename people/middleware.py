"""Run each view in one database transaction on behalf of the signed-in user."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from allauth.account.middleware import AccountMiddleware
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from people.acting import acting_as, acting_as_staff
from people.audit import record_refusal
from people.log_context import hash_user, log_context
from people.models import User


class ActingAsMiddleware:
    """Run the view and render its response in one transaction of the signed-in user.

    In the admin, staff also act for the system, so that they see other users' rows. An exception in the view rolls the
    transaction back, as ATOMIC_REQUESTS would.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.answer_exception = AccountMiddleware(get_response).process_exception

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if not isinstance(request.user, User):
            return None
        match = request.resolver_match
        is_staff_in_admin = bool(request.user.is_staff and match and "admin" in match.app_names)
        try:
            with ExitStack() as stack:
                stack.enter_context(log_context(user=hash_user(request.user.pk)))
                stack.enter_context(acting_as(request.user.pk))
                if is_staff_in_admin:
                    stack.enter_context(acting_as_staff("admin"))
                try:
                    response = view(request, *args, **kwargs)
                except ImmediateHttpResponse as error:
                    return error.response
                if hasattr(response, "render") and callable(response.render):
                    response = response.render()
                return response
        except ReauthenticationRequired as error:  # Django asks no middleware about exceptions of this method
            return self.answer_exception(request, error)
        except PermissionDenied:
            if request.method == "POST" and is_staff_in_admin:
                record_refusal(request, request.user)  # after the transaction, which was rolled back
            raise
