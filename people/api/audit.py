"""The API of a person's own audit events."""

from typing import ClassVar

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.generics import ListAPIView

from people.api.views import DefaultPagination, OwnedView
from people.models import AuditEvent


class ChangeSerializer(serializers.Serializer):
    field = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class AuditEventSerializer(serializers.ModelSerializer):
    action_label = serializers.CharField()
    changes = ChangeSerializer(many=True)

    class Meta:
        model = AuditEvent
        fields: ClassVar = [
            "id", "created_at", "action", "action_label", "object_type", "object_id", "result", "details", "changes",
            "sequence", "previous_hash", "hash",
        ]  # fmt: skip


MAX_DIGITS = 18


class NewestFirst(DefaultPagination):
    ordering = ("-id",)

    def is_position(self, text: str) -> bool:
        """Return whether a text is an id."""
        return text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS


class AuditView(OwnedView, ListAPIView):
    """What you did and what was done in your name, newest first."""

    serializer_class = AuditEventSerializer
    pagination_class = NewestFirst

    def get_queryset(self) -> QuerySet[AuditEvent]:
        return AuditEvent.objects.owned_by(self.person)
