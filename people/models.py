"""Users, their consent and API keys, stored answers of repeated requests, and the audit trail."""

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from pydantic import BaseModel, ConfigDict

from people.acting import acting_as
from people.fields import AddressField, SchemaField
from people.isolation.access import RowAccess
from people.isolation.purposes import Purpose
from people.kept_pages.page_data import PageData
from people.sign_in.addresses import MAX_LENGTH, NORMAL_FORM, AddressRefused, new_address, normal_address

MIN_PASSWORD_LENGTH = 15
"""Of a password that is the only proof of identity."""


class TimeStamped(models.Model):
    """The base of all our tables: when a row was created and last updated."""

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A user needs an email address.")
        user = self.model(email=new_address(email), **fields)
        user.set_password(password)
        with acting_as(user.pk):
            user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        if email is None or (user := self.find_by_address(email)) is None:
            raise self.model.DoesNotExist
        return user

    def find_by_id(self, user_id: uuid.UUID | str) -> "User | None":
        """Return the user whom a session, a token or a message names, before anybody is known.

        The policies show the app no user without a transaction on behalf of somebody. This, `find_by_address` and the
        sessions (people/sign_in/sessions.py) are the only ways past them: functions of the database with one row each.
        """
        return next(iter(self.raw("SELECT * FROM user_by_id(%s)", [str(user_id)])), None)

    def find_by_address(self, email: str) -> "User | None":
        """Return the user with this address, in whatever form it is written."""
        try:
            address = normal_address(email)
        except AddressRefused:
            return None
        return next(iter(self.raw("SELECT * FROM user_by_address(%s)", [address])), None)


class User(TimeStamped, AbstractBaseUser, PermissionsMixin):
    page_data = PageData(owner="id", only=("is_demo",))
    row_access = RowAccess(reads=(Purpose.API_KEYS, Purpose.DELETION), writes=(Purpose.SIGN_IN, Purpose.ADMIN))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = AddressField("email", max_length=MAX_LENGTH, unique=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False, help_text="A temporary demo user with sample data only.")
    has_short_password = models.BooleanField(  # fine only with a second factor
        default=False, db_default=False, editable=False
    )

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(email__regex=NORMAL_FORM), name="user_email_in_normal_form")
        ]

    def __str__(self) -> str:
        return self.email

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.has_short_password = raw_password is not None and len(raw_password) < MIN_PASSWORD_LENGTH


class RequestCount(models.Model):
    """The requests of somebody in the running period of a rate limit (people/shared_cache/rates.py).

    key: a hash of the limit and of who is limited. The table is unlogged: after a crash counting begins anew.
    """

    key = models.CharField(primary_key=True, max_length=64)
    requests = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.requests} until {self.ends_at}"


class DataVersion(models.Model):
    """A value that every change of what a person's pages show replaces. Without a user: of the shared catalogue.

    Triggers write it (people/kept_pages). The app's role cannot.
    """

    user = models.ForeignKey(
        User, on_delete=models.DO_NOTHING, null=True, blank=True, db_constraint=False, db_index=False, related_name="+"
    )
    version = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user"], name="data_version_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return str(self.version)


class ConsentPurpose(models.TextChoices):
    """What a person's data may be used for outside of this server. Each has its columns in Privacy."""

    MODELS = "models", "language models"
    LANGFUSE = "langfuse", "Langfuse"


class Privacy(TimeStamped):
    """What a person decided about each purpose, apart. Without a decision their data may not be used for it.

    agreed_to: the recipients that were named when the person agreed. Other recipients need consent again.
    """

    page_data = PageData()

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="privacy")
    models_agreed_at = models.DateTimeField(null=True, blank=True)
    models_agreed_to = models.CharField(max_length=200, blank=True)
    models_declined_at = models.DateTimeField(null=True, blank=True)
    langfuse_agreed_at = models.DateTimeField(null=True, blank=True)
    langfuse_agreed_to = models.CharField(max_length=200, blank=True)
    langfuse_declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "privacy"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(**{f"{name}_agreed_at__isnull": True, f"{name}_agreed_to": ""})
                | models.Q(**{f"{name}_agreed_at__isnull": False, f"{name}_declined_at__isnull": True})
                & ~models.Q(**{f"{name}_agreed_to": ""}),
                name=constraint,
            )
            for name, constraint in (("models", "privacy_one_decision"), ("langfuse", "privacy_one_langfuse_decision"))
        ]

    def __str__(self) -> str:
        return f"Privacy of {self.user_id}"

    def agreed_at(self, purpose: ConsentPurpose) -> datetime | None:
        return getattr(self, f"{purpose.value}_agreed_at")  # type: ignore[no-any-return]

    def declined_at(self, purpose: ConsentPurpose) -> datetime | None:
        return getattr(self, f"{purpose.value}_declined_at")  # type: ignore[no-any-return]

    def allows(self, purpose: ConsentPurpose, recipient: str) -> bool:
        agreed_to = getattr(self, f"{purpose.value}_agreed_to")
        return self.agreed_at(purpose) is not None and agreed_to == recipient

    def has_decided(self, purpose: ConsentPurpose, recipient: str) -> bool:
        return self.declined_at(purpose) is not None or self.allows(purpose, recipient)


