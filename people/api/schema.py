"""What the OpenAPI document says of every operation beside its own answer: the refusals that any of them may give."""

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
    "401": "No token, or one that is not valid any more.",
    "406": "Answers are JSON: Accept has to allow it.",
    "429": "Too many requests: see Retry-After.",
}
ROW_ERRORS = {"403": "It belongs to somebody else.", "404": "There is nothing of this id."}
LIST_ERRORS = {"404": "The cursor is of no page."}
BODY_ERRORS = {"400": "Something in the body cannot be used.", "413": "Send at most 1 MB.", "415": "Send JSON."}
WRITE_ERRORS = {"409": "It does not fit what is stored now."}


class ApiKeyScheme(OpenApiAuthenticationExtension):
    target_class = "people.api.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "An API key, made by `manage.py make_api_key`."}


class ErrorAutoSchema(AutoSchema):
    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        """The answer a view names, and every refusal that it may give."""
        found: dict[str, Any] = super()._get_response_bodies(direction)
        if isinstance(self.view, OwnedView):
            for code, response in self._error_responses().items():
                found.setdefault(code, self._get_response_for_code(response, code, direction=direction))
        return found

    def _error_responses(self) -> dict[str, OpenApiResponse]:
        codes, writes = {**COMMON_ERRORS}, self.method in ("POST", "PUT", "PATCH")
        names_rows = isinstance(self.view, OwnedView) and self.view.references_rows
        if "{" in self.path or (writes and names_rows):
            codes |= ROW_ERRORS
        elif isinstance(self.view, ListAPIView) and not writes:
            codes |= LIST_ERRORS
        if writes:
            codes |= BODY_ERRORS | WRITE_ERRORS
        return {
            code: OpenApiResponse(ConflictSerializer if code == "409" else RefusalSerializer, description=words)
            for code, words in codes.items()
        }
