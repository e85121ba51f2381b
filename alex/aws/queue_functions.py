"""Which function handles the messages of which queue, by the queue's name: a package knows no account and no region."""

from django.conf import settings

DEAD_LETTERS = "-dead-letters"
"""What the name of the queue of dead letters adds to the name of the task queue."""


class QueueFunctions:
    """What zappa_settings.py has as AWS_EVENT_MAPPING: the functions by the ARN of their queue."""

    def get(self, arn: str) -> list[str] | None:
        """Return the names of the functions for the messages of a queue, or None for another queue."""
        functions = {
            settings.TASK_QUEUE: "alex.aws.lambda_events.process_sqs_event",
            f"{settings.TASK_QUEUE}{DEAD_LETTERS}": "alex.aws.lambda_events.process_dead_letters",
        }
        function = functions.get(arn.rsplit(":", 1)[-1])
        return [function] if function else None
