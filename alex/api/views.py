"""Health check and 404 handler of the API."""

from http import HTTPStatus
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db import Error as DatabaseError
from django.db import connection
from django.http import Http404
from drf_spectacular.utils import extend_schema, inline_serializer
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

HEALTH_SCHEMA = inline_serializer("Health", {"status": serializers.CharField()})


class HealthView(APIView):
    """Return whether requests and the database work. Needs no token."""

    authentication_classes: Any = ()
    permission_classes: Any = ()
    throttle_classes: Any = ()

    @extend_schema(responses={200: HEALTH_SCHEMA, 503: HEALTH_SCHEMA})
    def get(self, request: Request) -> Response:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return Response({"status": "database unreachable"}, status=HTTPStatus.SERVICE_UNAVAILABLE)
        return Response({"status": "ok"})


class DocsView(SpectacularSwaggerSplitView):
    """The page of the API's documentation. Where it needs an account, it leads to sign-in."""

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, NotAuthenticated):
            return redirect_to_login(self.request.get_full_path())
        return super().handle_exception(exc)


@extend_schema(exclude=True)
class NotFoundView(APIView):
    """Answer every unknown URL under /api/ with an API error."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise Http404
