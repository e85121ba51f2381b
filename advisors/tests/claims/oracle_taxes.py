"""What must be true of claims about taxes."""

from advisors.tests.claims.oracle import Expected, key_of
from advisors.tests.claims.oracle_income import spending_and_draw
from advisors.tests.claims.oracle_retirement import is_after_tax
from advisors.tests.claims.oracle_risk import coins, companies, share_of

FIRST_DIVISORS = {72: 27.4, 73: 26.5, 75: 24.6}
BROAD_STOCKS = {
    "us_total_market", "us_large_blend", "us_large_growth", "us_large_value", "us_mid_blend", "us_small_blend",
    "international_total", "international_developed", "emerging_markets", "world_total",
}  # fmt: skip
SHELTERS = {"401k", "roth_ira", "traditional_ira", "hsa"}


def lots(raw):
    """Return (account, instrument, dollars, cost or None) of each priced position."""
    accounts = {account.id: account for account in raw.snapshot.accounts}
    instruments = {instrument.id: instrument for instrument in raw.snapshot.instruments}
    return [
        (accounts[p.account_id], instruments[p.instrument_id], float(p.quantity) * raw.prices[p.instrument_id],
         None if p.cost_basis is None else float(p.cost_basis))
        for p in raw.snapshot.positions
        if raw.prices[p.instrument_id] and instruments[p.instrument_id].instrument_type != "cash"
    ]  # fmt: skip


def untaxed_gain(rows):
    """Return the gain of the lots in taxable accounts, or None without one or where a cost is unknown."""
    taxable = [(worth, cost) for account, _, worth, cost in rows if account.kind in ("taxable", "other")]
    if not taxable or any(cost is None for _, cost in taxable):
        return None
    return sum(worth - cost for worth, cost in taxable)


def belongs_in_shelter(instrument):
    if instrument.exposure_group == "us_municipal":
        return False
    split = {name: float(share) for name, share in instrument.asset_class.items()}
    if split.get("fixed_income", 0) > 50 or split.get("real_estate", 0) > 50:
        return True
    is_active = instrument.instrument_type == "mutual_fund" and float(instrument.expense_ratio or 0) > 0.005
    return is_active or instrument.exposure_group == "commodities_broad"


def loses_in_shelter(instrument):
    if instrument.exposure_group == "us_municipal":
        return True
    north = float(instrument.regions.get("north_america", 0))
    abroad = sum(float(v) for k, v in instrument.regions.items() if k not in ("north_america", "global"))
    abroad += 0.4 * float(instrument.regions.get("global", 0))
    north += 0.6 * float(instrument.regions.get("global", 0))
    return instrument.exposure_group in BROAD_STOCKS and abroad > north


def misplaced(arguments, raw):
    kinds = {account.kind for account in raw.snapshot.accounts}
    if "taxable" not in kinds or not kinds & SHELTERS:
        return None
    outside = [lot for lot in lots(raw) if lot[0].kind == "taxable" and belongs_in_shelter(lot[1])]
    inside = [
        lot for lot in lots(raw)
        if lot[0].kind in SHELTERS
        and (loses_in_shelter(lot[1]) or (outside and lot[1].exposure_group in BROAD_STOCKS))
    ]  # fmt: skip
    for account, instrument, worth, _ in (*outside, *inside):
        if (key_of(account.name), key_of(instrument.symbol)) == arguments and 100 * worth / raw.total >= 1:
            is_outside = account.kind == "taxable"
            return Expected(
                "to_shelter" if is_outside else "to_taxable", {"value": worth},
                {"account": account.name, "holding": instrument.symbol},
                ("a tax-advantaged account" if is_outside else "a taxable account", "better"), ("worse",),
            )  # fmt: skip
    return None


def company_gain(raw):
    """Return the symbol of the largest company, its taxable excess, the gain of that, and its whole gain."""
    found = companies(raw)[:1]
    if not found:
        return None
    instrument, worth = found[0]
    rows = [lot for lot in lots(raw) if lot[1].id == instrument.id]
    gain = untaxed_gain(rows)
    if gain is None:
        return None
    taxable = sum(lot[2] for lot in rows if lot[0].kind in ("taxable", "other"))
    sold = max(0.0, max(0.0, worth - raw.total / 10) - (worth - taxable))
    return instrument.symbol, sold, min(sold, taxable) * gain / taxable, gain


def gain(arguments, raw):
    found = company_gain(raw)
    if found is None or key_of(found[0]) != arguments[0]:
        return None
    symbol, sold, of_sold, whole = found
    names = {"company": symbol}
    if arguments[1] == "all":
        if abs(whole) < 1000:
            return None
        if whole < 0:
            return Expected("loss", {"gain": -whole}, names, never=("gain of", "has not been taxed"))
        return Expected("of_all", {"gain": whole}, names, ("gain of", "not been taxed"), ("loss", "less"))
    if not sold or not of_sold:
        return None
    figures = {"sold": sold, "gain": abs(of_sold)}
    if of_sold < 0:
        return Expected("loss_of_excess", figures, names, ("loss of",), ("gain of",))
    return Expected("of_excess", figures, names, ("gain of",), ("loss of",))


