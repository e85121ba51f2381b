"""End sessions that were idle for too long, and note activity rarely: at most once a minute, or once a day."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from people.acting import acting_as

ACTIVE_AT = "active_at"
"""The key of the session: the time of the last noted request, in seconds since 1970."""
NOTED_EVERY = timedelta(days=1)
NOTED_EVERY_FOR_STAFF = timedelta(minutes=1)


class ActivityMiddleware:
    """Sign out whoever comes back after the idle time of their session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and request.user.is_authenticated:
            if is_idle(request.session, request.user):
                logout(request)
            else:
                follow_rotation(request, key)
                note_activity(request)
        return self.get_response(request)


def idle_time(user: Any) -> timedelta:
    """Return how long a session of this user may be without a request."""
    return timedelta(minutes=settings.STAFF_SESSION_MINUTES) if user.is_staff else timedelta(days=settings.SESSION_DAYS)


def is_idle(session: SessionBase, user: Any) -> bool:
    """Return whether the session's last request is too long ago. A session from before this rule counts as active."""
    seen = session.get(ACTIVE_AT)
    return seen is not None and time.time() - seen > idle_time(user).total_seconds()


def start_activity(request: HttpRequest, **_: Any) -> None:
    """Receive user_logged_in: the idle time begins."""
    request.session[ACTIVE_AT] = time.time()


def note_activity(request: HttpRequest) -> None:
    """Extend the session, and its row in the list of sessions, if the last note is old enough."""
    every = NOTED_EVERY_FOR_STAFF if request.user.is_staff else NOTED_EVERY  # type: ignore[union-attr]
    if time.time() - request.session.get(ACTIVE_AT, 0) >= every.total_seconds():
        request.session[ACTIVE_AT] = time.time()
        with acting_as(request.user.pk):  # type: ignore[union-attr,arg-type]
            rows = UserSession.objects.filter(session_key=request.session.session_key)
            if not rows.update(last_seen_at=timezone.now()):
                UserSession.objects.create_from_request(request)


def follow_rotation(request: HttpRequest, key: str) -> None:
    """Keep the session in the list of sessions after a change of SECRET_KEY, when Django gives it a new key."""
    if request.session.session_key != key:
        with acting_as(request.user.pk):  # type: ignore[union-attr,arg-type]
            UserSession.objects.filter(session_key=key).update(session_key=request.session.session_key)
