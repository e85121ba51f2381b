"""Run one message of the queue through django-q2's own worker() and monitor(), on a laptop and on Lambda.

This replaces django-q2's cluster, which prefetches, forks and can stall forever.
"""

import contextlib
import queue
from types import SimpleNamespace
from typing import Any

from analysis.worker.signing import load_package

SAVE_MARGIN_SECONDS = 15  # of a Lambda's time, to save the result and to answer

RENAMED_TASKS = {
    "analysis.tasks.run_analysis": "analysis.worker.tasks.run_analysis",
    "analysis.tasks.watch_analysis": "analysis.worker.tasks.watch_analysis",
    "analysis.tasks.classify_instruments": "analysis.worker.tasks.classify_instruments",
    "analysis.retention.run_task": "analysis.worker.retention.run_task",
    "portfolios.daily.run_task": "portfolios.changes.daily.run_task",
    "portfolios.pricing.refreshing.run_task": "portfolios.pricing.tasks.run_task",
    "advisors.researching.run_task": "analysis.worker.tasks.run_research",
    "advisors.library.notes.embed_waiting": "advisors.library.notes.embed_pending_notes",
}
"""Tasks by the name under which version 0.1.0 queued them, each with its name of today.

Messages wait in a queue, and failed ones are sent again from the admin, so both names must run. Delete this table one
release later.
"""


class UnreadableMessage(Exception):
    """The message was signed with another key, or names something that cannot be imported here."""


class RecordingBroker:
    """A wrapper of the real broker that records the acknowledged messages."""

    def __init__(self, broker: Any, *, delete_on_ack: bool) -> None:
        self._broker, self._delete_on_ack = broker, delete_on_ack
        self.acknowledged: set[Any] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._broker, name)

    def acknowledge(self, ack_id: Any) -> None:
        self.acknowledged.add(ack_id)
        if self._delete_on_ack:
            self._broker.acknowledge(ack_id)


def run_message(
    message: str, ack_id: Any, broker: Any, *, delete_on_ack: bool = True, seconds_left: float | None = None
) -> bool:
    """Run a message. Return whether the queue is done with it: it succeeded, or must not be tried again.

    delete_on_ack: False where Lambda's event source mapping deletes the message. seconds_left: of a Lambda function.
    Raises UnreadableMessage.
    """
    from django_q.conf import Conf
    from django_q.monitor import monitor
    from django_q.worker import worker

    task = read_message(message)
    timeout = int(task.get("timeout", Conf.TIMEOUT) or -1)
    if seconds_left is not None:
        available = max(1, int(seconds_left - SAVE_MARGIN_SECONDS))
        timeout = available if timeout == -1 else min(timeout, available)
    task |= {"cluster": Conf.CLUSTER_NAME, "ack_id": ack_id, "timeout": timeout}
    tasks: queue.SimpleQueue[Any] = queue.SimpleQueue()  # not multiprocessing's: Lambda has no shared memory
    tasks.put(task)
    tasks.put("STOP")
    results: queue.SimpleQueue[Any] = queue.SimpleQueue()
    worker(tasks, results, SimpleNamespace(value=-1, get_lock=contextlib.nullcontext), timeout)
    results.put("STOP")
    recording = RecordingBroker(broker, delete_on_ack=delete_on_ack)
    monitor(results, recording)
    return ack_id in recording.acknowledged


def read_message(message: str) -> dict[str, Any]:
    """Return the task of a message, under the name it has today. Raises UnreadableMessage."""
    try:
        task = dict(load_package(message))
        return task | {"func": RENAMED_TASKS.get(task["func"], task["func"])}
    except Exception as error:
        raise UnreadableMessage(str(error)) from error
