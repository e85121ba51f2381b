"""The queue in the database goes by the database's clock, whatever the clock of the process says."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.models import OrmQ

from analysis.jobs.database_queue import DatabaseQueue

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(params=[-HOUR, timedelta(), HOUR], ids=["behind", "right", "ahead"])
def clock(request, monkeypatch):
    """Let the clock of this process be wrong."""
    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + request.param)


@pytest.fixture
def queue(monkeypatch):
    monkeypatch.setattr("analysis.jobs.database_queue.time.sleep", lambda _: None)
    broker = get_broker()
    assert isinstance(broker, DatabaseQueue)
    return broker


def test_a_sent_message_is_taken_once(queue, clock):
    message = queue.enqueue("signed")
    assert (queue.queue_size(), queue.lock_size()) == (1, 0)
    assert queue.dequeue() == [(message, "signed")]
    assert (queue.dequeue(), queue.queue_size(), queue.lock_size()) == ([], 0, 1)


def test_a_delayed_message_waits(queue, clock):
    message = queue.enqueue("signed")
    later = OrmQ.objects.get().lock + timedelta(minutes=5)
    OrmQ.objects.filter(pk=message).update(lock=later)
    assert queue.dequeue() == []


def test_the_slower_of_two_workers_gets_nothing(queue, monkeypatch):
    queue.enqueue("signed")
    outdated = list(OrmQ.objects.all())
    assert len(queue.dequeue()) == 1
    monkeypatch.setattr(queue, "get_connection", lambda: _Outdated(outdated))
    assert queue.dequeue() == []


class _Outdated:
    """Answer the first query with messages as they were, and all others from the database."""

    def __init__(self, messages):
        self.messages = messages

    def filter(self, **conditions):
        return self.messages if "lock__lte" in conditions else OrmQ.objects.filter(**conditions)
