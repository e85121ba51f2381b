"""What must be true of claims about what a person owns."""

import re

from advisors.tests.claims.look_through import find_holding, valued_rows, worth_of
from advisors.tests.claims.oracle import Expected, has_word


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


def holding_worth(arguments, raw):
    row = find_holding(raw, arguments[0])
    if row is None:
        return None
    worth = worth_of(raw, row)
    return Expected("is", {"value": worth, "share": 100 * worth / raw.total}, {"holding": row.symbol})


def left_out(arguments, raw):
    held = {p.instrument_id for p in raw.snapshot.positions}
    symbols = sorted(i.symbol for i in raw.snapshot.instruments if i.id in held and i.price is None)
    if not symbols:
        return None
    if len(symbols) > 3:
        return Expected("many", {"count": len(symbols)}, words=("no price",))
    verdict, words, never = ("one", ("has",), ("have",)) if len(symbols) == 1 else ("several", ("have",), ("has",))
    return Expected(verdict, words=(*symbols, *words), never=never)


def cash_left_out(arguments, raw):
    lost = sorted(account.name for account in raw.snapshot.accounts if account.lacks_rate)
    return Expected("no_rate", words=(*lost[:3], "exchange rate")) if lost else None


AIMS = {
    "reserve": ("emergency", "emergencies", "reserve", "reserves", "rainy"),
    "home": ("house", "home", "downpayment", "renovation", "kitchen"),
    "education": ("college", "education", "school", "tuition", "university"),
    "car": ("car", "truck", "boat"),
    "family": ("wedding", "baby"),
    "travel": ("travel", "vacation", "trip"),
    "retirement": ("retirement", "pension"),
}


def aims_of(purpose):
    return {aim for aim, words in AIMS.items() if any(has_word(purpose, word) for word in words)}


def is_reserve(account):
    return "reserve" in aims_of(f"{account.name} {account.purpose}")


def rebalanced_ids(raw):
    """Return the accounts in which trades may be: for retirement, and no 529, pension, HSA or reserve."""
    return {
        account.id
        for account in raw.snapshot.accounts
        if account.counts_for_retirement and account.kind not in ("529", "pension", "hsa") and not is_reserve(account)
    }


def mixed_purpose(arguments, raw):
    account = raw.account(arguments[0])
    if account is None or not account.counts_for_retirement or raw.worth_by_account[account.id] <= 0:
        return None
    aims = aims_of(account.purpose)
    if len(aims) > 1:
        return Expected("mixed", {}, {"account": account.name}, never=("less",))
    dated = aims - {"retirement"} and re.search(r"\b20\d\d\b", account.purpose)
    return Expected("dated", {}, {"account": account.name}) if dated else None


def target_date(arguments, raw):
    row, profile = find_holding(raw, arguments[0]), raw.snapshot.profile
    named = row and re.search(r"(?i)\b(?:target|retirement|lifecycle|freedom|lifepath)\b.*\b(20\d\d)\b", row.name)
    if not named or profile.years_until_retirement == 0:
        return None
    if {"years_until_retirement", "birth_year"} & set(profile.assumed):
        return None
    year, retirement = int(named[1]), raw.snapshot.taken_at.year + profile.years_until_retirement
    names = {"fund": row.symbol}
    if abs(year - retirement) <= 5:
        return Expected("fits", {"year": year, "retirement": retirement}, names, ("fits",), ("before", "after"))
    figures = {"year": year, "gap": abs(year - retirement)}
    return Expected("late" if year > retirement else "early", figures, names, never=("fits",))


def saving_weight(arguments, raw):
    profile = raw.snapshot.profile
    saving = float(profile.annual_contribution)
    if "annual_contribution" in profile.assumed or not profile.years_until_retirement or raw.total <= 0:
        return None
    share = saving / raw.total
    if share < 0.25:
        return None
    words = ("matters more than markets",)
    if share >= 1:
        return Expected("over_all", {"saving": saving}, words=(*words, "at least as much as"), never=("less",))
    if share > 0.5:
        return Expected("over_half", {"saving": saving}, words=(*words, "more than half of"), never=("less",))
    return Expected("over_quarter", {"saving": saving}, words=(*words, "at least a quarter of"), never=("less",))


