"""The ten people whose portfolios the sentences of the corpus describe, with the figures that its writers were given.

Some figures have changed since, as single companies got swings of their own and rules are no longer one success. The
file figures.txt keeps them: person, family, member, measure, value and error.
"""

from dataclasses import replace
from decimal import Decimal
from functools import cache

from advisors.retirement.facts.scenarios import RULE_LABELS
from advisors.tests.support.cases import (
    BONDS,
    CHEAP,
    DEAR,
    TOTAL_MARKET,
    WORLD,
    account,
    case,
    instrument,
    profile,
    retiree,
    snapshot,
    stock,
    without_goal,
)
from advisors.tests.support.corpus import FOLDER
from portfolios.facts.fact import Fact, FactSheet
from portfolios.facts.families import Family, Measure, build_fact_id
from portfolios.valuation.snapshot import IncomeValue

PATHS = 200
BRK, ROTH, WORK = (
    account("Brokerage", cash="4200"),
    account("Roth IRA", "roth_ira", "1500"),
    account("Acme 401(k)", "401k"),
)
REITS = instrument("VNQ", "Real Estate Fund", "etf", "85", {"real_estate": 100}, {"north_america": 100},
                   {"real_estate": 100}, "0.0013")  # fmt: skip
GOLD = instrument(
    "IAU", "Gold Trust", "etf", "50", {"commodities": 100}, {"global": 100}, {"commodities": 100}, "0.0025"
)
MUNIS = instrument("MUB", "Municipal Bonds", "etf", "106", {"fixed_income": 100}, {"north_america": 100},
                   {"municipal": 100}, "0.0007")  # fmt: skip
EUROPE = instrument("VGK", "European Stocks", "etf", "66", {"equity": 100}, {"europe": 100},
                    {"financials": 40, "industrials": 60}, "0.0009")  # fmt: skip
NVDA, JPM, AAPL = (
    stock("NVDA", "NVIDIA Corporation", "140"),
    stock("JPM", "JPMorgan Chase", "200", "financials"),
    stock("AAPL", "Apple", "190"),
)
PENSION = IncomeValue(name="Teachers' pension", amount=24000, start_age=65)


def teacher():
    return snapshot(
        profile(age=52, years=13, goal="48000", saving="9000", income=(PENSION,)),
        (WORK, WORLD, "1800"), (WORK, BONDS, "1500"), (ROTH, TOTAL_MARKET, "120"),
    )  # fmt: skip


def engineer():
    return snapshot(
        profile(age=34, years=26, goal="90000", saving="30000"),
        (BRK, NVDA, "900"), (BRK, AAPL, "250"), (WORK, TOTAL_MARKET, "640"), (ROTH, DEAR, "700"), alternatives=[CHEAP],
    )  # fmt: skip


def banker():
    return snapshot(
        profile(age=45, years=15, goal="120000", saving="25000"),
        (BRK, JPM, "1500"), (BRK, MUNIS, "900"), (WORK, EUROPE, "2200"), (WORK, TOTAL_MARKET, "900"),
    )  # fmt: skip


def saver():
    bank = account("Savings", cash="260000", interest="0.035")
    return snapshot(profile(age=58, years=7, goal="40000", saving="15000"), (ROTH, BONDS, "400"), accounts=[bank])


def landlord():
    return snapshot(
        profile(age=49, years=16, goal="75000", saving="18000"),
        (BRK, REITS, "2600"), (BRK, GOLD, "900"), (ROTH, TOTAL_MARKET, "300"), (WORK, BONDS, "800"),
    )  # fmt: skip


def globetrotter():
    return snapshot(
        profile(age=38, years=27, goal="65000", saving="14000"),
        (BRK, EUROPE, "1400"), (BRK, DEAR, "2500"), (ROTH, WORLD, "650"), (WORK, BONDS, "350"), alternatives=[CHEAP],
    )  # fmt: skip


def graduate():
    return snapshot(profile(age=25, years=40, goal="50000", saving="6000"), (ROTH, WORLD, "85"), (BRK, AAPL, "12"))


def widow():
    ira = account("Rollover IRA", "traditional_ira", "60000", "0.03")
    return snapshot(
        profile(age=66, years=2, goal="52000", saving="0",
                income=(IncomeValue(name="Social Security", amount=26400, start_age=67),)),
        (ira, BONDS, "4200"), (ira, TOTAL_MARKET, "700"), (BRK, MUNIS, "600"),
    )  # fmt: skip


PERSONS = (teacher, engineer, banker, saver, landlord, globetrotter, graduate, widow, retiree, without_goal)


RULE_WORDS = {**RULE_LABELS, "rmd": "required minimum distributions"}
LATER_FACTS = {"company.volatility"}


@cache
def situation(name):
    """Return the situation of the person with this name, with all facts as the writers had them: before taxes."""
    frozen = {person.__name__: person for person in PERSONS}[name]()
    untaxed = frozen.profile.model_copy(update={"base_currency": "EUR"})
    computed = case(frozen.model_copy(update={"profile": untaxed}), PATHS)[0]
    facts = {fact.id: fact for fact in computed.facts.facts if fact.family != "rule" and fact.id not in LATER_FACTS}
    for row in (FOLDER / "figures.txt").read_text().splitlines():
        person, family, of, measure, value, error = row.split()
        if person != name:
            continue
        fact_id = build_fact_id(Family(family), Measure(measure), "" if of == "-" else of)
        figures = {"value": Decimal(value), "error": None if error == "-" else Decimal(error)}
        if family == "rule":
            unit = "usd" if measure == "lifetime" else "percent"
            facts[fact_id] = Fact(family=family, measure=measure, of=of, subject=(RULE_WORDS[of],), unit=unit,
                                  label=f"{measure}: {RULE_WORDS[of]}", kind="forecast", **figures)  # fmt: skip
        else:
            facts[fact_id] = facts[fact_id].model_copy(update=figures)
    return replace(computed, facts=FactSheet(facts=tuple(facts.values())))
