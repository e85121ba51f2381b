"""What Langfuse may learn about a person: everything is masked without their consent, and names always."""

from collections.abc import Iterator
from dataclasses import dataclass

from advisors.tracing.langfuse_project import ALL_MASKS, MASK_PEOPLE
from analysis.usage.model_settings import langfuse_projects, recipient_of
from people.models import ConsentPurpose, User
from people.privacy import load_privacy
from portfolios.models import Account, IncomeStream, Instrument, Profile

LANGFUSE = ConsentPurpose.LANGFUSE


@dataclass(frozen=True)
class Masking:
    """masked: the kinds of texts that are left out. names: private words to mask in every text."""

    masked: frozenset[str]
    names: list[str]


def choose_masking(user: User) -> Masking:
    """Return what is masked for a person by their consent as it is now."""
    privacy, recipient = load_privacy(user), recipient_of(LANGFUSE)
    agreed = not user.is_demo and privacy.allows(LANGFUSE, recipient)
    masked = langfuse_projects().masked if agreed else ALL_MASKS
    return Masking(masked, list(_private_names(user, everything=MASK_PEOPLE in masked)))


def _private_names(user: User, *, everything: bool) -> Iterator[str]:
    """Yield the person's name and address, and with everything also the names they gave accounts and instruments."""
    yield user.email
    yield from Profile.objects.filter(user=user).values_list("display_name", flat=True)
    if everything:
        for texts in Account.objects.owned_by(user).values_list("name", "purpose"):
            yield from texts
        for texts in Instrument.objects.filter(owner=user).values_list("symbol", "name"):
            yield from texts
        yield from IncomeStream.objects.filter(user=user).values_list("name", flat=True)
