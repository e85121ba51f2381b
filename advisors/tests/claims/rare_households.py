"""Households of rare verdicts, and their cases."""

from datetime import UTC, datetime
from decimal import Decimal
from functools import cache

from advisors.evaluation.households import Household, build_snapshot
from advisors.tests.support.claim_cases import NOW, build_untested_case
from portfolios.valuation.snapshot import RateValue, RecordedValue

CONFIRMED = ("years_until_retirement", "asset_class_targets", "region_targets", "annual_contribution", "plan_to_age")
OLD = datetime(2026, 1, 5, tzinfo=UTC)


def position(symbol, quantity, cost=None, **more):
    return {"symbol": symbol, "quantity": quantity, "cost": cost, **more}


def account(name, kind, *positions, **more):
    return {"name": name, "kind": kind, "positions": positions, **more}


def household(*accounts, targets=(60, 40), home=70, **profile):
    """Return a household of 46 that retires at 66 and has confirmed its profile. targets: stocks, bonds; percent."""
    return {
        "profile": {
            "birth_year": 1980, "retirement_age": 66, "years_until_retirement": 20, "confirmed": CONFIRMED,
            "target_retirement_income": 60_000, "annual_contribution": 10_000,
            "asset_class_targets": {"equity": targets[0], "fixed_income": targets[1]},
            "region_targets": {"north_america": home, "international": 100 - home}, **profile,
        },
        "incomes": [{"name": "Social Security", "amount": 30_000, "start_age": 67}],
        "accounts": accounts,
    }  # fmt: skip


