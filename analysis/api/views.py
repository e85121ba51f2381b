"""The API of analyses: start, list, read and cancel."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from analysis.api.serializers import AnalyzeSerializer, JobListSerializer, JobSerializer, StartedSerializer
from analysis.job_kinds import KINDS
from analysis.jobs import dispatch
from analysis.jobs.errors import IdempotencyConflict, TooManyAnalyses
from analysis.models import Job
from analysis.results.earlier import filter_kind
from analysis.usage.cost_estimate import load_estimate_text
from people.api.errors import Conflict, LimitReached
from people.api.idempotency import read_idempotency_key
from people.api.serializers import NoBodySerializer
from people.api.views import DefaultPagination, OwnedView
from people.kept_pages.answers import kept_answer

STARTED_MESSAGE, ALREADY_STARTED_MESSAGE = "The analysis has started.", "This analysis has already started."


class AnalyzeView(OwnedView):
    """Start an analysis, or a part of one by its `job_type`.

    202 if it is new, 200 with the same job while one of this type is active or when the key repeats.
    """

    serializer_class = AnalyzeSerializer

    @extend_schema(responses={HTTPStatus.ACCEPTED.value: StartedSerializer, HTTPStatus.OK.value: StartedSerializer})
    def post(self, request: Request) -> Response:
        key = read_idempotency_key(request) or None
        serializer = self.get_serializer(data=request.data)
        if not serializer.is_valid() and key and Job.objects.owned_by(self.person).filter(idempotency_key=key).exists():
            raise Conflict("This key was used for another request.", "idempotency_key_reused")
        serializer.is_valid(raise_exception=True)
        try:
            kind = serializer.validated_data["job_type"]
            started = dispatch.start(user=self.person, idempotency_key=key, job_type=kind)
        except IdempotencyConflict as error:
            raise Conflict(str(error), "idempotency_key_reused") from error
        except TooManyAnalyses as error:
            wait = (error.next_at - timezone.now()).total_seconds()
            raise LimitReached(str(error), "too_many_analyses", wait=max(1, wait)) from error
        job_id = str(started.job.pk)
        if not started.created:
            return Response({"job_id": job_id, "message": ALREADY_STARTED_MESSAGE})
        message = f"{STARTED_MESSAGE} {load_estimate_text(self.person)}"
        return Response({"job_id": job_id, "message": message}, status=HTTPStatus.ACCEPTED)


class NewestFirstPagination(DefaultPagination):
    ordering = ("-created_at", "-id")


@extend_schema_view(get=extend_schema(parameters=[OpenApiParameter("job_type", enum=[kind.key for kind in KINDS])]))
class JobsView(OwnedView, ListAPIView):
    """Your jobs, newest first, without payloads and steps. `job_type`: only those of one type."""

    serializer_class = JobListSerializer
    pagination_class = NewestFirstPagination

    def get_queryset(self) -> QuerySet[Job]:
        jobs = Job.objects.owned_by(self.person).without_large_columns()
        return filter_kind(jobs, self.request.query_params.get("job_type", ""))


class JobView(OwnedView):
    """One job with its payloads and steps."""

    serializer_class = JobSerializer

    def get(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Return the job. That of an ended one is kept, with an entity tag; a running one changes all the time."""
        ended = Job.objects.owned_by(self.person).filter(pk=pk).exclude(status__in=Job.ACTIVE).order_by()
        changed_at = ended.values_list("updated_at", flat=True).first()
        if changed_at is None:
            return Response(self._load(pk))
        return kept_answer(request, ("job", pk, changed_at), lambda: self._load(pk))

    def _load(self, pk: UUID) -> Any:
        rows = Job.objects.owned_by(self.person).defer("snapshot", "facts").prefetch_related("steps")
        return self.get_serializer(self.get_owned(rows, pk)).data


class CancelView(OwnedView):
    """Cancel a pending or running job. 409 if it has ended."""

    serializer_class = NoBodySerializer

    @extend_schema(responses=JobListSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        job = self.get_owned(Job.objects.owned_by(self.person).without_large_columns(), pk)
        if not dispatch.cancel(user=self.person, job_id=job.pk):
            raise Conflict("This job has already ended.", "ended",
                           current=JobListSerializer(job).data)  # fmt: skip
        return Response(JobListSerializer(Job.objects.get(pk=job.pk)).data)
