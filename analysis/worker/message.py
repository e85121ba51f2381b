"""Run one message of the queue through django-q2's own worker() and monitor(), on a laptop and on Lambda.

This replaces django-q2's cluster, which prefetches, forks and can stall forever.
"""

import contextlib
import queue
from types import SimpleNamespace
from typing import Any

SAVE_MARGIN_SECONDS = 15  # of a Lambda's time, to save the result and to answer

RENAMED_TASKS = {
    "analysis.tasks.run_analysis": "analysis.worker.tasks.run_analysis",
    "analysis.tasks.watch_analysis": "analysis.worker.tasks.watch_analysis",
    "analysis.tasks.classify_instruments": "analysis.worker.tasks.classify_instruments",
    "analysis.retention.run_task": "analysis.worker.retention.run_task",
    "portfolios.daily.run_task": "portfolios.changes.daily.run_task",
    "portfolios.pricing.refreshing.run_task": "portfolios.pricing.tasks.run_task",
    "advisors.researching.run_task": "advisors.researcher.round.run_task",
    "advisors.library.notes.embed_waiting": "advisors.library.notes.embed_pending_notes",
}
"""Tasks by the name under which version 0.1.0 queued them, each with its name of today.

Messages wait in a queue, and failed ones are sent again from the admin, so both names must run. Delete this table one
release later.
"""


class UnreadableMessage(Exception):
    """Signed with another key, or made of something that cannot be imported here."""


class RecordingBroker:
    """The real broker, except that it notes what is acknowledged."""

    def __init__(self, broker: Any, *, deletes: bool) -> None:
        self._broker, self._deletes = broker, deletes
        self.acknowledged: set[Any] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._broker, name)

    def acknowledge(self, ack_id: Any) -> None:
        self.acknowledged.add(ack_id)
        if self._deletes:
            self._broker.acknowledge(ack_id)


def run_message(
    package: str, ack_id: Any, broker: Any, *, deletes: bool = True, seconds_left: float | None = None
) -> bool:
    """Whether the queue is done with it: it succeeded, or is not to be tried again.

    deletes: whether an acknowledgement deletes the message, or somebody else does (Lambda's event source mapping).
    """
    from django_q.conf import Conf
    from django_q.monitor import monitor
    from django_q.worker import worker

    task = read_message(package)
    task |= {"cluster": Conf.CLUSTER_NAME, "ack_id": ack_id, "timeout": _compute_timeout(task, seconds_left)}
    results: queue.SimpleQueue[Any] = queue.SimpleQueue()
    timer = SimpleNamespace(value=-1, get_lock=contextlib.nullcontext)
    worker(_build_single_task_queue(task), results, timer, task["timeout"])
    results.put("STOP")
    noting = RecordingBroker(broker, deletes=deletes)
    monitor(results, noting)
    return ack_id in noting.acknowledged


def read_message(package: str) -> dict[str, Any]:
    """Return the task of a message, under the name it has today."""
    from django_q.signing import SignedPackage

    try:
        task = dict(SignedPackage.loads(package))
        return task | {"func": RENAMED_TASKS.get(task["func"], task["func"])}
    except Exception as error:
        raise UnreadableMessage(str(error)) from error


def _build_single_task_queue(task: dict[str, Any]) -> "queue.SimpleQueue[Any]":
    """A queue as django-q2 reads it. Not multiprocessing's: Lambda has no shared memory."""
    one: queue.SimpleQueue[Any] = queue.SimpleQueue()
    one.put(task)
    one.put("STOP")
    return one


def _compute_timeout(task: dict[str, Any], seconds_left: float | None) -> int:
    from django_q.conf import Conf

    wanted = task.get("timeout", Conf.TIMEOUT) or -1
    if seconds_left is None:
        return int(wanted)
    room = max(1, int(seconds_left - SAVE_MARGIN_SECONDS))
    return room if wanted == -1 else min(int(wanted), room)
