"""Create, verify and revoke API keys."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from people import acting_as, acting_as_staff
from people.audit import EventKind, kinds, record_event
from people.isolation.purposes import Purpose
from people.models import ApiKey, User

KEY_PREFIX = "alex_"
PREFIX_LENGTH = len(KEY_PREFIX) + 8
MAX_KEY_LENGTH = 100
UNKNOWN_KEY_DIGEST = hashlib.sha256(b"").hexdigest()


def create_api_key(*, user: User, name: str, scopes: Sequence[str], days: int | None) -> tuple[ApiKey, str]:
    """Return the row and the key, which is not stored. days: None for a key that does not expire."""
    key = f"{KEY_PREFIX}{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}"
    expires_at = timezone.now() + timedelta(days=days) if days else None
    with acting_as(user.pk):
        row = ApiKey.objects.create(
            user=user, name=name, prefix=key[:PREFIX_LENGTH], digest=_digest(key), scopes=list(scopes),
            expires_at=expires_at,
        )  # fmt: skip
        _record_event(kinds.MADE_API_KEY, row, user)
    return row, key


def verify_api_key(key: str) -> ApiKey | None:
    """Return the row of a valid key, else None. An unknown key takes the same time."""
    with acting_as_staff(Purpose.API_KEYS):
        row = ApiKey.objects.active_keys().select_related("user").filter(prefix=key[:PREFIX_LENGTH]).first()
        matches = hmac.compare_digest(_digest(key[:MAX_KEY_LENGTH]), row.digest if row else UNKNOWN_KEY_DIGEST)
        if row is None or not matches:
            return None
        row.record_use(timezone.now())
        return row


@transaction.atomic
def revoke_api_key(*, key: ApiKey, by: User, now: datetime) -> bool:
    """Revoke the key. Return False if it was revoked already."""
    if not key.revoke(now):
        return False
    _record_event(kinds.REVOKED_API_KEY, key, by)
    return True


def _record_event(kind: EventKind, row: ApiKey, by: User) -> None:
    """Add an audit event with prefix and name of the key."""
    record_event(kind, by=by, row=row, details=f"{row.prefix}, {row.name}")


def _digest(key: str) -> str:
    """Return the stored form. The key has 256 random bits, so no slow hash is needed."""
    return hashlib.sha256(key.encode()).hexdigest()
