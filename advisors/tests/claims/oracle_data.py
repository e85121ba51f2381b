"""What must be true of claims about the data and assumptions behind the figures."""

from datetime import timedelta

from advisors.tests.claims.look_through import valued_rows
from advisors.tests.claims.oracle import Expected
from advisors.tests.claims.oracle_retirement import company_percent, is_after_tax
from advisors.tests.claims.own_swings import plan_growth_percent

OLD_AFTER = timedelta(days=7)
SHELTERED = ("401k", "roth_ira", "traditional_ira", "529", "hsa", "pension")


def priced(raw):
    """Return the priced instruments whose price can change."""
    return list({row.id: row for _, row, _ in valued_rows(raw) if row.instrument_type != "cash"}.values())


def is_old(row, raw):
    return row.price_source != "sample" and row.priced_at and raw.snapshot.taken_at - row.priced_at > OLD_AFTER


def words_of(day):
    return (f"{day:%B}", str(day.day), str(day.year))


def prices(arguments, raw):
    rows = priced(raw)
    dated = [row.priced_at.date() for row in rows if row.priced_at]
    samples = [row for row in rows if row.price_source == "sample"]
    if not dated:
        return None
    return sample_prices(rows, samples, dated) if samples else real_prices(rows, dated, raw)


def real_prices(rows, dated, raw):
    oldest = words_of(min(dated))
    if raw.snapshot.prices_failed:
        return Expected("failed", words=(*oldest, "newer"), never=("sample",))
    if any(is_old(row, raw) for row in rows):
        return Expected("old", words=(*oldest, "rough"), never=("sample", "later"))
    return Expected("fresh", words=(*oldest, "or later"), never=("sample", "rough", "example", "earlier"))


def sample_prices(rows, samples, dated):
    days, oldest = {row.priced_at.date() for row in samples if row.priced_at}, words_of(min(dated))
    if len(days) != 1:
        return Expected("mixed_samples", words=(*oldest, "samples", "some"), never=("all",))
    day, counts = words_of(days.pop()), {"samples": len(samples), "prices": len(rows)}
    if len(rows) == 1:
        return Expected("one_sample", words=(*day, "only", "sample"), never=("samples",))
    if len(samples) == len(rows):
        return Expected("all_samples", {"prices": len(rows)}, words=(*day, "each", "sample"))
    if len(samples) == 1:
        return Expected("one_of", {"prices": len(rows)}, words=(*day, "one of", "sample"), never=("all",))
    return Expected("some_samples", counts, words=(*day, "samples"), never=("each",))


def converted(arguments, raw):
    rates = raw.snapshot.rates
    if not rates:
        return None
    own = raw.snapshot.currency
    shown = [r for r in rates if r.currency == own] + sorted(
        (r for r in rates if r.currency != own), key=lambda r: r.currency
    )
    words = [word for r in shown[:3] for word in (r.currency, f"{r.dollars:.4f}", r.source, *words_of(r.date))]
    return Expected("dollars" if own == "USD" else "other", words=("1", "USD", *words))


def unclassified(arguments, raw):
    rows = {row.id: row for _, row, _ in valued_rows(raw) if not row.asset_class}
    share = raw.unclassified_percent
    if not rows or share < 0.1:
        return None
    by_worth = sorted(rows.values(), key=lambda row: -sum(d for d, one, _ in valued_rows(raw) if one.id == row.id))
    symbols = [row.symbol for row in by_worth[:3]]
    funds = all(row.instrument_type in ("etf", "mutual_fund", "bond_fund") for row in rows.values())
    size = "blind" if share >= 50 else "blurred" if share >= 10 else "small"
    words = {"small": (), "blurred": ("do not judge your mix",), "blind": ("do not judge your mix, your goal",)}[size]
    never = {"small": ("until",), "blurred": ("goal",), "blind": ("projection",)}[size]
    kind = "fund" if funds else "holding"
    names = {symbol: symbol for symbol in symbols}
    return Expected(f"{kind}_{size}", {"share": share}, names, (*symbols, *words), never)


FIELDS = {
    "years_until_retirement": "when you retire", "asset_class_targets": "your target mix",
    "region_targets": "your regional targets", "annual_contribution": "what you save a year",
    "plan_to_age": "the age to plan to", "birth_year": "your age",
}  # fmt: skip


def assumed(arguments, raw):
    fields = raw.snapshot.profile.assumed
    if not fields:
        return None
    words = tuple(FIELDS[field] for field in fields)
    never = tuple(text for field, text in FIELDS.items() if field not in fields)
    it, other = ("it", "them") if len(fields) == 1 else ("them", "it")
    return Expected("one" if len(fields) == 1 else "several", words=(*words, it), never=(*never, other))


