"""A worker that is killed while it sends a digest: the mail is sent by a later round."""

import os
import signal
from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connections
from django.utils import timezone

from analysis.models import Job
from analysis.schedules import round
from analysis.schedules.digests import process_digest
from analysis.schedules.finding import Finding
from analysis.schedules.models import SENDING_LIMIT, Digest, Schedule
from people.tests.support.smtp_server import mail_server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]
send = EmailMultiAlternatives.send


def die(mail):
    os.kill(os.getpid(), signal.SIGKILL)


def send_and_die(mail):
    send(mail)
    die(mail)


@pytest.fixture
def digest(alice):
    Schedule.objects.create(user=alice, every="week", next_on=timezone.now().date() + timedelta(days=3))
    findings = [Finding(kind="new_action", key="x", text="New recommendation: x")]
    job = Job.objects.create(user=alice, status="completed")
    return Digest.objects.create(user=alice, job=job, status="ready", findings=findings)


def process_in_a_child(digest, monkeypatch, sending):
    """Process the digest in a process of its own, whose way to send kills it."""
    connections.close_all()
    child = os.fork()
    if not child:
        monkeypatch.setattr(EmailMultiAlternatives, "send", sending)
        try:
            process_digest(digest.job_id, digest.user_id)
        finally:
            os._exit(1)  # it should have died before
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    digest.refresh_from_db()
    assert digest.status == "sending"


@pytest.mark.parametrize(("sending", "mails"), [(die, 1), (send_and_die, 2)], ids=["before", "after"])
def test_a_killed_sender_loses_no_mail(settings, monkeypatch, digest, sending, mails):
    with mail_server(settings) as server:
        process_in_a_child(digest, monkeypatch, sending)
        assert round.run_task().endswith("digests: none")  # the sender may be alive
        Digest.objects.update(updated_at=timezone.now() - SENDING_LIMIT - timedelta(seconds=1))
        round.run_task()
        round.run_task()
        digest.refresh_from_db()
        assert (digest.status, len(server.mails)) == ("sent", mails)
        assert len({mail["Message-ID"] for mail in server.mails}) == 1
