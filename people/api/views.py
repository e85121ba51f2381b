"""The base of every resource: one transaction of the person who asks, and only their rows."""

from collections.abc import Callable
from typing import Any, cast

from django.db.models import Model, QuerySet
from django.http import Http404
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import GenericAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from people.acting import acting_as, row_exists
from people.api.idempotency import run_idempotently
from people.models import User

Handler = Callable[..., Response]
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class DefaultPagination(CursorPagination):
    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = ("created_at", "id")


class OwnedView(GenericAPIView):
    """is_repeatable: a POST with an Idempotency-Key is carried out once. names_rows: a body names other rows by id."""

    pagination_class = DefaultPagination
    is_idempotent = False
    references_rows = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After sign-in, permission and limits: from here on the database works for this person.

        A token is checked here, later than the middleware that does the same for sessions.
        """
        super().initial(request, *args, **kwargs)
        method = request.method.lower() if request.method else ""
        if (handler := getattr(self, method, None)) and request.user.is_authenticated:
            setattr(self, method, self._acting(handler))

    @property
    def person(self) -> User:
        """Who asks: behind the sign-in it is a person."""
        return cast(User, self.request.user)

    def _acting(self, handler: Handler) -> Handler:
        def acting(request: Request, *args: Any, **kwargs: Any) -> Response:
            with acting_as(self.person.pk):
                if self.is_idempotent and request.method == "POST":
                    return run_idempotently(request, self.person, lambda: handler(request, *args, **kwargs))
                return handler(request, *args, **kwargs)

        return acting

    def get_owned(self, rows: QuerySet[Any], pk: Any) -> Any:
        """One of this person's rows, locked where it may be changed; another's is refused, an unknown id not found.

        Locked without joins: a row that was moved while we waited for it would not be found by them.
        """
        if self.request.method not in SAFE_METHODS:
            rows = rows.select_related(None).order_by().select_for_update()
        row = rows.filter(pk=pk).first()
        if row is None:
            self.raise_forbidden_or_missing(rows.model, pk)
        return row

    def raise_forbidden_or_missing(self, model: type[Model], pk: Any) -> None:
        if row_exists(model, pk):
            raise PermissionDenied("This belongs to somebody else.")
        raise Http404
