"""API errors in one shape: {"error": {"code", "message", "fields": {name: [..]}}}."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from people.shared_cache.rates import CountedThrottle

NON_FIELD_KEY = "__all__"


class Conflict(exceptions.APIException):
    """The write conflicts with the current version. The answer has both versions."""

    status_code = HTTPStatus.CONFLICT
    default_code = "conflict"
    default_detail = "This conflicts with the current version."

    def __init__(self, message: str, code: str, *, current: Any = None, yours: Any = None) -> None:
        super().__init__(message, code)
        self.current, self.yours = current, yours


class LimitReached(exceptions.APIException):
    """A person may not have or start any more of something. wait: seconds until it is possible again, if it will be."""

    status_code = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, message: str, code: str, *, wait: float | None = None) -> None:
        super().__init__(message, code)
        self.wait = wait


class TooLarge(exceptions.APIException):
    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = "The body is larger than 1 MB. Split it into smaller requests."


class RefusedThrottle(CountedThrottle):
    """Limit requests without a valid token by client address. REST framework counts only those it lets through."""

    scope = "refused"

    def get_cache_key(self, request: Any, view: Any) -> str:
        return f"refused_rate:{self.get_ident(request)}"


def handle_exception(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the error response, or None for an unexpected exception, which Django logs."""
    error = TooLarge() if isinstance(error, RequestDataTooBig) else error
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        throttle = RefusedThrottle()
        if not throttle.allow_request(context["request"], context["view"]):
            error = exceptions.Throttled(throttle.wait())
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        body = build_error("invalid", "Some fields are invalid.", _flatten_messages(error.detail))
    elif isinstance(error, Http404):
        body = build_error("not_found", "Not found.")
    elif isinstance(error, PermissionDenied):
        body = build_error("permission_denied", "You don't have permission to use this.")
    else:
        assert isinstance(error, exceptions.APIException)
        codes = error.get_codes()
        body = build_error(codes if isinstance(codes, str) else error.default_code, str(error.detail))
    response.data = {"error": body}
    if isinstance(error, Conflict) and error.current is not None:
        response.data |= {"current": error.current, "yours": error.yours}
    return response


def build_error(code: str, message: str, fields: dict[str, list[str]] | None = None) -> dict[str, Any]:
    return {"code": code, "message": message, "fields": fields or {}}


def _flatten_messages(detail: Any, name: str = "") -> dict[str, list[str]]:
    """Return the messages by the dotted name of their field. Messages about no field are under __all__."""
    if isinstance(detail, dict):
        pairs = [(f"{name}.{key}" if name else NON_FIELD_KEY if key == "non_field_errors" else str(key), value)
                 for key, value in detail.items()]  # fmt: skip
    elif isinstance(detail, list) and any(isinstance(item, dict | list) for item in detail):
        pairs = [(f"{name}.{number}" if name else str(number), item) for number, item in enumerate(detail)]
    else:
        return {name or NON_FIELD_KEY: [str(item) for item in (detail if isinstance(detail, list) else [detail])]}
    return {
        key: messages for field, value in pairs if value for key, messages in _flatten_messages(value, field).items()
    }
