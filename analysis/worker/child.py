"""Run the messages of the queue in a worker process until its parent asks it to stop."""

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
from analysis.worker.message import UnreadableMessage, run_message
from analysis.worker.parent_link import BUSY, IDLE, ParentLink
from analysis.worker.tasks import flush_langfuse, warm_up

logger = logging.getLogger(__name__)

MAX_MESSAGES = 100  # then a fresh process takes over, so that a memory leak stays small
DATABASE_RETRY_SECONDS = 1


def run_worker(parent: ParentLink) -> None:
    """Run messages until the parent asks to stop or MAX_MESSAGES have been run. The agents are imported before."""
    warm_up()
    parent.stop = shutdown.request
    signal.signal(signal.SIGTERM, lambda *_: shutdown.request())
    connection_created.connect(_set_idle_transaction_timeout)
    process_messages(parent.report)
    flush_langfuse()
    connection.close()


def process_messages(report: Callable[[str], None]) -> None:
    """Take messages from the queue and run them. report: called with IDLE or BUSY."""
    from django_q.brokers import get_broker

    broker = get_broker()
    taken = 0
    while not shutdown.is_requested and taken < MAX_MESSAGES:
        report(IDLE)
        try:
            for ack_id, message in broker.dequeue() or ():
                report(BUSY)
                taken += 1
                process_message(message, ack_id, broker)
        except DatabaseError as error:
            logger.warning("Cannot reach the queue; trying again: %s", error)
            connection.close()
            time.sleep(DATABASE_RETRY_SECONDS)


def process_message(message: str, ack_id: Any, broker: Any) -> None:
    """Run a message. Drop it if it cannot be read; the reaper sends its job again."""
    try:
        run_message(message, ack_id, broker)
    except UnreadableMessage:
        logger.exception("Dropped a message that cannot be read; its job will be sent again.")
        broker.fail(ack_id)
    finally:
        close_old_connections()


def _set_idle_transaction_timeout(connection: Any, **_: Any) -> None:
    """Let the database end transactions of a process that was stopped, which would lock its job's row forever."""
    with connection.cursor() as cursor:
        milliseconds = str(settings.LEASE_SECONDS * 1000)
        cursor.execute("SELECT set_config('idle_in_transaction_session_timeout', %s, false)", [milliseconds])