def gain_of(arguments, raw):
    if arguments[0] == "coins":
        ids = {instrument.id for instrument, _ in coins(raw)}
        found, names, verdict = untaxed_gain([lot for lot in lots(raw) if lot[1].id in ids]), {}, "coins"
    else:
        account = raw.account(arguments[0])
        rows = [lot for lot in lots(raw) if account and lot[0].id == account.id]
        found, verdict = untaxed_gain(rows) if len(rows) > 1 else None, "account"
        names = {"account": account.name} if account else {}
    if found is None or abs(found) < 1000:
        return None
    if found < 0:
        return Expected(f"{verdict}_loss", {"gain": -found}, names, never=("gain of", "not been taxed"))
    return Expected(verdict, {"gain": found}, names, ("gain of", "not been taxed"), ("loss", "less"))


def offset_loss(arguments, raw):
    rows = [lot for lot in lots(raw) if key_of(lot[1].symbol) == arguments[0]]
    own, advised = untaxed_gain(rows), []
    if own is None or own > -1000:
        return None
    company = company_gain(raw)
    if company and company[2] > 0:
        advised.append((company[2], company[0]))
    ids = {instrument.id for instrument, _ in coins(raw)}
    of_coins = untaxed_gain([lot for lot in lots(raw) if lot[1].id in ids])
    if of_coins and of_coins > 0 and share_of(raw, coins(raw)) >= 10:
        advised.append((of_coins, "your coins"))
    if not advised:
        return None
    size, source = max(advised)
    names, words = (
        {"holding": rows[0][1].symbol, "source": source},
        ("loss of", "gain on", "30", "unless you rebuy it within"),
    )
    if -own < size:
        return Expected("part", {"loss": -own}, names, (*words, "that much"), ("all of",))
    return Expected("all", {"loss": -own}, names, (*words, "all of"), ("that much",))


def first_age(raw):
    """Return the age of the first required withdrawal, and the accounts that have one."""
    age, years = raw.snapshot.profile.age, raw.snapshot.profile.years_until_retirement
    first = 75 if 2026 - age >= 1960 else 73 if 2026 - age >= 1951 else 72
    kinds = ("traditional_ira",) if years and age + years > first else ("401k", "traditional_ira")
    return first, [a for a in raw.snapshot.accounts if a.kind in kinds and raw.worth_by_account[a.id]]


def rmd(arguments, raw):
    age, accounts = first_age(raw)
    if not accounts or raw.snapshot.profile.age < 60:
        return None
    is_past = raw.snapshot.profile.age > age
    verdict = "now" if is_past else "from" if raw.snapshot.profile.age >= 70 else "later"
    if is_past:
        return Expected(verdict, words=("every year", "traditional"), never=("begin",))
    return Expected(verdict, {"age": age})


def rmd_amount(arguments, raw):
    age, accounts = first_age(raw)
    account, profile = raw.account(arguments[0]), raw.snapshot.profile
    if account not in accounts or not 70 <= profile.age < age:
        return None
    amount = raw.worth_by_account[account.id] / FIRST_DIVISORS[age]
    figures, names = {"amount": amount}, {"account": account.name}
    found = spending_and_draw(raw)
    if found is None or len(accounts) > 1:
        return Expected("amount", figures, names, never=("less", "more"))
    if amount <= found[1]:
        return Expected("below_draw", figures, names, ("less than you draw now",), ("more",))
    return Expected("above_draw", figures, names, ("more than you draw now",), ("less",))


def early_access(arguments, raw):
    profile = raw.snapshot.profile
    kinds = {a.kind for a in raw.snapshot.accounts if raw.worth_by_account[a.id]}
    stops = profile.age + profile.years_until_retirement
    if not kinds & {"401k", "traditional_ira", "roth_ira"}:
        return None
    words = ("59", "10", "penalty", "which our figures count" if is_after_tax(raw) else "none of our figures")
    if not profile.years_until_retirement:
        is_young = profile.age < 59
        return Expected("retired", words=(*words, "you are retired"), never=("plan",)) if is_young else None
    if stops == 59:
        return Expected("close", words=(*words, "you plan to retire"), never=("retire before", "you are retired"))
    never = ("you are retired", "at about", "after")
    return Expected("plans", words=(*words, "you plan to retire before"), never=never) if stops < 59 else None


def taxed_account(arguments, raw):
    account, years = raw.account(arguments[0]), raw.snapshot.profile.years_until_retirement
    if account is None or account.kind != "traditional_ira" or years > 5 or not raw.total:
        return None
    value = raw.worth_by_account[account.id]
    if value / raw.total < 0.25:
        return None
    return Expected("is", {"value": value}, {"account": account.name}, words=("taxed as income",), never=("not",))


ORACLES = {
    "taxed_account": taxed_account,
    "misplaced": misplaced, "gain": gain, "gain_of": gain_of, "offset_loss": offset_loss, "rmd": rmd,
    "rmd_amount": rmd_amount, "early_access": early_access,
}  # fmt: skip
