"""Add the common error responses to every operation in the OpenAPI document."""

from typing import Any, Literal

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.generics import ListAPIView

from people.api.views import OwnedView


class ErrorSerializer(serializers.Serializer):
    code = serializers.CharField()
    message = serializers.CharField()
    fields = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))  # type: ignore[assignment]


class RefusalSerializer(serializers.Serializer):
    error = ErrorSerializer()


class ConflictSerializer(RefusalSerializer):
    current = serializers.JSONField(required=False)
    yours = serializers.JSONField(required=False)


COMMON_ERRORS = {
    "400": "The request cannot be read: it holds a NUL character, for example.",
    "401": "The token is missing or no longer valid.",
    "406": "Answers are JSON. The Accept header must allow it.",
    "429": "Too many requests. See Retry-After.",
}
ROW_ERRORS = {"403": "You don't have permission.", "404": "Not found."}
LIST_ERRORS = {"404": "The cursor is invalid."}
BODY_ERRORS = {"400": "Some fields are invalid.", "413": "Send at most 1 MB.", "415": "Send JSON."}
WRITE_ERRORS = {"409": "It conflicts with the current version."}


class ApiKeyScheme(OpenApiAuthenticationExtension):
    target_class = "people.api.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "An API key, made by `manage.py make_api_key`."}


class ErrorAutoSchema(AutoSchema):
    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        """Return the responses that the view declares and every error that it may give."""
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        if not isinstance(self.view, OwnedView):
            return bodies
        errors, writes = {**COMMON_ERRORS}, self.method in ("POST", "PUT", "PATCH")
        if "{" in self.path or (writes and self.view.references_rows):
            errors |= ROW_ERRORS
        elif isinstance(self.view, ListAPIView) and not writes:
            errors |= LIST_ERRORS
        if writes:
            errors |= BODY_ERRORS | WRITE_ERRORS
        for code, description in errors.items():
            serializer = ConflictSerializer if code == "409" else RefusalSerializer
            response = OpenApiResponse(serializer, description=description)
            bodies.setdefault(code, self._get_response_for_code(response, code, direction=direction))
        return bodies
