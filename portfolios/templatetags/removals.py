"""What was deleted within a day, with the way back."""

from typing import Any

from django import template
from django.utils import timezone

from portfolios.models import Account, Removal

register = template.Library()
NEWEST = 3


@register.inclusion_tag("portfolios/_removed.html")
def removed_positions(user: Any, account: Account) -> dict[str, Any]:
    return _offered(user, kind=Removal.Kind.POSITION, account_id=account.pk)


@register.inclusion_tag("portfolios/_removed.html")
def removed_accounts(user: Any) -> dict[str, Any]:
    return _offered(user, kind=Removal.Kind.ACCOUNT)


def _offered(user: Any, **which: Any) -> dict[str, Any]:
    rows = Removal.objects.owned_by(user).offered(now=timezone.now()).filter(**which)
    return {"removals": list(rows[:NEWEST])}
