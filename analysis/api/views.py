"""Analyses by API: started, listed, read, cancelled."""

from http import HTTPStatus
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from analysis.api.serializers import JobListSerializer, JobSerializer, Started
from analysis.jobs import dispatch
from analysis.jobs.errors import IdempotencyConflict
from analysis.models import Job
from analysis.usage.estimate import foretold
from people.api.errors import Conflict
from people.api.fields import NoBody
from people.api.idempotency import key_of
from people.api.views import OwnedView, Pages

STARTED, ACTIVE = "The analysis has been started.", "This analysis was started already."


class AnalyzeView(OwnedView):
    """Starts an analysis: 202 when it is new; 200 with the same job while one is active or the key repeats."""

    serializer_class = NoBody

    @extend_schema(responses={HTTPStatus.ACCEPTED.value: Started, HTTPStatus.OK.value: Started})
    def post(self, request: Request) -> Response:
        key = key_of(request) or None
        serializer = self.get_serializer(data=request.data)
        if not serializer.is_valid() and key and Job.objects.owned_by(self.person).filter(idempotency_key=key).exists():
            raise Conflict("This key was used for another request.", "idempotency_key_reused")
        serializer.is_valid(raise_exception=True)
        try:
            started = dispatch.start(user=self.person, idempotency_key=key)
        except IdempotencyConflict as error:
            raise Conflict(str(error), "idempotency_key_reused") from error
        job_id = str(started.job.pk)
        if not started.created:
            return Response({"job_id": job_id, "message": ACTIVE})
        message = f"{STARTED} {foretold(self.person)}"
        return Response({"job_id": job_id, "message": message}, status=HTTPStatus.ACCEPTED)


class LatestFirst(Pages):
    ordering = ("-created_at", "-id")


class JobsView(OwnedView, ListAPIView):
    """Your jobs, latest first, without payloads and steps."""

    serializer_class = JobListSerializer
    pagination_class = LatestFirst

    def get_queryset(self) -> QuerySet[Job]:
        return Job.objects.owned_by(self.person).light()


class JobView(OwnedView):
    """One job with its payloads and steps."""

    serializer_class = JobSerializer

    def get(self, request: Request, pk: UUID) -> Response:
        rows = Job.objects.owned_by(self.person).defer("snapshot", "facts").prefetch_related("steps")
        return Response(self.get_serializer(self.owned(rows, pk)).data)


class CancelView(OwnedView):
    """Cancels a job that is pending or running; one that has ended stays as it is, and says so by 409."""

    serializer_class = NoBody

    @extend_schema(responses=JobListSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        job = self.owned(Job.objects.owned_by(self.person).light(), pk)
        if not dispatch.cancel(user=self.person, job_id=job.pk):
            raise Conflict("This job had ended before it could be cancelled.", "ended",
                           current=JobListSerializer(job).data)  # fmt: skip
        return Response(JobListSerializer(Job.objects.get(pk=job.pk)).data)
