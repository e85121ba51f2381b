"""The API of comparisons: what changed between two analyses, and why."""

from http import HTTPStatus
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Q
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from analysis.comparison.models import Comparison
from analysis.comparison.requesting import CannotCompare, comparable, request_comparison, send_if_lost
from analysis.models import Job
from people.api.errors import Conflict
from people.api.views import OwnedView


class CompareSerializer(serializers.Serializer):
    other = serializers.UUIDField()


class ComparisonSerializer(serializers.ModelSerializer):
    """earlier_id and job_id: the two analyses. result: the factors, null until a worker has computed them."""

    earlier_id = serializers.UUIDField()
    job_id = serializers.UUIDField()
    result = serializers.SerializerMethodField()

    class Meta:
        model = Comparison
        fields: ClassVar = ["id", "earlier_id", "job_id", "status", "result"]

    def get_result(self, comparison: Comparison) -> dict[str, Any] | None:
        return comparison.result.model_dump(mode="json") if comparison.result else None


class ComparisonsView(OwnedView):
    """The comparisons of one of your analyses with others."""

    serializer_class = ComparisonSerializer

    @extend_schema(responses=ComparisonSerializer(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        job = self._job(pk)
        found = Comparison.objects.owned_by(self.person).filter(Q(job=job) | Q(earlier=job))
        for comparison in found:
            if comparison.is_open:
                send_if_lost(comparison)
        return Response(ComparisonSerializer(found, many=True).data)

    @extend_schema(
        request=CompareSerializer,
        responses={HTTPStatus.OK.value: ComparisonSerializer, HTTPStatus.ACCEPTED.value: ComparisonSerializer},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Compare this analysis with another one of yours. 202 until it is computed, then 200."""
        job = self._job(pk)
        body = CompareSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        other = self._job(body.validated_data["other"])
        if comparable(self.person).filter(pk__in=(job.pk, other.pk)).count() < len({job.pk, other.pk}):
            raise Conflict("Only completed whole analyses can be compared.", "not_completed")
        try:
            comparison = request_comparison(job, other, user=self.person)
        except CannotCompare as refused:
            raise Conflict(str(refused), "not_comparable") from refused
        status = HTTPStatus.ACCEPTED if comparison.is_open else HTTPStatus.OK
        return Response(ComparisonSerializer(comparison).data, status=status)

    def _job(self, pk: UUID) -> Job:
        found: Job = self.get_owned(Job.objects.owned_by(self.person).without_large_columns(), pk)
        return found