IRA = ("My IRA", "traditional_ira")
RARE = {
    "ample_cash": household(
        account("Family trust", "taxable", cash=2_400_000, cash_interest=0.03),
        account("Old account", "other", cash=1500, cash_interest=0),
        account("Second account", "other", position("VTI", 900, 100_000), cash=2500, cash_interest=0),
    ),
    "one_without_price": household(
        account(*IRA, position("VTI", 100, 9000), position("ACME", 10, 50, type="stock", name="Acme Corp.")),
    ),
    "three_without_price": household(
        account(
            *IRA, position("VTI", 100, 9000),
            *(position(s, 10, 50, type="stock", name=f"{s} Corp.") for s in ("ACME", "BOLT", "CRUX")),
        ),
    ),
    "many_without_price": household(
        account(
            *IRA, position("VTI", 100, 9000),
            *(position(s, 10, 50, type="stock", name=f"{s} Corp.") for s in ("ACME", "BOLT", "CRUX", "DUNE")),
        ),
    ),
    "early_fund": household(
        account("Wedding", "other", position("TDF", 100, 900, type="mutual_fund", name="Target Date 2030", price=20),
                purpose="Wedding 2028"),
        annual_contribution=900,
    ),
    "late_fund": household(
        account(*IRA, position("TDF", 100, 900, type="mutual_fund", name="Retirement Target 2060", price=20),
                position("VTI", 60, 900)),
        annual_contribution=30_000,
    ),
    "on_target": household(
        account(*IRA, position("VT", 540, 9000), position("BND", 556, 9000), cash=40),
        home=66, annual_contribution=20_000,
    ),
    "off_in_a_shelter": household(
        account(*IRA, position("VTI", 400, 90_000), position("VXUS", 100, 5000), position("BND", 100, 7000)),
        account("Brokerage", "taxable", position("SCHD", 300), position("MUB", 20), cash=36_000),
    ),
    "off_where_taxed": household(
        account("Brokerage", "taxable", position("VTI", 400, 90_000), position("BND", 100, 7000)), home=66,
    ),
    "one_trade": household(
        account("Brokerage", "taxable", position("VT", 540, 9000), position("BND", 300, 9000), cash=20_000), home=66,
    ),
    "whole_shares": household(
        account(*IRA, position("VOO", 3, 900), position("BND", 3, 200), cash=300),
    ),
    "abroad": household(
        account(*IRA, position("VXUS", 400, 9000), position("VTI", 20, 3000), position("BND", 200, 9000)),
    ),
    "much_at_home": household(
        account(*IRA, position("VTI", 100, 9000), position("VXUS", 130, 7000), position("BND", 400, 20_000)), home=60,
    ),
    "too_much_of_both": household(
        account(*IRA, position("VTI", 100, 9000), position("BND", 100, 9000), position("VNQ", 300, 9000)),
        targets=(50, 50), home=100,
    ),
    "partly_taxed": household(
        account(*IRA, position("VTI", 100, 9000), position("BND", 20, 900)),
        account("Brokerage", "taxable", position("VTI", 400, 90_000), position("BND", 20, 900)), home=66,
    ),
    "one_sale": household(account(*IRA, position("VT", 540, 9000), cash=1000), home=66),
    "one_taxed_sale": household(
        account("Brokerage", "taxable", position("VT", 540, 9000), cash=1000), home=66
    ),
    "only_buys": household(
        account(*IRA, position("VT", 240, 9000), cash=3000),
        account("Roth", "roth_ira", position("BND", 200, 9000), cash=4000), home=66,
    ),
    "near_above": household(
        account(*IRA, position("VTI", 100, 9000), position("VXUS", 40, 900), position("VXUS", 110, 900),
                position("BND", 190, 9000), position("IAU", 110, 900), position("VNQ", 60, 900), cash=900),
        targets=(62, 38), home=72,
    ),
    "near_below": household(
        account(*IRA, position("VTI", 100, 9000), position("VXUS", 170, 900), position("BND", 240, 9000)),
        targets=(69, 31), home=76,
    ),
    "above_only": household(
        account(*IRA, position("VT", 540, 9000), position("BND", 556, 9000), position("VNQ", 70, 4000)), home=66,
    ),
    "direct": household(
        account(
            *IRA, position("NVDA", 100, 900), position("IAU", 100, 900), cash=3000,
        ),
        account("Two", "other", cash=1500, cash_interest=0), account("Three", "other", cash=1500, cash_interest=0),
    ),
    "five_classes": household(
        account(
            *IRA, position("NVDA", 100, 900), position("IAU", 100, 900),
            position("NOTE", 50, 900, type="bond", name="Acme 2030 bond", price=100),
            position("LAND", 50, 900, type="reit", name="Land Trust", price=70), cash=3000,
        ),
    ),
    "mostly_cash": household(
        account("Savings", "other", cash=400_000, cash_interest=0.04),
        account(*IRA, position("VTI", 300, 30_000)),
    ),
    "own_prices": household(
        account(*IRA, position("ACME", 100, 50, type="stock", name="Acme Corp.", price=20), cash=900),
        plan_to_age=60,
    ),
    "few_samples": household(
        account(*IRA, position("VTI", 1, 250), position("ACME", 100, 50, type="stock", name="Acme Corp.", price=200)),
        account("Brokerage", "taxable", position("BOLT", 10, None, type="stock", name="Bolt Corp.", price=90),
                position("CRUX", 10, None, type="stock", name="Crux Corp.", price=90)),
    ),
    "kept_aside": household(
        account(*IRA, position("VTI", 100, 9000)),
        account("Savings", "other", cash=9000, purpose="Emergency fund", counts_for_retirement=False),
    ),
    "unknown_part": household(
        account(*IRA, position("VTI", 100, 9000), position("XFND", 100, 900, type="mutual_fund", name="X", price=90)),
    ),
    "unknown_thing": household(
        account(*IRA, position("VTI", 100, 9000), position("THING", 10, 90, type="other", name="Thing", price=9)),
        confirmed=CONFIRMED[:-1],
    ),
    "unknown_things": household(
        account(*IRA, position("VTI", 100, 9000), position("THING", 100, 90, type="other", name="Thing", price=90)),
    ),
    "unknown_small_fund": household(
        account(*IRA, position("VTI", 100, 9000), position("XFND", 1, 900, type="mutual_fund", name="X", price=90)),
    ),
    "left_alone": household(
        account("Work plan", "401k", position("BND", 200, 9000), position("VTI", 20, 3000)),
        account("HSA", "hsa", position("VTI", 110, 9000), cash=3000),
        account("Old pension", "pension", position("VXUS", 205, 9000)),
        account("Rainy day", "other", cash=20_000, cash_interest=0.04),
        account("Brokerage", "taxable", position("VTI", 30, 9000), cash=15_000), annual_contribution=30_000,
    ),
    "bonds_at_work": household(
        account("Work plan", "401k", position("BND", 200, 9000)), account("HSA", "hsa", position("VTI", 100, 9000)),
    ),
    "foreign_cash": household(
        account("Zurich", "taxable", position("VTI", 100, 9000)), account("Geneva", "taxable", position("BND", 5, 300)),
    ),
    "rich": household(account(*IRA, position("VTI", 80_000, 9_000_000), position("BND", 80_000, 5_000_000))),
}  # fmt: skip


