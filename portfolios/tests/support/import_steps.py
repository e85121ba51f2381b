"""Start and apply an import as the pages do, and list what is stored afterwards."""

from dataclasses import replace

from portfolios.importing.steps import apply_import, plan_import, start_import
from portfolios.models import Account, Position


def start(account, data, user=None):
    return start_files(account, {"positions.csv": data}, user)


def start_files(account, files, user=None):
    """Upload files by name, with dollars where nothing says the currency. Return the first draft."""
    sent = [(name, data.encode() if isinstance(data, str) else data) for name, data in files.items()]
    drafts = start_import(user=user or account.user, account=account, files=sent)
    for draft in drafts:
        draft.mapping = replace(draft.mapping, currency=draft.mapping.currency or "USD")
        draft.save()
    return drafts[0]


def run(account, data, user=None):
    draft = start(account, data, user)
    return apply_import(draft=draft, digest=plan_import(draft=draft).digest, accepts_difference=True)


def stored_portfolio(user):
    """Return everything a user owns, without ids and versions."""
    accounts = Account.objects.owned_by(user).values_list(
        "name", "kind", "purpose", "cash_balance", "cash_interest", "counts_for_retirement"
    )
    positions = Position.objects.owned_by(user).values_list(
        "account__name", "instrument__symbol", "instrument__name", "instrument__instrument_type",
        "instrument__current_price", "quantity", "cost_basis", "as_of_date",
    )  # fmt: skip
    return sorted(accounts), sorted(positions, key=lambda row: row[:2])
