"""The message of a job: one at a time, sent again only if it is lost."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.models import OrmQ

from analysis.jobs import dispatch
from analysis.jobs.lease import claim
from analysis.models import Job
from analysis.worker.child import process_message

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]


@pytest.fixture
def job(alice):
    """Return a job whose message is a minute old."""
    job = dispatch.start(user=alice).job
    Job.objects.update(dispatched_at=timezone.now() - timedelta(minutes=1))
    return job


def lock_message(**time):
    OrmQ.objects.update(lock=timezone.now() + timedelta(**time))


def test_a_job_knows_its_message(job):
    job.refresh_from_db()
    assert job.message_id == str(OrmQ.objects.get().pk)


def test_a_job_with_a_message_is_not_sent_again(job):
    assert dispatch.reap() == (0, 0)
    assert OrmQ.objects.count() == 1


def test_a_job_without_a_message_is_sent_again(job):
    OrmQ.objects.all().delete()
    assert dispatch.reap() == (1, 0)
    assert OrmQ.objects.count() == 1


def test_a_message_whose_taker_died_is_replaced(job):
    lock_message(minutes=5)
    assert dispatch.reap() == (1, 0)
    assert OrmQ.objects.get().lock <= timezone.now()


def test_a_message_that_was_just_taken_is_not_lost(alice):
    dispatch.start(user=alice)
    lock_message(minutes=5)
    assert dispatch.reap() == (0, 0)


def test_a_new_message_replaces_the_one_before(job, alice):
    for _ in range(5):
        dispatch.dispatch_job(job.pk, alice.pk)
    job.refresh_from_db()
    assert job.message_id == str(OrmQ.objects.get().pk)


def test_a_run_that_is_postponed_leaves_one_message(job, alice, pipeline):
    async def analyze_portfolio(lease):
        raise ZeroDivisionError

    pipeline.analyze_portfolio = analyze_portfolio
    broker = get_broker()
    [(ack_id, message)] = broker.dequeue()
    process_message(message, ack_id, broker)
    job.refresh_from_db()
    assert (job.status, job.message_id) == ("pending", str(OrmQ.objects.get().pk))
    assert OrmQ.objects.get().lock > timezone.now()


def test_a_job_that_ended_leaves_no_message(job, alice, pipeline):
    broker = get_broker()
    [(ack_id, message)] = broker.dequeue()
    process_message(message, ack_id, broker)
    job.refresh_from_db()
    assert (job.status, OrmQ.objects.count()) == ("completed", 0)


class TestOtherQueue:
    """A queue that does not tell which messages it holds, as SQS."""

    @pytest.fixture(autouse=True)
    def sent(self, settings, monkeypatch):
        sent = []
        settings.Q_CLUSTER = {name: value for name, value in settings.Q_CLUSTER.items() if name != "orm"}

        def build(seconds=0):
            return SimpleNamespace(
                delayed=build, list_key="q", enqueue=lambda task: sent.append(seconds) or f"id-{len(sent)}"
            )

        monkeypatch.setattr("django_q.brokers.get_broker", lambda *_: build())
        return sent

    def test_it_is_trusted_for_five_minutes(self, job, sent):
        assert dispatch.reap() == (0, 0)
        Job.objects.update(dispatched_at=timezone.now() - timedelta(minutes=6))
        assert dispatch.reap() == (1, 0)

    def test_a_message_that_was_not_sent_is_lost(self, job):
        Job.objects.update(message_id="")
        assert dispatch.reap() == (1, 0)

    def test_a_pause_is_a_delay_of_the_message(self, job, alice, sent):
        claim(job.pk, alice.pk).retry()
        job.refresh_from_db()
        assert (job.message_id, sent[-1]) == (f"id-{len(sent)}", pytest.approx(1.5, abs=0.6))


@pytest.mark.parametrize(("status", "left"), [("completed", 0), ("cancelled", 0), ("running", 1)])
def test_the_message_of_an_ended_job_is_deleted(job, status, left):
    """A worker took it, ended the job and died before its receipt."""
    lock_message(minutes=5)
    if status == "running":
        claim(job.pk, job.user_id)
    else:
        Job.objects.update(status=status)
    dispatch.reap()
    assert OrmQ.objects.count() == left


def test_a_message_of_other_work_stays(job):
    Job.objects.update(status="completed")
    OrmQ.objects.create(key="other", payload="x", lock=timezone.now() + timedelta(minutes=5))
    lock_message(minutes=5)
    dispatch.reap()
    assert [message.key for message in OrmQ.objects.all()] == ["other"]
