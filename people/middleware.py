"""Run each view in one database transaction on behalf of the signed-in user, or for the purpose of signing in."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from allauth.account.middleware import AccountMiddleware
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from people.acting import acting_as, acting_as_staff
from people.audit import record_refusal
from people.isolation.purposes import Purpose
from people.log_context import hash_user, log_context
from people.models import User
from people.sign_in.stored_secrets import SecretUnreadable

SIGN_IN_ROUTES = ("auth/", "_allauth/")
"""The views of allauth (alex/urls.py). They look up users and addresses before anybody is known."""


class ActingAsMiddleware:
    """Run the view and render its response in one transaction of the signed-in user.

    In the admin, staff also act for that purpose, so that they see other users' rows. The views of accounts act for the
    purpose of signing in, other views of visitors on behalf of nobody. An exception in the view rolls the transaction
    back, as ATOMIC_REQUESTS would.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.answer_exception = AccountMiddleware(get_response).process_exception

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        user = request.user if isinstance(request.user, User) else None
        purpose = find_purpose(request, user)
        if user is None and purpose is None:
            return None
        try:
            with acting_for(user, purpose):
                try:
                    response = view(request, *args, **kwargs)
                except ImmediateHttpResponse as error:
                    return error.response
                if hasattr(response, "render") and callable(response.render):
                    response = response.render()
                return response
        except SecretUnreadable as error:  # forms have shown it already
            messages.error(request, error.message)
            return redirect("security")
        except ReauthenticationRequired as error:  # Django asks no middleware about exceptions of this method
            return self.answer_exception(request, error)
        except PermissionDenied:
            if request.method == "POST" and user is not None and purpose == Purpose.ADMIN:
                record_refusal(request, user)  # after the transaction, which was rolled back
            raise


@contextmanager
def acting_for(user: User | None, purpose: Purpose | None) -> Iterator[None]:
    """Open a transaction for a user, for a purpose, or for both."""
    with ExitStack() as stack:
        if user is not None:
            stack.enter_context(log_context(user=hash_user(user.pk)))
            stack.enter_context(acting_as(user.pk))
        if purpose is not None:
            stack.enter_context(acting_as_staff(purpose))
        yield


def find_purpose(request: HttpRequest, user: User | None) -> Purpose | None:
    """Return the purpose for which the view needs the rows of more than one person, if it does."""
    match = request.resolver_match
    if match and match.route.startswith(SIGN_IN_ROUTES):
        return Purpose.SIGN_IN
    return Purpose.ADMIN if user and user.is_staff and match and "admin" in match.app_names else None
