"""Entry points of AWS Lambda besides pages: messages of the queue, dead letters and scheduled runs.

Zappa's handler calls them by name. An exception reaches Lambda, which delivers the message again. A TypeError must not
get out: Zappa would call the function once more with fewer arguments.
"""

import logging
from typing import Any

from django.db import connections

logger = logging.getLogger(__name__)

FIRST_RETRY_SECONDS = 30
MAX_RETRY_SECONDS = 900


class BatchFailed(Exception):
    """No message of a batch could be run. Lambda counts an error, and SQS delivers the batch again."""


def process_sqs_event(event: dict[str, Any], context: Any = None) -> dict[str, Any]:
    """Run a batch of messages, and return those to deliver again.

    Zappa's event source mapping ignores the answer until its response types are set. So a batch in which nothing
    succeeded raises BatchFailed, and the mapping's batch size is 1.
    """
    failed = [record["messageId"] for record in event["Records"] if not _process_record(record, context)]
    if failed and len(failed) == len(event["Records"]):
        raise BatchFailed(f"{len(failed)} of {len(failed)} messages failed.")
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def _process_record(record: dict[str, Any], context: Any) -> bool:
    from django_q.brokers import get_broker

    from analysis.worker.message import run_message
    from analysis.worker.tasks import flush_langfuse

    broker = get_broker(str(record["eventSourceARN"]).rsplit(":", 1)[-1])
    seconds_left = context.get_remaining_time_in_millis() / 1000 if context is not None else None
    try:
        done = run_message(record["body"], record["messageId"], broker, delete_on_ack=False, seconds_left=seconds_left)
    except Exception:
        logger.exception("Message %s could not be run.", record.get("messageId"))
        done = False
    finally:
        connections.close_all()  # an open connection of a frozen environment would keep Aurora from pausing
    if not done:
        # Retry after 30 s, 60 s, 120 s ..: the queue's visibility timeout is longer than a function may run.
        received = int(record.get("attributes", {}).get("ApproximateReceiveCount", 1))
        seconds = min(MAX_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2 ** min(received - 1, 10))
        try:
            broker.postpone(record["receiptHandle"], seconds)
        except Exception:
            logger.exception("Message %s comes back when its visibility timeout ends.", record.get("messageId"))
    flush_langfuse()  # a frozen environment sends nothing
    return done


def process_dead_letters(event: dict[str, Any], context: Any = None) -> dict[str, Any]:
    """Fail the jobs of messages that were delivered too often, so that nobody waits for them."""
    from analysis.jobs.dispatch import fail_undeliverable_job
    from analysis.worker.message import read_message

    for record in event["Records"]:
        try:
            task = read_message(record["body"])
            logger.error("Dead letter: %s%r was delivered too often.", task["func"], task["args"])
            if task["func"] == "analysis.worker.tasks.run_analysis":
                fail_undeliverable_job(*task["args"])
        except Exception:
            logger.exception("Dead letter %s could not be processed.", record.get("messageId"))
        finally:
            connections.close_all()
    return {"batchItemFailures": []}


def reap(event: Any = None, context: Any = None) -> dict[str, int]:
    """Reap neglected jobs. Not scheduled: each job has its own watch, and a schedule would keep Aurora awake."""
    from analysis.jobs import dispatch

    try:
        return dispatch.reap()._asdict()
    finally:
        connections.close_all()


def daily(event: Any = None, context: Any = None) -> dict[str, str]:
    """Run the daily tasks: update prices, record portfolio values, delete old texts."""
    from analysis.worker import retention
    from portfolios.changes.daily import run_task

    try:
        return {"done": run_task(), "forgotten": retention.run_task()}
    finally:
        connections.close_all()


def research(event: Any = None, context: Any = None) -> dict[str, str]:
    """Run a round of research, every two hours. Without a configured feed, the database stays asleep."""
    from analysis.worker.tasks import run_research

    try:
        return {"done": run_research()}
    finally:
        connections.close_all()
