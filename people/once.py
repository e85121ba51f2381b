"""Work that is due once for all workers: whoever comes first puts it into the queue."""

from django.core.cache import cache


def enqueue_once(task: str, *, occasion: str, seconds: float) -> bool:
    """Queue the task unless somebody did for this occasion; after `seconds` it may be sent again."""
    from django_q.tasks import async_task

    if not cache.add(occasion, "sent", seconds):
        return False
    async_task(task, ack_failure=True)
    return True
