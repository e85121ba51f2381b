"""The API for accounts, positions and profile. It follows the same rules as the pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from people.api.errors import Conflict
from people.api.serializers import NoBodySerializer
from people.api.views import DefaultPagination, OwnedView
from portfolios.api.serializers import (
    NEW_INSTRUMENT_FIELDS,
    AccountSerializer,
    Added,
    Deleted,
    InstrumentSerializer,
    PositionSerializer,
    ProfileSerializer,
    UserAnswer,
)
from portfolios.bounds import SYMBOL_LENGTH
from portfolios.changes import deletion, demo, editing
from portfolios.changes.editing import AlreadyHeld, EnteredPrice, NewInstrument, NewPosition
from portfolios.changes.limits import TooManyHoldings
from portfolios.cleaning import clean_text
from portfolios.currencies import BASE_CURRENCY
from portfolios.models import Account, Instrument, Position, Profile
from portfolios.models.base import AccountNameTaken


def validate_serializer(serializer: BaseSerializer[Any]) -> BaseSerializer[Any]:
    serializer.is_valid(raise_exception=True)
    return serializer


class UserView(OwnedView):
    """Your profile. A change requires the version it is based on. It confirms each field in its body."""

    serializer_class = ProfileSerializer

    @extend_schema(responses=UserAnswer)
    def get(self, request: Request) -> Response:
        row, created = Profile.objects.get_or_create(user=self.person)
        return Response({"user": self.get_serializer(row).data, "created": created, "assumed": row.assumed})

    @extend_schema(responses=UserAnswer)
    def put(self, request: Request) -> Response:
        row, created = Profile.objects.select_for_update().get_or_create(user=self.person)
        serializer = validate_serializer(self.get_serializer(row, data=request.data, partial=True))
        serializer.save()
        return Response({"user": serializer.data, "created": created, "assumed": row.assumed})


class OwnedRowView(OwnedView):
    """Read, change or delete one row of a person."""

    rows: Any

    def remove(self, row: Any) -> None:
        raise NotImplementedError

    def update_row(self, row: Any, version: int, values: dict[str, Any]) -> Any:
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any]:
        found: QuerySet[Any] = self.rows.owned_by(self.person)
        return found

    def get(self, request: Request, pk: UUID) -> Response:
        return Response(self.get_serializer(self.get_owned(self.get_queryset(), pk)).data)

    def put(self, request: Request, pk: UUID) -> Response:
        return self._change(request, pk, partial=False)

    def patch(self, request: Request, pk: UUID) -> Response:
        return self._change(request, pk, partial=True)

    def delete(self, request: Request, pk: UUID) -> Response:
        self.remove(self.get_owned(self.get_queryset(), pk))
        return Response(status=HTTPStatus.NO_CONTENT)

    def _change(self, request: Request, pk: UUID, *, partial: bool) -> Response:
        row = self.get_owned(self.get_queryset(), pk)
        serializer = validate_serializer(self.get_serializer(row, data=request.data, partial=partial))
        values = dict(serializer.validated_data)
        changed = self.update_row(row, values.pop("version"), values)
        return Response(self.get_serializer(changed).data)


@contextmanager
def report_name_taken() -> Iterator[None]:
    """Convert AccountNameTaken into a validation error of the API."""
    try:
        yield
    except AccountNameTaken as error:
        raise ValidationError({"account_name": [str(error)]}) from error


class AccountView(OwnedRowView):
    """One account. Deleting it also deletes its positions. You can undo this for a day on the accounts page."""

    serializer_class = AccountSerializer
    rows = Account.objects

    def update_row(self, row: Account, version: int, values: dict[str, Any]) -> Account:
        with report_name_taken():
            return editing.update_account(user=self.person, account_id=row.pk, version=version, values=values)

    def remove(self, row: Account) -> None:
        deletion.delete_account(account=row)


class AccountsView(OwnedView, ListAPIView):
    """Your accounts."""

    serializer_class = AccountSerializer
    is_idempotent = True

    def get_queryset(self) -> QuerySet[Account]:
        return Account.objects.owned_by(self.person)

    @extend_schema(responses={HTTPStatus.CREATED.value: AccountSerializer})
    def post(self, request: Request) -> Response:
        serializer = validate_serializer(self.get_serializer(data=request.data))
        with report_name_taken():
            row = editing.create_account(user=self.person, values=serializer.validated_data)
        return Response(self.get_serializer(row).data, status=HTTPStatus.CREATED)


class PositionView(OwnedRowView):
    """One position: a quantity of one instrument in one account. You can undo its deletion for a day on the
    account's page."""

    serializer_class = PositionSerializer
    rows = Position.objects

    def update_row(self, row: Position, version: int, values: dict[str, Any]) -> Position:
        return editing.change_position(user=self.person, position_id=row.pk, version=version, values=values)

    def remove(self, row: Position) -> None:
        deletion.delete_position(position=row)

    def get_queryset(self) -> QuerySet[Position]:
        return super().get_queryset().select_related("instrument")


