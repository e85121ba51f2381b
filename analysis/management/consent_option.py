"""Add the option `--consent`: the operator confirms that the user agreed. An audit event records it."""

from django.core.management.base import CommandParser

from analysis.usage.model_settings import recipient_of
from people import acting_as
from people.models import ConsentPurpose, User
from people.privacy import record_decision


def add_consent_option(parser: CommandParser) -> None:
    parser.add_argument(
        "--consent",
        action="store_true",
        help="the user agreed that their data goes to the configured language model and Langfuse",
    )


def record_consent(user: User) -> None:
    for purpose in ConsentPurpose:
        if recipient := recipient_of(purpose):
            with acting_as(user.pk):
                record_decision(user=user, purpose=purpose, recipient=recipient, agrees=True, source="command line")
