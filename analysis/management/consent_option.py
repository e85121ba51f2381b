"""`--consent`: the operator says that the person agreed; the audit event says where it was said."""

from django.core.management.base import CommandParser

from analysis.usage.model_settings import recipients
from people import acting_as
from people.models import User
from people.privacy import record_decision


def add_consent_option(parser: CommandParser) -> None:
    parser.add_argument(
        "--consent",
        action="store_true",
        help="this person agreed that their data may go to the language model, and to the Langfuse, that is set",
    )


def record_consent(user: User) -> None:
    if providers := recipients():
        with acting_as(user.pk):
            record_decision(user=user, providers=providers, agrees=True, source="command line")
