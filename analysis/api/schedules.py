"""The API of a person's schedule: when the analysis runs by itself."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from analysis.schedules.models import Schedule
from analysis.schedules.planning import DemoHasNoSchedule, find_schedule, set_schedule
from people.api.errors import Conflict
from people.api.serializers import StrictSerializer
from people.api.views import OwnedView

NEVER: dict[str, Any] = {"every": None, "mails": False, "next_on": None, "is_paused": False}


class ScheduleSerializer(StrictSerializer):
    """every: null for never. mails: whether a mail says what changed. next_on, is_paused (by staff): read-only."""

    every = serializers.ChoiceField(choices=Schedule.Every.choices, allow_null=True)
    mails = serializers.BooleanField(default=True)
    next_on = serializers.DateField(read_only=True)
    is_paused = serializers.BooleanField(read_only=True)


class ScheduleView(OwnedView):
    """When your analysis runs by itself."""

    serializer_class = ScheduleSerializer

    def get(self, request: Request) -> Response:
        return self._answer(find_schedule(self.person))

    @extend_schema(responses=ScheduleSerializer)
    def put(self, request: Request) -> Response:
        """Set the schedule. `every` null ends it."""
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        wanted = {"every": body.validated_data["every"] or "", "mails": body.validated_data["mails"]}
        try:
            return self._answer(set_schedule(user=self.person, **wanted, today=timezone.now().date()))
        except DemoHasNoSchedule as refused:
            raise Conflict("A demo has no schedule.", "demo") from refused

    def _answer(self, schedule: Schedule | None) -> Response:
        return Response(ScheduleSerializer(schedule).data if schedule else NEVER)
