"""/mcp: a person's own assistant, by an API key of theirs, over Streamable HTTP."""

from http import HTTPStatus
from importlib.util import find_spec
from typing import cast
from urllib.parse import urlsplit

from asgiref.sync import async_to_sync
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from people.api.authentication import ApiKeyAuthentication, ApiKeyThrottle
from people.models import ApiKey

PASSED_ON = frozenset({"accept", "content-type"})
"""Headers for the SDK, beside those that begin with mcp-. Never the key."""
ASSISTANT_SCOPES = frozenset({ApiKey.Scope.READ.value, ApiKey.Scope.START.value})
NOT_INSTALLED = "This server has no MCP. Use the command `manage.py mcp` where Alex is installed, or the API."


class IsForAssistants(BasePermission):
    """Allow keys that may read or start."""

    message = "This API key is not for assistants. Make one under Settings, API keys."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.auth, ApiKey) and not ASSISTANT_SCOPES.isdisjoint(request.auth.scopes)


@extend_schema(exclude=True)
class McpView(APIView):
    """One message of the Model Context Protocol: JSON in, JSON out, without a session."""

    authentication_classes = (ApiKeyAuthentication,)
    permission_classes = (IsForAssistants,)
    throttle_classes = (ApiKeyThrottle,)

    def post(self, request: Request) -> HttpResponse | Response:
        origin = request.headers.get("Origin", "")
        if origin and urlsplit(origin).netloc != request.get_host():
            raise PermissionDenied("Other websites may not use this address.")
        if find_spec("mcp") is None:
            return refuse("not_installed", NOT_INSTALLED, HTTPStatus.NOT_IMPLEMENTED)
        from analysis.assistants.http import Exchange, answer_request
        from analysis.assistants.server import build_server

        key = cast(ApiKey, request.auth)
        headers = [
            (name.lower().encode(), value.encode("latin-1", "replace"))
            for name, value in request.headers.items() if name.lower() in PASSED_ON or name.lower().startswith("mcp-")
        ]  # fmt: skip
        exchange = Exchange(headers, request._request.body)
        try:
            done = async_to_sync(answer_request)(build_server(key.user, key.scopes), exchange)
        except TimeoutError:
            return refuse("too_slow", "This took longer than a minute. Ask for less.", HTTPStatus.GATEWAY_TIMEOUT)
        content_type = done.answer_headers.get("content-type", "application/json")
        return HttpResponse(done.answer, status=done.status, content_type=content_type)


def refuse(code: str, message: str, status: HTTPStatus) -> Response:
    return Response({"error": {"code": code, "message": message, "fields": {}}}, status=status)
