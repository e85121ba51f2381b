"""django-q2's queue in the database, on the database's clock.

django-q2's own broker compares the clocks of the process that sends a message and of the worker that takes it. A
worker whose clock is slow then takes nothing until its clock has caught up.
"""

import time
from datetime import timedelta
from typing import Any

from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now
from django_q.brokers.orm import ORM
from django_q.conf import Conf


class DatabaseQueue(ORM):
    """Messages in OrmQ. A message waits from its `lock` on; a taken one is locked for Conf.RETRY seconds."""

    def timeout(self, task: Any) -> CombinedExpression:
        return Now() + timedelta(seconds=Conf.RETRY)

    def queue_size(self) -> int:
        return int(self.get_connection().filter(key=self.list_key, lock__lte=Now()).count())

    def lock_size(self) -> int:
        return int(self.get_connection().filter(key=self.list_key, lock__gt=Now()).count())

    def enqueue(self, task: str) -> int:
        return int(self.get_connection().create(key=self.list_key or Conf.CLUSTER_NAME, payload=task, lock=Now()).pk)

    def dequeue(self) -> list[tuple[int, str]]:
        """Take up to Conf.BULK waiting messages. Wait a moment if there are none."""
        waiting = list(self.get_connection().filter(key=self.list_key, lock__lte=Now())[: Conf.BULK])
        if not waiting:
            time.sleep(Conf.POLL)
        return [
            (message.pk, message.payload)
            for message in waiting
            # another worker was faster if the lock has changed
            if self.get_connection().filter(pk=message.pk, lock=message.lock).update(lock=self.timeout(message))
        ]
