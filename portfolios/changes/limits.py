"""How many holdings one person may have: pages, API, imports and sample data all ask here before they add any."""

from uuid import UUID

from django.conf import settings

from people.models import User
from portfolios.models import Position


class TooManyHoldings(Exception):
    """A person would have more holdings than one may."""

    def __init__(self, held: int, limit: int) -> None:
        have = "You have no holdings yet" if not held else f"You have {held:,}"
        super().__init__(
            f"One person can have at most {limit:,} holdings. {have}, so nothing was added. "
            "Delete some, or add fewer at once."
        )


def require_room(user_id: UUID, added: int) -> None:
    """Raise TooManyHoldings if a person may not have so many more holdings. Call it in the transaction that adds them.

    It locks the person's row, so that two requests at once do not both fit.
    """
    User.objects.select_for_update(no_key=True).get(pk=user_id)
    held = Position.objects.filter(user_id=user_id).count()
    if added and held + added > settings.HOLDINGS_PER_PERSON:
        raise TooManyHoldings(held, settings.HOLDINGS_PER_PERSON)