def saving_total(arguments, raw):
    profile = raw.snapshot.profile
    saving, growth = float(profile.annual_contribution), float(profile.contribution_growth)
    assumed = {"annual_contribution", "years_until_retirement", "birth_year"} & set(profile.assumed)
    if assumed or not saving or not profile.years_until_retirement:
        return None
    total = sum(saving * (1 + growth) ** year for year in range(profile.years_until_retirement))
    return Expected("adds", {"total": total, "age": profile.age + profile.years_until_retirement})


def reachable_cash(raw):
    """Return dollars in cash and money-market funds outside tax-advantaged accounts."""
    sheltered = ("401k", "roth_ira", "traditional_ira", "529", "hsa", "pension")
    accounts = {a.id: float(a.cash_balance) for a in raw.snapshot.accounts if a.kind not in sheltered}
    for dollars, row, account in valued_rows(raw):
        if account.id in accounts and row.asset_class:
            whole = float(sum(row.asset_class.values()))
            accounts[account.id] += dollars * float(row.asset_class.get("cash", 0)) / whole
    return sum(accounts.values())


def reserve_months(raw):
    return 6 if any(is_reserve(account) for account in raw.snapshot.accounts) else 3


def reserve(arguments, raw):
    profile = raw.snapshot.profile
    has_cash = any(account.cash_balance for account in raw.snapshot.accounts)
    if not profile.target_retirement_income or not profile.years_until_retirement:
        return None
    if not raw.snapshot.positions and not has_cash:
        return None
    cash, months = reachable_cash(raw), reserve_months(raw)
    needed = months * float(profile.target_retirement_income) / 12
    if cash >= needed:
        covered = cash / (float(profile.target_retirement_income) / 12)
        return Expected("enough", {"cash": cash, "covered": covered}, words=("enough",), never=("short", "no"))
    if cash <= 0:
        return Expected("none", {"months": months, "needed": needed}, words=("no",), never=("enough", "short"))
    covered = cash / (needed / months)
    if covered >= 3:
        figures = {"covered": covered, "gap": needed - cash, "months": months}
        return Expected("partly", figures, words=("short",), never=("enough", "no", "ahead"))
    figures = {"gap": needed - cash, "months": months, "needed": needed}
    return Expected("short", figures, words=("short",), never=("enough", "no", "ahead"))


def reserve_account(arguments, raw):
    account = raw.account(arguments[0])
    if account is None:
        return None
    written = f"{account.name} {account.purpose}"
    if aims_of(written) != {"reserve"} or re.search(r"\b20\d\d\b", written):
        return None
    value = raw.worth_by_account[account.id]
    if value <= 0:
        return None
    has_projection = raw.baseline is not None and raw.unclassified_percent < 50
    if account.counts_for_retirement and has_projection:
        return Expected("counted", {"value": value}, {"account": account.name}, ("reserve", "for retirement"))
    return Expected("is", {"value": value}, {"account": account.name}, ("reserve",), never=("retirement",))


def idle_cash(arguments, raw):
    rows = [a for a in raw.snapshot.accounts if a.cash_interest == 0 and a.cash_balance]
    idle = sum(float(account.cash_balance) for account in rows)
    if idle < 1000 or idle < 0.002 * raw.total:
        return None
    if len(rows) == 1:
        return Expected("one_account", {"idle": idle}, {"account": rows[0].name})
    return Expected("several", {"idle": idle})


def uninsured_cash(arguments, raw):
    account = raw.account(arguments[0])
    if account is None or account.cash_balance <= 250_000:
        return None
    cash = float(account.cash_balance)
    return Expected("over", {"cash": cash, "limit": 250_000}, {"account": account.name}, never=("less",))


ORACLES = {
    "worth": worth, "empty": empty, "account_worth": account_worth, "holding_worth": holding_worth,
    "left_out": left_out, "cash_left_out": cash_left_out, "mixed_purpose": mixed_purpose,
    "target_date": target_date, "saving_weight": saving_weight,
    "saving_total": saving_total, "reserve": reserve, "reserve_account": reserve_account, "idle_cash": idle_cash,
    "uninsured_cash": uninsured_cash,
}  # fmt: skip
