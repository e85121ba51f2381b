"""Run a request with an Idempotency-Key once. A repetition gets the stored answer of the first."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta

from django.db.models.functions import Now
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from people.api.errors import Conflict
from people.models import IdempotencyRecord, User

HEADER = "Idempotency-Key"
MAX_KEY_LENGTH = 80
KEY_LIFETIME = timedelta(hours=24)


def read_idempotency_key(request: Request) -> str:
    """Return the key, or empty text if none was sent."""
    key: str = request.headers.get(HEADER, "")
    if len(key) > MAX_KEY_LENGTH or not key.isprintable() or not key.isascii():
        raise ValidationError({HEADER: [f"Use at most {MAX_KEY_LENGTH} printable ASCII characters, such as a UUID."]})
    return key


def run_idempotently(request: Request, person: User, work: Callable[[], Response]) -> Response:
    """Return the answer of `work`, or the stored answer if this key was used before.

    It runs in the caller's transaction, so an error leaves the key unused. A second request with the same key waits for
    the transaction of the first.
    """
    key = read_idempotency_key(request)
    if not key:
        return work()
    mine = IdempotencyRecord.objects.filter(user=person)
    mine.filter(created_at__lt=Now() - KEY_LIFETIME).delete()
    sent = json.dumps([request.method, request.path, request.data], sort_keys=True, default=str)
    digest = hashlib.sha256(sent.encode()).hexdigest()
    record, is_new = mine.get_or_create(key=key, defaults={"user": person, "digest": digest})
    if record.digest != digest:
        raise Conflict("This Idempotency-Key was used for a different request.", "idempotency_key_reused")
    if not is_new:
        return Response(record.body, status=record.status)
    response = work()
    record.status, record.body = response.status_code, json.loads(JSONRenderer().render(response.data) or b"null")
    record.save(update_fields=["status", "body", "updated_at"])
    return response
