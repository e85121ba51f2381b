"""Send mail by the API of Amazon SES, which needs no mail server and no password (MAIL=ses)."""

from collections.abc import Sequence
from smtplib import SMTPException

from botocore.exceptions import BotoCoreError, ClientError
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from alex.aws.clients import build_client

TIMEOUT_SECONDS = 10


class SesEmailBackend(BaseEmailBackend):
    """Send each message as it is, attachments and all. Raises SMTPException unless `fail_silently`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        client = build_client("sesv2", seconds=TIMEOUT_SECONDS, attempts=2)
        sent = 0
        for message in email_messages:
            if not message.recipients():
                continue
            try:
                client.send_email(
                    FromEmailAddress=message.from_email,
                    Destination={"ToAddresses": message.to, "CcAddresses": message.cc, "BccAddresses": message.bcc},
                    Content={"Raw": {"Data": message.message().as_bytes()}},
                )
                sent += 1
            except (BotoCoreError, ClientError) as error:
                if not self.fail_silently:
                    raise SMTPException(str(error)) from error
        return sent
