"""The JSON shapes of jobs."""

from typing import Any, ClassVar

from rest_framework import serializers

from analysis.job_kinds import WHOLE, job_type_choices
from analysis.models import Job, Step
from people.api.serializers import StrictSerializer
from people.fields import SchemaField


class PayloadField(serializers.JSONField):
    """A typed JSON column, as it is stored."""

    def to_representation(self, value: Any) -> Any:
        column: Any = Job._meta.get_field(str(self.source))
        return column.get_prep_value(value)


class StepSerializer(serializers.ModelSerializer):
    class Meta:
        model = Step
        fields: ClassVar = ["name", "agent", "status", "message", "started_at", "finished_at"]
        read_only_fields = fields


class AnalyzeSerializer(StrictSerializer):
    """What to analyze. Without a type it is everything."""

    job_type = serializers.ChoiceField(choices=job_type_choices(), default=WHOLE.key)


class StartedSerializer(serializers.Serializer):
    job_id = serializers.UUIDField()
    message = serializers.CharField()


class JobListSerializer(serializers.ModelSerializer):
    """A job in a list: without payloads and steps."""

    class Meta:
        model = Job
        fields: ClassVar = [
            "id", "job_type", "status", "error_code", "error_message", "wait_reason", "retry_at", "created_at",
            "started_at", "completed_at",
        ]  # fmt: skip
        read_only_fields = fields


class JobSerializer(serializers.ModelSerializer):
    """The whole job. Money and shares in payloads are numbers."""

    serializer_field_mapping: ClassVar = {
        **serializers.ModelSerializer.serializer_field_mapping,
        SchemaField: PayloadField,
    }
    steps = StepSerializer(many=True, read_only=True)

    class Meta:
        model = Job
        fields: ClassVar = [
            "id", "job_type", "status", "request_payload", "report_payload", "charts_payload", "retirement_payload",
            "summary_payload", "error_code", "error_message", "wait_reason", "retry_at", "steps",
            "created_at", "started_at", "completed_at",
        ]  # fmt: skip
        read_only_fields = fields