class PositionsView(OwnedView, ListAPIView):
    """Your positions. A symbol that the catalogue lacks becomes your own instrument. Send its name and type."""

    serializer_class = PositionSerializer
    is_idempotent = True
    references_rows = True

    def get_queryset(self) -> QuerySet[Position]:
        return Position.objects.owned_by(self.person).select_related("instrument")

    @extend_schema(responses={HTTPStatus.CREATED.value: PositionSerializer})
    def post(self, request: Request) -> Response:
        fields = dict(validate_serializer(self.get_serializer(data=request.data)).validated_data)
        account = self.get_owned(Account.objects.owned_by(self.person), fields.pop("account_id"))
        symbol = fields.pop("instrument")["symbol"]
        details = {name: fields.pop(name, None) for name in NEW_INSTRUMENT_FIELDS}
        instrument = Instrument.objects.find_by_symbol(symbol, user=self.person)
        if instrument is None:
            if missing := [name for name in ("name", "instrument_type") if not details[name]]:
                raise ValidationError(
                    {name: ["Alex does not know this symbol yet. Send its name and type."] for name in missing}
                )
            new_instrument = NewInstrument(
                symbol,
                details["name"],
                details["instrument_type"],
                EnteredPrice(details["price"]),
                currency=details["currency"] or BASE_CURRENCY,
            )
            instrument = editing.get_or_create_instrument(user=self.person, details=new_instrument)
        try:
            row = editing.add_position(user=self.person, new=NewPosition(account.pk, instrument.pk, **fields))
        except AlreadyHeld as error:
            message = f"{account.name} already holds {symbol}. Change that position."
            current = self.get_serializer(error.position).data
            raise Conflict(message, "already_held", current=current, yours=request.data) from error
        except TooManyHoldings as error:
            raise Conflict(str(error), "too_many_holdings") from error
        return Response(self.get_serializer(row).data, status=HTTPStatus.CREATED)


class AccountPositionsView(OwnedView, ListAPIView):
    """The positions of one account."""

    serializer_class = PositionSerializer

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.get_owned(Account.objects.owned_by(self.person), kwargs["pk"])
        return self.list(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Position]:
        rows = Position.objects.owned_by(self.person).filter(account_id=self.kwargs["pk"])
        return rows.select_related("instrument")


class SymbolPagination(DefaultPagination):
    ordering = ("symbol", "id")

    def is_position(self, text: str) -> bool:
        return len(text) <= SYMBOL_LENGTH and text.isprintable()


class InstrumentsView(OwnedView, ListAPIView):
    """The shared catalogue and your own instruments. `search` matches the start of a symbol or of words in the name."""

    serializer_class = InstrumentSerializer
    pagination_class = SymbolPagination

    def get_queryset(self) -> QuerySet[Instrument]:
        return Instrument.objects.visible_to(self.person)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return ranked matches on one page, or all instruments page by page."""
        search_term = clean_text(request.query_params.get("search", ""))[:80]
        if not search_term:
            return super().list(request, *args, **kwargs)
        rows = Instrument.objects.matching(search_term, user=self.person)[: DefaultPagination.page_size]
        return Response({"next": None, "previous": None, "results": self.get_serializer(rows, many=True).data})


class SampleView(OwnedView):
    """Adds the sample accounts. Existing accounts and positions are kept."""

    serializer_class = NoBodySerializer
    is_idempotent = True

    @extend_schema(responses={HTTPStatus.CREATED.value: Added})
    def post(self, request: Request) -> Response:
        validate_serializer(self.get_serializer(data=request.data))
        try:
            added = demo.add_sample_accounts(user=self.person)
        except TooManyHoldings as error:
            raise Conflict(str(error), "too_many_holdings") from error
        return Response(added._asdict(), status=HTTPStatus.CREATED)


class ResetView(OwnedView):
    """Deletes all your accounts, their positions and the instruments that only you have."""

    serializer_class = NoBodySerializer
    is_idempotent = True

    @extend_schema(responses=Deleted)
    def post(self, request: Request) -> Response:
        validate_serializer(self.get_serializer(data=request.data))
        return Response({"accounts": demo.delete_all_accounts(user=self.person)})
