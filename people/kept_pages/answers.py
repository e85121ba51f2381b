"""Keep the JSON of an answer of the API in memory, with an entity tag for programs that ask again."""

import hashlib
from collections.abc import Callable, Hashable
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from people.kept_pages.store import store

OWN_COPY = "private, no-cache"
"""The program that asked may keep its copy, and asks each time whether it is still good."""


def kept_answer(request: Request, key: tuple[Hashable, ...], build: Callable[[], Any]) -> HttpResponse:
    """Return what `build` gives as JSON, kept for this user and key. 304 if the program has it already.

    key: what the answer shows and when that last changed.
    """
    now = timezone.now()
    owned_key = ("answer", request.user.pk, *key)
    with store.making(owned_key):
        parts = store.get(owned_key, now=now)
        if parts is None:
            body = JSONRenderer().render(build())
            parts = {"body": body.decode(), "etag": f'"{hashlib.sha256(body).hexdigest()[:32]}"'}
            store.put(owned_key, parts, now=now)
    response = HttpResponse(parts["body"], content_type="application/json")
    response["ETag"] = parts["etag"]
    response["Cache-Control"] = OWN_COPY
    response["Vary"] = "Authorization, Cookie, Accept"
    conditional = get_conditional_response(request._request, etag=parts["etag"], response=response)
    return conditional or response
