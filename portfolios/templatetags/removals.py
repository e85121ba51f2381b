"""Template tags that list deletions which can still be undone."""

from typing import Any

from django import template
from django.utils import timezone

from portfolios.models import Account, Removal

register = template.Library()
MAX_REMOVALS = 3


@register.inclusion_tag("portfolios/_removed.html")
def removed_positions(user: Any, account: Account) -> dict[str, Any]:
    return _list_undoable_removals(user, kind=Removal.Kind.POSITION, account_id=account.pk)


@register.inclusion_tag("portfolios/_removed.html")
def removed_accounts(user: Any) -> dict[str, Any]:
    return _list_undoable_removals(user, kind=Removal.Kind.ACCOUNT)


def _list_undoable_removals(user: Any, **which: Any) -> dict[str, Any]:
    rows = Removal.objects.owned_by(user).undoable(now=timezone.now()).filter(**which)
    return {"removals": list(rows[:MAX_REMOVALS])}
