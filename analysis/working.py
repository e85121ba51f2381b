"""A worker process: one package after the other, until told to stop.

It is told by the end of its standard input: that comes when the parent asks for it, and also when the parent is killed,
on every system. What it is doing it reports on its standard output, a word a line.
"""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections, connection
from django.db.backends.signals import connection_created

from analysis.interruption import shutdown
from analysis.packages import UnreadablePackage, run_package
from analysis.tasks import flush, warm_up

logger = logging.getLogger(__name__)

IDLE, BUSY = "idle", "busy"
PACKAGES = 100  # then the process ends and a fresh one takes its place: what leaks, leaks for a while only
DATABASE_PAUSE_SECONDS = 1


def work() -> None:
    """The whole life of a child process."""
    report = _reports()
    _listen_for_the_end()
    connection_created.connect(_give_locks_back_when_frozen)
    warm_up()
    take_packages(report)
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


def _reports() -> Callable[[str], None]:
    """Words to the parent. Whatever else is printed goes to standard error."""
    channel = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)

    def report(word: str) -> None:
        try:
            channel.write(word + "\n")
        except OSError:  # the parent is gone: its end of our standard input is closed too
            shutdown.request()

    return report


def _listen_for_the_end() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group: the parent decides
    signal.signal(signal.SIGTERM, lambda *_: shutdown.request())
    threading.Thread(target=_wait_for_the_end, name="parent", daemon=True).start()


def _wait_for_the_end() -> None:
    while os.read(sys.stdin.fileno(), 64):
        pass
    shutdown.request()
