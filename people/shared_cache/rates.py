"""Rate limits that are counted in the database: right for any number of processes, with one statement a request."""

import hashlib
import random
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from rest_framework.throttling import SimpleRateThrottle

from people.models import RequestCount

CLEAN_UP_EVERY = 200
"""Counts that have ended are deleted by one of so many requests."""
COUNT_SQL = """
INSERT INTO people_requestcount AS c (key, requests, ends_at) VALUES (%(key)s, 1, %(now)s + %(period)s)
ON CONFLICT (key) DO UPDATE SET
    requests = CASE WHEN c.ends_at <= %(now)s THEN 1 ELSE least(c.requests, %(limit)s) + 1 END,
    ends_at = CASE WHEN c.ends_at <= %(now)s THEN excluded.ends_at ELSE c.ends_at END
RETURNING requests, ends_at
"""


class CountedThrottle(SimpleRateThrottle):
    """Allow so many requests in each period. A period begins with the first request after the last one has ended."""

    num_requests: int
    duration: int

    def allow_request(self, request: Any, view: Any) -> bool:
        key = self.get_cache_key(request, view)
        if self.rate is None or key is None:
            return True
        now = timezone.now()
        if random.randrange(CLEAN_UP_EVERY) == 0:  # noqa: S311 any request will do
            RequestCount.objects.filter(ends_at__lte=now).delete()
        values: dict[str, Any] = {
            "key": hashlib.sha256(key.encode()).hexdigest(), "now": now, "limit": self.num_requests,
            "period": timedelta(seconds=self.duration),
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(COUNT_SQL, values)
            requests, ends_at = cursor.fetchone()
        self.seconds_left = max(0.0, (ends_at - now).total_seconds())
        return bool(requests <= self.num_requests)

    def wait(self) -> float:
        """Return the seconds until the period ends."""
        return self.seconds_left


class UserThrottle(CountedThrottle):
    """Limit the requests of each person, or of each address without one."""

    scope = "user"

    def get_cache_key(self, request: Any, view: Any) -> str:
        who = request.user.pk if request.user and request.user.is_authenticated else self.get_ident(request)
        return f"user {who}"
