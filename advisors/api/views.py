"""The research endpoint: programs with an API key add notes."""

from http import HTTPStatus
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from advisors.api.serializers import NewNoteSerializer, NoteSerializer
from advisors.library.acceptance import store_program_note
from people.api.authentication import ApiKeyAuthentication, ApiKeyThrottle, HasScope
from people.api.errors import Conflict
from people.api.schema import RefusalSerializer
from people.api.views import OwnedView
from people.models import ApiKey

FORBIDDEN_RESPONSE = OpenApiResponse(RefusalSerializer, description="The API key lacks the scope `research`.")


class ResearchView(OwnedView):
    """Adds a research note to the library, once by source and topic. Needs an API key with the scope `research`.

    Reports use it once its `state` is `accepted`: staff decide, or at once a policy of the site.
    """

    authentication_classes = (ApiKeyAuthentication,)
    permission_classes = (HasScope,)
    throttle_classes = (ApiKeyThrottle,)
    scope = ApiKey.Scope.RESEARCH
    serializer_class = NewNoteSerializer
    is_idempotent = True

    @extend_schema(responses={HTTPStatus.CREATED.value: NoteSerializer, HTTPStatus.FORBIDDEN.value: FORBIDDEN_RESPONSE})
    def post(self, request: Request, *args: Any) -> Response:
        serializer = NewNoteSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        assert isinstance(request.auth, ApiKey)
        row, is_new = store_program_note(serializer.to_note(), key=request.auth, now=timezone.now())
        stored = NoteSerializer(row).data
        if not is_new:
            raise Conflict(
                "A note on this topic from this source already exists.", "exists", current=stored, yours=request.data
            )
        return Response(stored, status=HTTPStatus.CREATED)
