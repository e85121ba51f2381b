"""An SQS broker for django-q2 that makes one call, SendMessage, to start a job.

django-q2's own broker also creates a session, asks for the queue's address and may create the queue, each time.
"""

from functools import lru_cache
from typing import Any, Self

from django.conf import settings
from django_q.brokers import Broker
from django_q.conf import Conf

from alex.aws.clients import build_client

MAX_DELAY_SECONDS = 900  # SQS allows no more
TIMEOUT_SECONDS = 5


@lru_cache(maxsize=1)
def sqs_client() -> Any:
    return build_client("sqs", seconds=TIMEOUT_SECONDS, attempts=3)


@lru_cache(maxsize=16)
def queue_url(name: str) -> str:
    """Return the address of a queue: from the configured prefix, else from SQS, once."""
    if settings.TASK_QUEUE_URL_PREFIX:
        return f"{settings.TASK_QUEUE_URL_PREFIX.rstrip('/')}/{name}"
    return str(sqs_client().get_queue_url(QueueName=name)["QueueUrl"])


class CachedSqsBroker(Broker):
    delay = 0

    @staticmethod
    def get_connection(list_key: str | None = None) -> None:
        return None

    @property
    def url(self) -> str:
        return queue_url(self.list_key)

    def delayed(self, seconds: int) -> Self:
        """Return a broker of the same queue whose messages become visible after so many seconds."""
        broker = type(self)(list_key=self.list_key)
        broker.delay = min(seconds, MAX_DELAY_SECONDS)
        return broker

    def enqueue(self, task: str) -> str:
        sent = sqs_client().send_message(QueueUrl=self.url, MessageBody=task, DelaySeconds=self.delay)
        return str(sent["MessageId"])

    def dequeue(self) -> list[tuple[str, str]]:
        """Receive a message, for `manage.py work` with SQS. On Lambda the event source mapping polls."""
        got = sqs_client().receive_message(
            QueueUrl=self.url, MaxNumberOfMessages=1, VisibilityTimeout=Conf.RETRY, WaitTimeSeconds=1
        )
        return [(message["ReceiptHandle"], message["Body"]) for message in got.get("Messages", [])]

    def acknowledge(self, task_id: str) -> None:
        self.delete(task_id)

    def fail(self, task_id: str) -> None:
        self.delete(task_id)

    def delete(self, task_id: str) -> None:
        sqs_client().delete_message(QueueUrl=self.url, ReceiptHandle=task_id)

    def postpone(self, task_id: str, seconds: int) -> None:
        """Make a message visible again after so many seconds instead of the queue's visibility timeout."""
        sqs_client().change_message_visibility(QueueUrl=self.url, ReceiptHandle=task_id, VisibilityTimeout=seconds)

    def queue_size(self) -> int:
        return self._count("ApproximateNumberOfMessages")

    def lock_size(self) -> int:
        return self._count("ApproximateNumberOfMessagesNotVisible")

    def _count(self, attribute: str) -> int:
        got = sqs_client().get_queue_attributes(QueueUrl=self.url, AttributeNames=[attribute])
        return int(got["Attributes"][attribute])

    def purge_queue(self) -> None:
        sqs_client().purge_queue(QueueUrl=self.url)

    def ping(self) -> bool:
        return True

    def info(self) -> str:
        return "AWS SQS (cached client)"
