"""Verdicts on risk, costs and taxes agree with their oracles on households that nobody has chosen."""

import random
from decimal import Decimal

import pytest

from advisors.claims.building import build_claim_case
from advisors.claims.registry import KINDS, say
from advisors.claims.statement import CannotSay
from advisors.evaluation.households import (
    Household,
    HouseholdAccount,
    HouseholdPosition,
    HouseholdProfile,
    build_snapshot,
)
from advisors.tests.claims import oracle_costs, oracle_ride, oracle_risk, oracle_taxes
from advisors.tests.claims.oracle import contradictions, raw_of
from advisors.tests.support.claim_cases import NOW
from portfolios.catalogue.file import read_catalogue
from portfolios.valuation.snapshot import IncomeValue

pytestmark = pytest.mark.slow

ORACLES = {**oracle_risk.ORACLES, **oracle_ride.ORACLES, **oracle_costs.ORACLES, **oracle_taxes.ORACLES}
KINDS_OF_ACCOUNTS = ("401k", "roth_ira", "traditional_ira", "taxable", "529", "hsa", "other", "taxable")
OWN_INSTRUMENTS = (
    {"symbol": "BTC", "name": "Bitcoin", "type": "other", "price": Decimal(910)},
    {"symbol": "SOFI", "name": "SoFi Technologies, Inc.", "type": "stock", "price": Decimal("6.61")},
    {"symbol": "ACTX", "name": "Active Growth Bond Fund", "type": "mutual_fund", "price": Decimal(20)},
    {"symbol": "BIGC", "name": "Big Company Inc.", "type": "stock", "price": Decimal(50)},
)
COUNT = 24


def random_account(chance, number, kind):
    symbols = [entry.symbol for entry in read_catalogue().instruments]
    chosen = [{"symbol": symbol} for symbol in chance.sample(symbols, chance.randint(0, 5))]
    chosen += [row for row in OWN_INSTRUMENTS if chance.random() < 0.2]
    positions = tuple(
        HouseholdPosition(
            **row,
            quantity=Decimal(chance.choice([1, 30, 400, 2000])),
            cost=chance.choice([None, Decimal(chance.randint(10, 90_000)), Decimal(chance.randint(10, 90_000))]),
        )
        for row in {row["symbol"]: row for row in chosen}.values()
    )
    cash = Decimal(chance.choice([0, 0, 100, 5000, 60_000]))
    return HouseholdAccount(name=f"Account {'abcd'[number]}", kind=kind, cash=cash, positions=positions)


def random_household(seed):
    chance = random.Random(seed)
    kinds = chance.sample(KINDS_OF_ACCOUNTS, chance.randint(1, 4))
    age, years = chance.choice([25, 40, 52, 58, 61, 66, 70, 72, 76]), chance.choice([0, 1, 5, 15])
    profile = HouseholdProfile(
        birth_year=2026 - age,
        retirement_age=age + years,
        years_until_retirement=years,
        target_retirement_income=chance.choice([None, Decimal(20_000), Decimal(60_000)]),
        asset_class_targets={"equity": Decimal(60), "fixed_income": Decimal(20), "alternatives": Decimal(20)},
        confirmed=chance.choice([("asset_class_targets",), ()]),
    )
    incomes = (IncomeValue(name="Social Security", amount=Decimal(18_000), start_age=67),)
    accounts = tuple(random_account(chance, number, kind) for number, kind in enumerate(kinds))
    return Household(profile=profile, incomes=incomes, accounts=accounts)


def wrong_words(statement, expected):
    """Return the words that a phrasing lacks or must not say. Figures are tested on the known households."""
    texts = [statement.text(place) for place in range(len(statement.phrasings))]
    found = [problem for text in texts for problem in contradictions(text, expected)]
    return [problem for problem in found if problem.startswith(("lacks", "says"))]


@pytest.mark.sweep(5)
@pytest.mark.parametrize("seed", range(COUNT))
def test_verdicts_agree_on_random_households(seed):
    case = build_claim_case(build_snapshot(random_household(seed), now=NOW), paths=100)
    raw = raw_of(case)
    for name, oracle in ORACLES.items():
        for claim in KINDS[name].options(case):
            expected = oracle(claim.arguments, raw)
            try:
                statement = say(claim, case)
            except CannotSay as refusal:
                assert expected is None, (name, claim.arguments, refusal.reason)
                continue
            assert expected is not None and statement.verdict == expected.verdict, statement.text()
            assert wrong_words(statement, expected) == [], statement.text()