def assumption(arguments, raw):
    profile, (topic,) = raw.snapshot.profile, arguments
    if raw.baseline is None or raw.unclassified_percent >= 50:
        return None
    if topic == "growth":
        growth = {"growth": plan_growth_percent(raw)}
        return None if company_percent(raw) > 25 else Expected("growth", growth, words=("before inflation",))
    if topic == "inflation":
        market = raw.baseline.market
        year, month = market.as_of.split("-")[:2]
        names = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                 "November", "December")  # fmt: skip
        rise = 100 * (market.inflation.growth - 1)
        return Expected("inflation", {"inflation": rise}, words=("rise", names[int(month) - 1], year), never=("fall",))
    if topic == "saving":
        saving = float(profile.annual_contribution)
        return Expected("saving", {"saving": saving}) if saving and profile.years_until_retirement else None
    accounts = {a.id for a in raw.snapshot.accounts if a.counts_for_retirement}
    start = sum(raw.worth_by_account[account] for account in accounts)
    rows = [(dollars, row) for dollars, row, account in valued_rows(raw) if account.id in accounts]
    if topic == "companies":
        known = any(row.instrument_type in ("stock", "reit") and row.asset_class for dollars, row in rows if dollars)
        return Expected("companies", {"volatility": 40}, words=("single company",)) if known else None
    if topic == "imputed":
        share = 100 * sum(dollars for dollars, row in rows if not row.asset_class) / start
        return Expected("imputed", {"imputed": share}, words=("unclassified",)) if share else None
    share = 100 * sum(dollars for dollars, row in rows if row.expense_ratio is None) / start
    return Expected("costs", {"unknown": share}, words=("costs",)) if share else None


def missing_cost(arguments, raw):
    accounts = {a.id: a for a in raw.snapshot.accounts}
    types = {i.id: i for i in raw.snapshot.instruments}
    rows = [
        position
        for position in raw.snapshot.positions
        if position.cost_basis is None
        and types[position.instrument_id].instrument_type != "cash"
        and accounts[position.account_id].kind not in SHELTERED
    ]
    if not rows:
        return None
    if len(rows) == 1:
        symbol, account = types[rows[0].instrument_id].symbol, accounts[rows[0].account_id].name
        return Expected("one", {}, {"symbol": symbol, "account": account}, (symbol, account))
    return Expected("several", {"count": len(rows)}, words=("taxable",))


def has_open_item(raw):
    """Return whether anything is missing, old or not confirmed, however small."""
    profile, rows = raw.snapshot.profile, raw.snapshot.instruments
    costs = (p.cost_basis is None for p in raw.snapshot.positions)
    return (
        any(costs)
        or any(row.price is None or row.price_source == "sample" or is_old(row, raw) for row in rows)
        or any(not row.asset_class or row.awaits_confirmation for row in rows)
        or not profile.asset_class_targets
        or not profile.region_targets
        or profile.target_retirement_income is None
        or (not profile.income and profile.years_until_retirement <= 25)
        or bool(profile.assumed)
    )


def grade(arguments, raw):
    profile = raw.snapshot.profile
    if raw.total <= 0:
        return None
    rows = {p.instrument_id for p in raw.snapshot.positions}
    held = [row for row in raw.snapshot.instruments if row.id in rows]
    unpriced = sum(row.price is None for row in held)
    samples = sum(d for d, row, _ in valued_rows(raw) if row.price_source == "sample" and row.instrument_type != "cash")
    old = [(d, row) for d, row, _ in valued_rows(raw) if is_old(row, raw) and row.instrument_type != "cash"]
    if profile.plan_to_age <= profile.age + profile.years_until_retirement:
        retirement = profile.age + profile.years_until_retirement
        return Expected("contradiction", {"end": profile.plan_to_age, "retirement": retirement})
    if unpriced == 1:
        return Expected("one_unpriced", words=("one of your holdings", "no price"), never=("good", "complete"))
    if unpriced:
        return Expected("unpriced", {"unpriced": unpriced}, words=("no price",), never=("good", "complete"))
    if raw.unclassified_percent >= 10:
        figures = {"unclassified": raw.unclassified_percent}
        return Expected("unclassified", figures, words=("unclassified",), never=("good", "complete"))
    if samples + sum(d for d, _ in old) > 0.5 * raw.total:
        verdict, words = ("old_prices", ("old or sample",)) if old else ("samples", ("sample",))
        return Expected(
            verdict, words=(*words, "rough", "most"), never=("good", "complete", *(() if old else ("old",)))
        )
    if has_open_item(raw):
        return Expected("good", words=("smaller items",), never=("rough", "complete", "bad"))
    return Expected("complete", words=("exact",), never=("rough", "bad"))


def not_modelled(arguments, raw):
    profile = raw.snapshot.profile
    is_retired, kinds = profile.years_until_retirement == 0, {a.kind for a in raw.snapshot.accounts}
    rows = {
        "taxes": raw.baseline is not None and not is_after_tax(raw),
        "health cover before Medicare": not is_after_tax(raw) and profile.age + profile.years_until_retirement < 65,
        "Medicare premiums": not is_after_tax(raw) and profile.age >= 60,
        "long-term care": profile.age >= 60,
        "a spouse": not is_after_tax(raw),
        "the cost of college": "529" in kinds,
        "a home": not is_retired,
        "debts": not is_retired,
        "life and disability insurance": profile.age < 50,
        "the alternative minimum tax": is_after_tax(raw) and raw.baseline.projection.household.high_income >= 0.25,
        "estate tax": raw.total >= 15_000_000,
    }
    words = tuple(item for item, holds in rows.items() if holds)
    return (
        None
        if not words
        else Expected("list", words=words, never=tuple(item for item, holds in rows.items() if not holds))
    )


ORACLES = {
    "prices": prices, "converted": converted,
    "unclassified": unclassified, "assumed": assumed, "not_modelled": not_modelled,
    "assumption": assumption, "missing_cost": missing_cost, "grade": grade,
}  # fmt: skip
