"""What AWS Lambda is called for besides pages: messages of the queue, dead letters, the clock.

Zappa's handler calls these by name. What is raised here reaches Lambda, which delivers the message again; but a
TypeError makes Zappa call us once more with fewer arguments, so none may get out.
"""

import logging
from typing import Any

from django.db import connections

logger = logging.getLogger(__name__)

FIRST_RETRY_SECONDS = 30
MAX_RETRY_SECONDS = 900


class BatchFailed(Exception):
    """Nothing of a batch could be run: Lambda counts an error and SQS delivers the batch again."""


def process_sqs_event(event: dict[str, Any], context: Any = None) -> dict[str, Any]:
    """Run a batch of messages; answer which of them are to be delivered again.

    Zappa's event source mapping ignores that answer until its response types are set. So a batch of which nothing
    succeeded raises, and the mapping's batch size is 1.
    """
    failed = [record["messageId"] for record in event["Records"] if not _process_record(record, context)]
    if failed and len(failed) == len(event["Records"]):
        raise BatchFailed(f"{len(failed)} of {len(failed)} messages failed.")
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def _process_record(record: dict[str, Any], context: Any) -> bool:
    from django_q.brokers import get_broker

    from analysis.worker.message import run_message
    from analysis.worker.tasks import flush_langfuse

    broker = get_broker(_queue_name(record))
    seconds_left = context.get_remaining_time_in_millis() / 1000 if context is not None else None
    try:
        done = run_message(record["body"], record["messageId"], broker, deletes=False, seconds_left=seconds_left)
    except Exception:
        logger.exception("Message %s could not be run.", record.get("messageId"))
        done = False
    finally:
        connections.close_all()  # a frozen environment must hold none: an open one keeps Aurora from pausing
    if not done:
        _postpone_retry(record, broker)
    flush_langfuse()  # a frozen environment sends nothing
    return done


def _postpone_retry(record: dict[str, Any], broker: Any) -> None:
    """After 30 s, 60 s, 120 s; the queue's visibility timeout is longer than a whole function may run."""
    received = int(record.get("attributes", {}).get("ApproximateReceiveCount", 1))
    try:
        broker.postpone(
            record["receiptHandle"], min(MAX_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2 ** min(received - 1, 10))
        )
    except Exception:
        logger.exception("Message %s comes back when its visibility timeout ends.", record.get("messageId"))


def process_dead_letters(event: dict[str, Any], context: Any = None) -> dict[str, Any]:
    """Messages that were delivered too often. Their jobs must not wait for ever."""
    for record in event["Records"]:
        try:
            _fail_dead_letter_job(record)
        except Exception:
            logger.exception("Dead letter %s could not be processed.", record.get("messageId"))
        finally:
            connections.close_all()
    return {"batchItemFailures": []}


def _fail_dead_letter_job(record: dict[str, Any]) -> None:
    from analysis.jobs.dispatch import fail_undeliverable_job
    from analysis.worker.message import read_message

    task = read_message(record["body"])
    logger.error("Dead letter: %s%r was delivered too often.", task["func"], task["args"])
    if task["func"] == "analysis.worker.tasks.run_analysis":
        fail_undeliverable_job(*task["args"])


def reap(event: Any = None, context: Any = None) -> dict[str, int]:
    """For a clock, where one is wanted. Each job has its own watch already, and a clock would keep Aurora awake."""
    from analysis.jobs import dispatch

    try:
        return dispatch.reap()._asdict()
    finally:
        connections.close_all()


def daily(event: Any = None, context: Any = None) -> dict[str, str]:
    """For a clock, once a day: prices, what portfolios are worth, and what is kept for a while only."""
    from analysis.worker import retention
    from portfolios.changes.daily import run_task

    try:
        return {"done": run_task(), "forgotten": retention.run_task()}
    finally:
        connections.close_all()


def research(event: Any = None, context: Any = None) -> dict[str, str]:
    """For a clock, every two hours: a round of research. Where no feed is configured no database is woken."""
    from analysis.worker.tasks import run_research

    try:
        return {"done": run_research()}
    finally:
        connections.close_all()


def _queue_name(record: dict[str, Any]) -> str:
    return str(record["eventSourceARN"]).rsplit(":", 1)[-1]