def with_instruments(snapshot, **changes):
    return snapshot.model_copy(
        update={"instruments": tuple(i.model_copy(update=changes) for i in snapshot.instruments)}
    )


@cache
def rare_case(name):
    snapshot = build_snapshot(Household.model_validate(RARE[name]), now=NOW)
    changes = {"whole_shares": name == "whole_shares"}
    if name in ("one_sale", "one_taxed_sale"):
        changes["asset_class_targets"] = {"equity": Decimal(60), "cash": Decimal(40)}
    if name == "foreign_cash":  # francs, for which nobody knows an exchange rate
        francs = {"currency": "CHF", "own_cash": Decimal(5000), "lacks_rate": True}
        accounts = tuple(account.model_copy(update=francs) for account in snapshot.accounts)
        snapshot = snapshot.model_copy(update={"accounts": accounts})
    profile = snapshot.profile.model_copy(update=changes)
    return build_untested_case(snapshot.model_copy(update={"profile": profile}))


@cache
def priced_case(name):
    """Return the case of a household whose prices are not all fresh samples of one day."""
    snapshot = build_snapshot(Household.model_validate(RARE["off_in_a_shelter"]), now=NOW)
    fresh = with_instruments(snapshot, price_source="entered", priced_at=NOW)
    if name == "fresh":
        return build_untested_case(fresh)
    if name == "failed":
        return build_untested_case(fresh.model_copy(update={"prices_failed": "no answer"}))
    if name == "old":
        return build_untested_case(with_instruments(snapshot, price_source="entered", priced_at=OLD))
    if name in ("to_dollars", "to_euros"):
        rate = RateValue(currency="EUR", dollars=Decimal("1.0843"), date=NOW.date(), source="European Central Bank")
        code = "USD" if name == "to_dollars" else "EUR"
        profile = fresh.profile.model_copy(update={"base_currency": code})
        counted = {"rates": (rate,), "currency": code, "profile": profile}
        return build_untested_case(fresh.model_copy(update=counted))
    first, *others = snapshot.instruments
    mixed = (first.model_copy(update={"priced_at": OLD}), *others)
    return build_untested_case(snapshot.model_copy(update={"instruments": mixed}))


PRICED = ("fresh", "failed", "old", "mixed", "to_dollars", "to_euros")
RECORDED = {
    "gained": (80_000, 95_000, None, None), "lost": (120_000, 99_000, 60, 50), "level": (80_000, 89_900, 50, 55),
    "ahead": (80_000, 104_000, 50, 55),
}  # fmt: skip
"""The value a year ago and now, the second with $2,000 added, and closes of the benchmark."""


@cache
def recorded_case(name):
    """Return the case of a household with a history of a year."""
    snapshot = build_snapshot(Household.model_validate(RARE["off_in_a_shelter"]), now=NOW)
    start, end, *closes = RECORDED[name]
    today = NOW.date()
    days = ((today.replace(year=today.year - 1), start, 0), (today, end, 2000))
    rows = tuple(
        RecordedValue(date=day, total=Decimal(total), added=Decimal(added), benchmark=close)
        for (day, total, added), close in zip(days, closes, strict=True)
    )
    fresh = with_instruments(snapshot, price_source="entered", priced_at=NOW)
    return build_untested_case(fresh.model_copy(update={"history": rows}))


def case_named(name):
    if name in RECORDED:
        return recorded_case(name)
    return priced_case(name) if name in PRICED else rare_case(name)
