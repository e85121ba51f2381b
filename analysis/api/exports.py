"""The API of exports: an analysis as a file."""

from http import HTTPStatus
from typing import cast
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request

from analysis.exporting.building import CannotExport
from analysis.exporting.files import ExportFile, export
from analysis.models import Job
from people.api.errors import Conflict
from people.api.schema import RefusalSerializer
from people.api.serializers import NoBodySerializer
from people.api.views import OwnedView

NOT_EXPORTABLE = OpenApiResponse(RefusalSerializer, description="Not completed, or of a version that kept too little.")


class ExportView(OwnedView):
    """One of your analyses as a file."""

    serializer_class = NoBodySerializer
    file: ExportFile | None = None

    @extend_schema(responses={HTTPStatus.OK.value: OpenApiTypes.BINARY, HTTPStatus.CONFLICT.value: NOT_EXPORTABLE})
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """Return the file. 409 for an analysis that is not completed, or of a version that kept too little."""
        file = cast(ExportFile, self.file)
        job: Job = self.get_owned(Job.objects.owned_by(self.person), pk)
        if job.status != Job.Status.COMPLETED:
            raise Conflict("This analysis is not completed.", "not_completed")
        try:
            content = export(job, file)
        except CannotExport as refused:
            raise Conflict(str(refused), "not_exportable") from refused
        headers = {"Content-Disposition": f'attachment; filename="{file.name_for(job)}"'}
        return HttpResponse(content, content_type=file.content_type, headers=headers)