class IdempotencyRecord(TimeStamped):
    """A request that created something, with its answer, so that a repeated request creates nothing more."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="idempotency_records")
    key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = SchemaField(Any, null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return self.key


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def active_keys(self) -> Self:
        """Return keys that are neither revoked nor expired, of users who may sign in."""
        current = models.Q(expires_at=None) | models.Q(expires_at__gt=Now())
        return self.filter(current, revoked_at=None, user__is_active=True)


class ApiKey(TimeStamped):
    """A key with which a program acts for a person, within its scopes. Only its digest is stored."""

    row_access = RowAccess(writes=(Purpose.API_KEYS, Purpose.ADMIN))

    class Scope(models.TextChoices):
        RESEARCH = "research", "add research notes"
        READ = "read", "read my analyses"
        START = "start", "start an analysis"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys", db_index=False)
    name = models.CharField(max_length=60)
    prefix = models.CharField(
        max_length=16, unique=True, help_text="The first characters of the key. The rest is not stored."
    )
    digest = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices))
    last_used_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "API key"
        indexes: ClassVar = [models.Index(fields=["user"], name="api_key_by_user")]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def record_use(self, now: datetime) -> None:
        """Store the time of use, at most once a minute."""
        if self.last_used_at is None or now - self.last_used_at >= timedelta(minutes=1):
            self.last_used_at = now
            self.save(update_fields=["last_used_at", "updated_at"])

    def revoke(self, now: datetime) -> bool:
        """Revoke the key. Return False if it was revoked already."""
        if self.revoked_at is not None:
            return False
        self.revoked_at = now
        self.save(update_fields=["revoked_at", "updated_at"])
        return True


class Change(BaseModel):
    """One field before and after. Empty text is an empty field."""

    model_config = ConfigDict(frozen=True)

    field: str
    before: str
    after: str

    @property
    def label(self) -> str:
        return self.field.replace("_", " ")


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def owned_by(self, user: Any) -> Self:
        """Return what this user did, newest first."""
        return self.filter(user=user).order_by("-pk")

    def for_row(self, row: models.Model) -> Self:
        """Return the events of this row, newest first."""
        own = self.filter(object_type=row._meta.model_name, object_id=str(row.pk))
        return own.select_related("user").order_by("-created_at", "-pk")


class AuditEvent(TimeStamped):
    """What was done, by whom and when. The app's role can add rows but not change them (people/audit).

    The id of a deleted user stays, as a pseudonym. The database sets id, time, sequence and both hashes.
    """

    row_access = RowAccess(adds=(Purpose.SIGN_IN, Purpose.PRICES, Purpose.MODEL_COSTS, Purpose.PROMOTION))

    user = models.ForeignKey(User, on_delete=models.DO_NOTHING, null=True, blank=True, db_constraint=False)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    result = models.CharField(max_length=20, default="ok")
    details = models.CharField(max_length=500, blank=True)
    changes = SchemaField(list[Change], default=list, blank=True)
    sequence = models.BigIntegerField(null=True, unique=True, editable=False)
    previous_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    hash = models.CharField(max_length=64, blank=True, default="", editable=False)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["user", "-id"], name="audit_by_user"),
            models.Index(fields=["object_type", "object_id", "-created_at"], name="audit_by_object"),
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M} {self.action}"

    @property
    def action_label(self) -> str:
        from people.audit.kinds import find_label

        return find_label(self.action)

    @property
    def actor(self) -> str:
        """Return the email address, or the id of a deleted user."""
        if self.user_id is None:
            return "Alex"
        return self.user.email if self.user else f"deleted user {self.user_id}"


class DataExport(TimeStamped):
    """The file with everything that Alex stores about a person. A new request replaces it.

    content: a zip archive, once a worker has built it. expires_at: when it is deleted.
    """

    row_access = RowAccess(writes=(Purpose.DELETION,))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="data_export")
    content = models.BinaryField(null=True)
    size = models.PositiveBigIntegerField(default=0)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Export of {self.user_id}"

    @property
    def is_ready(self) -> bool:
        return self.size > 0


class DeletionRequest(TimeStamped):
    """A person's wish to delete their account with everything in it. Until due_at they may take it back."""

    row_access = RowAccess(reads=(Purpose.DELETION,))

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="deletion_request")
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Deletion of {self.user_id}, due {self.due_at:%Y-%m-%d %H:%M}"
