"""A worker process once its imports are done: it runs one package after the other until its parent asks it to stop."""

import logging
import signal
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections, connection
from django.db.backends.signals import connection_created

from analysis.jobs.cancellation import shutdown
from analysis.worker.entry import BUSY, IDLE, ParentLink
from analysis.worker.message import UnreadablePackage, run_package
from analysis.worker.tasks import flush, warm_up

logger = logging.getLogger(__name__)

PACKAGES = 100  # then the process ends and a fresh one takes its place: what leaks, leaks for a while only
DATABASE_PAUSE_SECONDS = 1


def work(parent: ParentLink) -> None:
    """Import the agents, then take packages until the parent asks to stop or PACKAGES have been run."""
    warm_up()
    parent.stop = shutdown.request
    signal.signal(signal.SIGTERM, lambda *_: shutdown.request())
    connection_created.connect(_give_locks_back_when_frozen)
    take_packages(parent.report)
    flush()
    connection.close()


def take_packages(report: Callable[[str], None]) -> None:
    from django_q.brokers import get_broker

    broker = get_broker()
    taken = 0
    while not shutdown.requested and taken < PACKAGES:
        report(IDLE)
        try:
            for ack_id, package in broker.dequeue() or ():
                report(BUSY)
                taken += 1
                run(package, ack_id, broker)
        except DatabaseError as error:
            logger.warning("The queue is out of reach, trying again: %s", error)
            connection.close()
            time.sleep(DATABASE_PAUSE_SECONDS)


def run(package: str, ack_id: Any, broker: Any) -> None:
    try:
        run_package(package, ack_id, broker)
    except UnreadablePackage:
        logger.exception("A package in the queue cannot be read and is dropped; its job will be sent again.")
        broker.fail(ack_id)
    finally:
        close_old_connections()


def _give_locks_back_when_frozen(connection: Any, **_: Any) -> None:
    """A process that is stopped in the middle of a transaction would keep its job's row locked for ever."""
    with connection.cursor() as cursor:
        milliseconds = str(settings.LEASE_SECONDS * 1000)
        cursor.execute("SELECT set_config('idle_in_transaction_session_timeout', %s, false)", [milliseconds])
