"""Mail by the API of SES."""

from smtplib import SMTPException

import boto3
import pytest
from django.core.mail import EmailMessage, get_connection
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.sesv2 import sesv2_backends

SENDER = "alex@example.com"


@pytest.fixture
def ses(monkeypatch):
    """An SES in memory that knows the sender."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        boto3.client("sesv2", region_name="us-east-1").create_email_identity(EmailIdentity=SENDER)
        yield sesv2_backends[DEFAULT_ACCOUNT_ID]["us-east-1"]


def mail(**options):
    connection = get_connection("alex.aws.mail.SesEmailBackend", **options)
    return EmailMessage("Your code", "It is 1234.", SENDER, ["alice@example.com"], connection=connection)


def test_a_mail_goes_out_as_it_was_written(ses):
    message = mail()
    message.attach("plan.txt", "Save more", "text/plain")
    assert message.send() == 1
    (sent,) = ses.core_backend.sent_messages
    assert (sent.source, set(sent.destinations)) == (SENDER, {"alice@example.com"})
    assert "Subject: Your code" in sent.raw_data and "It is 1234." in sent.raw_data and "plan.txt" in sent.raw_data


def test_a_mail_to_nobody_is_not_sent(ses):
    message = mail()
    message.to = []
    assert message.send() == 0


def test_a_refused_mail_raises_or_counts_zero(ses):
    for options, outcome in (({}, None), ({"fail_silently": True}, 0)):
        message = mail(**options)
        message.from_email = "stranger@example.com"
        if outcome is None:
            with pytest.raises(SMTPException, match="MessageRejected"):
                message.send()
        else:
            assert message.send() == outcome
