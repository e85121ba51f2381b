"""Queue work once for all workers, such as the daily update."""

from django.core.cache import cache


def enqueue_once(task: str, *arguments: str, occasion: str, seconds: float) -> bool:
    """Queue the task and return True, unless it was queued for this occasion in the last `seconds`."""
    from django_q.tasks import async_task

    if not cache.add(occasion, "sent", seconds):
        return False
    async_task(task, *arguments, ack_failure=True)
    return True
