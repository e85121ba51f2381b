"""One package of the queue through django-q2's own worker() and monitor(), here and now.

The same on a laptop and on Lambda. django-q2's cluster is not used: it prefetches, forks and can stall for ever.
"""

import contextlib
import queue
from types import SimpleNamespace
from typing import Any

SAVE_MARGIN_SECONDS = 15  # kept of a Lambda's time to save the result and to answer


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
    from django_q.signing import SignedPackage

    try:
        return dict(SignedPackage.loads(package))
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
