"""What must be true of claims about what a person owns."""

from advisors.tests.claims.oracle import Expected


def worth(arguments, raw):
    if raw.total <= 0:
        return None
    count = len(raw.snapshot.accounts)
    if count == 1:
        return Expected("one_account", {"total": raw.total})
    return Expected("accounts", {"total": raw.total, "accounts": count})


def empty(arguments, raw):
    has_cash = any(account.cash_balance for account in raw.snapshot.accounts)
    return None if raw.snapshot.positions or has_cash else Expected("empty")


def account_worth(arguments, raw):
    account = raw.account(arguments[0])
    if account is None:
        return None
    value = raw.worth_by_account[account.id]
    return Expected(
        "is", {"value": value, "share": 100 * value / raw.total if raw.total else 0.0}, {"account": account.name}
    )


ORACLES = {"worth": worth, "empty": empty, "account_worth": account_worth}
