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


ANYWHERE = {
    "401": "No token, or one that is not valid any more.",
    "406": "Answers are JSON: Accept has to allow it.",
    "429": "Too many requests: see Retry-After.",
}
OF_A_ROW = {"403": "It belongs to somebody else.", "404": "There is nothing of this id."}
OF_A_LIST = {"404": "The cursor is of no page."}
OF_A_BODY = {"400": "Something in the body cannot be used.", "413": "Send at most 1 MB.", "415": "Send JSON."}
OF_A_CHANGE = {"409": "It does not fit what is stored now."}


class KeyScheme(OpenApiAuthenticationExtension):
    target_class = "people.api.keys.KeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "An API key, made by `manage.py make_api_key`."}


class Described(AutoSchema):
    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        """The answer a view names, and every refusal that it may give."""
        found: dict[str, Any] = super()._get_response_bodies(direction)
        if isinstance(self.view, OwnedView):
            for code, response in self._refusals().items():
                found.setdefault(code, self._get_response_for_code(response, code, direction=direction))
        return found

    def _refusals(self) -> dict[str, OpenApiResponse]:
        codes, writes = {**ANYWHERE}, self.method in ("POST", "PUT", "PATCH")
        names_rows = isinstance(self.view, OwnedView) and self.view.names_rows
        if "{" in self.path or (writes and names_rows):
            codes |= OF_A_ROW
        elif isinstance(self.view, ListAPIView) and not writes:
            codes |= OF_A_LIST
        if writes:
            codes |= OF_A_BODY | OF_A_CHANGE
        return {
            code: OpenApiResponse(ConflictSerializer if code == "409" else RefusalSerializer, description=words)
            for code, words in codes.items()
        }
