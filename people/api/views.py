"""The base view of every resource: one transaction on behalf of the user, and only the user's rows."""

from datetime import datetime
from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.generics import GenericAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from people.acting import acting_as, row_exists
from people.api.idempotency import run_idempotently
from people.models import User

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class DefaultPagination(CursorPagination):
    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering: tuple[str, ...] = ("created_at", "id")

    def decode_cursor(self, request: Request) -> Any:
        """Return the cursor. Raises NotFound if its position cannot be a value of the column that orders the rows."""
        cursor: Any = super().decode_cursor(request)
        if cursor is not None and cursor.position is not None and not self.is_position(cursor.position):
            raise NotFound(self.invalid_cursor_message)
        return cursor

    def is_position(self, text: str) -> bool:
        """Return whether a text is a time with a time zone, as created_at is."""
        try:
            return datetime.fromisoformat(text).tzinfo is not None
        except ValueError:
            return False


class OwnedView(GenericAPIView):
    """A view of the signed-in user's rows.

    is_idempotent: a POST with an Idempotency-Key runs once. references_rows: the body names other rows by id.
    """

    pagination_class = DefaultPagination
    is_idempotent = False
    references_rows = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check sign-in, permission and limits, then wrap the handler so that it runs on behalf of the user.

        For sessions the middleware does this; a token is checked only here.
        """
        super().initial(request, *args, **kwargs)
        method = request.method.lower() if request.method else ""
        if (handler := getattr(self, method, None)) and request.user.is_authenticated:

            def run_as_user(request: Request, *args: Any, **kwargs: Any) -> Response:
                with acting_as(self.person.pk):
                    if self.is_idempotent and request.method == "POST":
                        return run_idempotently(request, self.person, lambda: handler(request, *args, **kwargs))
                    return handler(request, *args, **kwargs)

            setattr(self, method, run_as_user)

    @property
    def person(self) -> User:
        """Return the signed-in user."""
        return cast(User, self.request.user)

    def get_owned(self, rows: QuerySet[Any], pk: Any) -> Any:
        """Return one of the user's rows, locked if the request may change it.

        Raise PermissionDenied for another user's row and Http404 for an unknown id. The lock goes without joins: they
        would not find a row that was moved while we waited for it.
        """
        if self.request.method not in SAFE_METHODS:
            rows = rows.select_related(None).order_by().select_for_update()
        row = rows.filter(pk=pk).first()
        if row is None:
            if row_exists(rows.model, pk):
                raise PermissionDenied("You don't have permission to use this.")
            raise Http404
        return row
