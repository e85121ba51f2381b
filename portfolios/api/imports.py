"""The API of imports: send files, look at what they would change, apply all of it or nothing."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from people.api.errors import Conflict
from people.api.serializers import StrictSerializer
from people.api.views import OwnedView
from people.shared_cache.fair_use import IMPORT, FairUseThrottle
from portfolios.api.serializers import CleanTextField
from portfolios.changes.limits import TooManyHoldings
from portfolios.currencies import CURRENCY_CHOICES
from portfolios.fields.uploads import MAX_FILES
from portfolios.importers.headings import FIELD_LABELS
from portfolios.importers.table import MAX_COLUMNS, FileUnreadable
from portfolios.importing import steps
from portfolios.importing.file_accounts import TargetAccountMissing
from portfolios.importing.plan import ImportPlan
from portfolios.models import Account
from portfolios.models.imports import ImportDraft

MAX_CONTENT_LENGTH = 900_000
MAX_CHANGES = 1_000
NOTHING = "No rows to import."
CHANGED = "The portfolio or the files have changed since this preview. Read the import again."
NOT_ACCEPTED = (
    "The import gives another sum than the files, or computed positions. Send accept_difference to import it."
)
STILL_READING = "A statement of this import is not read yet. Read the import again in a minute."
NO_ACCOUNT = "An account was deleted, or the name of a new account is taken. Send the files again."


class SentFileSerializer(StrictSerializer):
    """A file as text. accounts, columns, currency: your answers, where Alex cannot know them.

    accounts: by the name of the account in the file (empty for rows that name none): an account id, `new:` with a type,
    `skip`, or `file:0:NAME` for an account of an earlier file. columns: the number of the column, from 0, by field.
    """

    name = CleanTextField(max_length=200)
    content = serializers.CharField(max_length=MAX_CONTENT_LENGTH, trim_whitespace=False)
    accounts = serializers.DictField(child=serializers.CharField(max_length=200), required=False)
    columns = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=MAX_COLUMNS - 1), required=False
    )
    currency = serializers.ChoiceField(choices=CURRENCY_CHOICES, required=False)

    def validate_columns(self, columns: dict[str, int]) -> dict[str, int]:
        if unknown := sorted(columns.keys() - FIELD_LABELS.keys()):
            raise serializers.ValidationError([f"Unknown field: {', '.join(unknown)[:200]}."])
        return columns


class NewImportSerializer(StrictSerializer):
    files = serializers.ListField(child=SentFileSerializer(), min_length=1, max_length=MAX_FILES)
    account_id = serializers.UUIDField(required=False, allow_null=True)


class FileSerializer(serializers.Serializer):
    """A file of an import. accounts: what each of its accounts becomes; empty if you have to say it."""

    name = serializers.CharField(source="file_name")
    refused = serializers.CharField()
    rows = serializers.SerializerMethodField()
    accounts = serializers.DictField(source="targets", child=serializers.CharField())
    columns = serializers.DictField(source="mapping.columns", child=serializers.IntegerField())
    currency = serializers.CharField(source="mapping.currency")

    def get_rows(self, draft: ImportDraft) -> int:
        return len(draft.table.rows)


class ChangeSerializer(serializers.Serializer):
    outcome = serializers.CharField()
    file = serializers.CharField(source="file_name")
    lines = serializers.ListField(child=serializers.IntegerField())
    account = serializers.CharField()
    what = serializers.CharField()
    notes = serializers.ListField(child=serializers.CharField())
    value = serializers.DecimalField(max_digits=None, decimal_places=None, allow_null=True)
    currency = serializers.CharField()


class DifferenceSerializer(serializers.Serializer):
    symbol = serializers.CharField()
    computed = serializers.DecimalField(max_digits=None, decimal_places=None)
    listed = serializers.DecimalField(max_digits=None, decimal_places=None)


class CheckSerializer(serializers.Serializer):
    """Transactions of an account against its positions file, which counts."""

    account = serializers.CharField()
    positions = serializers.CharField()
    transactions = serializers.CharField()
    agreeing = serializers.IntegerField()
    differences = DifferenceSerializer(many=True)


class AbsentSerializer(serializers.Serializer):
    position_id = serializers.UUIDField()
    account = serializers.CharField()
    symbol = serializers.CharField()


class PlanSerializer(serializers.Serializer):
    """What the import would do. changes: the first 1,000. total, in_files: in `currency`. absent: held, not listed."""

    digest = serializers.CharField()
    must_accept = serializers.BooleanField()
    total = serializers.DecimalField(source="money.total", max_digits=None, decimal_places=2)
    in_files = serializers.DecimalField(source="money.in_file", max_digits=None, decimal_places=2)
    currency = serializers.CharField(source="money.currency")
    changes = serializers.SerializerMethodField()
    checks = CheckSerializer(many=True)
    absent = AbsentSerializer(many=True)

    @extend_schema(responses=ChangeSerializer(many=True))
    def get_changes(self, plan: ImportPlan) -> list[dict[str, Any]]:
        return ChangeSerializer(plan.changes[:MAX_CHANGES], many=True).data  # type: ignore[return-value]


class ImportSerializer(serializers.Serializer):
    """plan: null while a file leaves something open: an account without an answer or deleted, or columns to confirm."""

    id = serializers.UUIDField()
    files = FileSerializer(many=True)
    plan = PlanSerializer(allow_null=True)


class ApplySerializer(StrictSerializer):
    """digest: that of the plan. gone: ids of absent positions that are no longer held."""

    digest = serializers.CharField(max_length=64)
    accept_difference = serializers.BooleanField(required=False, default=False)
    gone = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=20_000)


class AppliedSerializer(serializers.Serializer):
    rows = serializers.IntegerField()
    has_changes = serializers.BooleanField()


def describe(draft: ImportDraft) -> dict[str, Any]:
    """Return an import as JSON."""
    try:
        plan = None if steps.next_to_match(draft) else steps.plan_import(draft=draft)
    except (TargetAccountMissing, steps.StatementUnread):  # deleted meanwhile, or nothing can be read
        plan = None
    files = ImportDraft.objects.of_import(draft)
    return ImportSerializer({"id": draft.pk, "files": files, "plan": plan}).data


class ImportsView(OwnedView):
    """Imports of files, with a preview first. A new one replaces the one before, which nobody has applied."""

    serializer_class = NewImportSerializer
    is_idempotent = True
    references_rows = True

    def get_throttles(self) -> list[BaseThrottle]:
        return [*super().get_throttles(), FairUseThrottle(IMPORT)]

    @extend_schema(responses={HTTPStatus.CREATED.value: ImportSerializer})
    def post(self, request: Request) -> Response:
        """Read files, and return what their import would do. Nothing is stored but the import itself."""
        body = NewImportSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        sent, account_id = body.validated_data["files"], body.validated_data.get("account_id")
        account = self.get_owned(Account.objects.owned_by(self.person), account_id) if account_id else None
        try:
            drafts = steps.start_import(
                user=self.person, account=account, files=[(one["name"], one["content"].encode()) for one in sent]
            )
            for draft, one in zip(drafts, sent, strict=True):
                steps.answer_file(
                    draft=draft, columns=one.get("columns"), currency=one.get("currency", ""),
                    accounts=one.get("accounts"),
                )  # fmt: skip
        except (FileUnreadable, steps.AnswerRefused) as error:
            raise ValidationError({"files": [str(error)]}) from error
        return Response(describe(drafts[0]), status=HTTPStatus.CREATED)


class ImportView(OwnedView):
    """One import that is not applied yet. It ends after a day."""

    serializer_class: type[serializers.Serializer] = ImportSerializer

    def get_import(self, pk: UUID) -> ImportDraft:
        draft: ImportDraft = self.get_owned(self.get_queryset(), pk)
        if not ImportDraft.objects.active_for(self.person, now=timezone.now()).filter(pk=pk).exists():
            raise Http404
        return draft

    def get_queryset(self) -> QuerySet[ImportDraft]:
        return ImportDraft.objects.filter(user=self.person)

    @extend_schema(responses=ImportSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(describe(self.get_import(pk)))

    @extend_schema(responses={HTTPStatus.NO_CONTENT.value: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """Discard all files of the import. Nothing is imported."""
        ImportDraft.objects.of_import(self.get_import(pk)).delete()
        return Response(status=HTTPStatus.NO_CONTENT)


class ApplyImportView(ImportView):
    """Applies an import, all of it or nothing."""

    serializer_class = ApplySerializer
    is_idempotent = True
    http_method_names = ("post",)

    @extend_schema(request=ApplySerializer, responses=AppliedSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        draft = self.get_import(pk)
        body = ApplySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        try:
            plan = steps.apply_import(
                draft=draft, digest=values["digest"], accepts_difference=values["accept_difference"],
                gone=set(map(str, values.get("gone", ()))),
            )  # fmt: skip
        except steps.PlanChanged as error:
            raise Conflict(CHANGED, "plan_changed") from error
        except steps.DifferenceNotAccepted as error:
            raise Conflict(NOT_ACCEPTED, "difference_not_accepted") from error
        except steps.NothingToImport as error:
            raise Conflict(NOTHING, "nothing_to_import") from error
        except steps.StatementUnread as error:
            raise Conflict(STILL_READING, "still_reading") from error
        except TargetAccountMissing as error:
            raise Conflict(NO_ACCOUNT, "account_missing") from error
        except TooManyHoldings as error:
            raise Conflict(str(error), "too_many_holdings") from error
        return Response({"rows": plan.accepted_row_count, "has_changes": plan.has_changes})
