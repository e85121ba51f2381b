"""A schedule through the real queue: round, analysis and mail, each as a message."""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.utils import timezone
from django_q.brokers import get_broker

from analysis.models import Job
from analysis.schedules.enqueue import enqueue_when_due
from analysis.schedules.models import Digest, Schedule
from analysis.tests.support.model_runs import copy_analysis
from analysis.worker.message import run_message
from people import acting_as
from people.tests.support.smtp_server import mail_server
from portfolios.models import Profile

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def drain():
    """Run the messages of the queue until it is empty, and return how many."""
    broker, count = get_broker(), 0
    while package := next(iter(broker.dequeue() or ()), None):
        ack_id, message = package
        assert run_message(message, ack_id, broker)
        count += 1
    return count


def test_a_due_schedule_ends_in_one_mail(alice, settings, finished_rows):
    cache.clear()
    copy_analysis(alice, finished_rows)
    with acting_as(alice.pk):
        Schedule.objects.create(user=alice, every="week", next_on=timezone.now().date())
        Profile.objects.filter(user=alice).update(target_retirement_income=Decimal(140_000))
    with mail_server(settings) as server:
        assert enqueue_when_due(timezone.now()) and not enqueue_when_due(timezone.now())
        assert drain() == 3  # the round, the analysis, its digest
        assert [mail["To"] for mail in server.mails] == [alice.email]
        cache.clear()
        enqueue_when_due(timezone.now())
        assert drain() == 1 and len(server.mails) == 1
    with acting_as(alice.pk):
        assert Job.objects.owned_by(alice).filter(is_scheduled=True, status="completed").count() == 1
        assert Digest.objects.get().status == "sent"
