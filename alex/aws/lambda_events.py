"""Entry points of AWS Lambda besides pages: messages of the queue, dead letters and scheduled runs.

Zappa's handler calls them by name. An exception reaches Lambda, which delivers the message again. A TypeError must not
get out: Zappa would call the function once more with fewer arguments. `lambda_function` closes the connections.
"""

import contextlib
import logging
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connections

from alex.aws.metrics import emit

logger = logging.getLogger(__name__)

FIRST_RETRY_SECONDS = 30
MAX_RETRY_SECONDS = 900
STOP_MARGIN_SECONDS = 10
"""Of a Lambda's time, left to a scheduled run that is stopped, so that it can end and log why."""


class BatchFailed(Exception):
    """No message of a batch could be handled. Lambda counts an error, and SQS delivers the batch again."""


class ScheduledRunFailed(Exception):
    """A scheduled run ended by an error that Zappa must not see, or it took too long. Lambda tries again."""


def process_sqs_event(event: dict[str, Any], context: Any = None) -> dict[str, Any]:
    """Run a batch of messages, and return those to deliver again. Raises BatchFailed if none succeeded."""
    return _process_batch(event, lambda record: _run_record(record, context))


def process_dead_letters(event: dict[str, Any], context: Any = None) -> dict[str, Any]:
    """Fail the jobs of messages that were delivered too often, so that nobody waits for them.

    Return the letters that could not be recorded: they stay in their queue. Raises BatchFailed if that is all of them.
    """
    return _process_batch(event, _record_dead_letter)


def _process_batch(event: dict[str, Any], process: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Return SQS's partial batch answer. If no message succeeded, raise instead, so that Lambda counts an error."""
    failed = [record["messageId"] for record in event["Records"] if not process(record)]
    if failed and len(failed) == len(event["Records"]):
        raise BatchFailed(f"{len(failed)} of {len(failed)} messages failed.")
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def _run_record(record: dict[str, Any], context: Any) -> bool:
    """Run one message. Return whether the queue is done with it."""
    from django_q.brokers import get_broker

    from analysis.worker.message import run_message
    from analysis.worker.tasks import flush_langfuse

    broker = get_broker(str(record["eventSourceARN"]).rsplit(":", 1)[-1])
    try:
        done = run_message(
            record["body"], record["messageId"], broker, delete_on_ack=False, seconds_left=_seconds_left(context)
        )
    except Exception:
        logger.exception("Message %s could not be run.", record.get("messageId"))
        done = False
    finally:
        connections.close_all()  # a broken one must not fail the next message
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


def _record_dead_letter(record: dict[str, Any]) -> bool:
    """Record one dead letter on its job and in the log. Return False if the database did not take it."""
    from analysis.jobs.dispatch import fail_undeliverable_job
    from analysis.worker.message import UnreadableMessage, read_message

    emit({"DeadLetters": 1})
    try:
        task = read_message(record["body"])
        logger.error("Dead letter: %s%r was delivered too often.", task["func"], task["args"])
        if task["func"] == "analysis.worker.tasks.run_analysis":
            fail_undeliverable_job(*task["args"])
    except UnreadableMessage:
        logger.exception("Dead letter %s cannot be read, so no job can be told.", record.get("messageId"))
    except Exception:
        logger.exception("Dead letter %s could not be recorded. It stays in the queue.", record.get("messageId"))
        return False
    finally:
        connections.close_all()
    return True


def reap(event: Any = None, context: Any = None) -> dict[str, int]:
    """Reap neglected jobs. Not scheduled: each job has its own watch, and a schedule would keep Aurora awake."""
    from analysis.jobs import dispatch

    with scheduled_run(context):
        return dispatch.reap()._asdict()


def daily(event: Any = None, context: Any = None) -> dict[str, str]:
    """Run the daily tasks: update prices, record portfolio values, delete old texts and what is due to be deleted."""
    from analysis.personal_data import cleaning
    from analysis.schedules import round as schedules
    from analysis.worker import retention
    from portfolios.changes.daily import run_task

    with scheduled_run(context):
        done = {"done": run_task(), "forgotten": retention.run_task(), "cleaned": cleaning.run_task()}
        return {**done, "scheduled": schedules.run_task()}  # last: with the prices of the day


def research(event: Any = None, context: Any = None) -> dict[str, str]:
    """Run a round of research, every two hours. Without a configured feed, the database stays asleep."""
    from analysis.worker.tasks import run_research

    with scheduled_run(context):
        return {"done": run_research()}


@contextlib.contextmanager
def scheduled_run(context: Any) -> Iterator[None]:
    """Stop the run shortly before Lambda would, and raise ScheduledRunFailed for what Zappa or Lambda would misread."""
    from django_q.exceptions import TimeoutException
    from django_q.timeout import TimeoutHandler

    left = _seconds_left(context)
    try:
        with TimeoutHandler(-1 if left is None else max(1, int(left - STOP_MARGIN_SECONDS))):
            yield
    except TimeoutException as error:  # a SystemExit, which would end Lambda's process
        raise ScheduledRunFailed("The run was stopped because the function's time was nearly over.") from error
    except TypeError as error:
        raise ScheduledRunFailed(str(error)) from error
    finally:
        connections.close_all()


def _seconds_left(context: Any) -> float | None:
    """Return how long Lambda still lets this call run; None outside Lambda."""
    return None if context is None else context.get_remaining_time_in_millis() / 1000
