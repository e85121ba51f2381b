"""Claims about plans that no household has: the verdicts that the households leave out."""

from decimal import Decimal

import pytest

from advisors.claims.building import build_claim_case
from advisors.claims.registry import KINDS, say, sayable
from advisors.claims.statement import CannotSay
from advisors.evaluation.households import build_snapshot, read_households
from advisors.tests.claims import (
    oracle_after_tax,
    oracle_changes,
    oracle_income,
    oracle_projection,
    oracle_retirement,
    oracle_swings,
)
from advisors.tests.claims.oracle import contradictions, raw_of
from advisors.tests.support.claim_cases import NOW
from portfolios.household.inputs import HouseholdInputs
from portfolios.valuation.snapshot import IncomeValue

pytestmark = pytest.mark.slow

ORACLES = {
    **oracle_retirement.ORACLES, **oracle_projection.ORACLES, **oracle_income.ORACLES, **oracle_changes.ORACLES,
    **oracle_swings.ORACLES, **oracle_after_tax.ORACLES,
}  # fmt: skip


def stream(name, amount, start, end=None):
    return IncomeValue(name=name, amount=Decimal(amount), start_age=start, end_age=end)


PLANS = {
    "modest goal": ("demo", {"target_retirement_income": Decimal(50000)}),
    "goal within reach": ("demo", {"target_retirement_income": Decimal(81000)}),
    "saves nothing": ("demo", {"annual_contribution": Decimal(0), "target_retirement_income": Decimal(60000)}),
    "assumed saving": ("demo", {"assumed": ("annual_contribution", "birth_year")}),
    "assumed retirement": ("demo", {"assumed": ("years_until_retirement",)}),
    "late retirement": ("family", {"years_until_retirement": 33}),
    "near retirement": ("family", {"years_until_retirement": 3}),
    "no year of retirement": ("family", {"plan_to_age": 60}),
    "no goal": ("demo", {"target_retirement_income": None}),
    "retired without a goal": ("retiree70", {"target_retirement_income": None}),
    "retired with no income": ("retiree70", {"income": ()}),
    "retired with pensions": (
        "retiree70",
        {
            "income": (
                stream("Social Security", 20000, 67),
                stream("Pension", 9000, 60, 80),
                stream("Old job", 1, 60, 65),
            )
        },
    ),
    "retired and covered": ("retiree70", {"income": (stream("Pension", 90000, 60),)}),
    "retired with a modest goal": ("retiree70", {"income": (), "target_retirement_income": Decimal(40000)}),
    "retired and spending more": ("retiree70", {"target_retirement_income": Decimal(100000)}),
    "later income": ("demo", {"income": (stream("Rent", 12000, 70, 80), stream("Trust", 5000, 99))}),
    "cash without a goal": ("all_cash", {"target_retirement_income": None}),
    "a taxed couple": (
        "retiree70",
        {
            "household": HouseholdInputs.model_validate({
                "has_partner": True, "partner": {"birth_year": 1959, "social_security": {"monthly": 900}},
                "state_rate": "0.05", "premiums": {"medicare_other": 2400},
            })
        },
    ),
    "retired with an entered benefit": (
        "retiree70",
        {
            "income": (stream("Old SSA letter", 12000, 66), stream("Pension", 9000, 60)),
            "household": HouseholdInputs.model_validate({
                "social_security": {"monthly": 2500, "at": "now", "claim_age": 67}, "has_partner": True,
                "partner": {
                    "birth_year": 1966, "retirement_age": 63, "wage": 30000,
                    "social_security": {"monthly": 1200, "claim_age": 62},
                },
            }),
        },
    ),
    "retired early with premiums": (
        "all_cash",
        {
            "years_until_retirement": 0, "income": (),
            "household": HouseholdInputs.model_validate({
                "social_security": {"monthly": 2000, "claim_age": 70}, "premiums": {"before_65": 9000},
            }),
        },
    ),
    "retired early with penalties": ("demo", {"years_until_retirement": 7, "household": HouseholdInputs(sex="F")}),
}  # fmt: skip
VERDICTS = set()


@pytest.mark.sweep(4)
@pytest.mark.parametrize("name", PLANS)
def test_claims_agree_with_their_oracles(name):
    household, changes = PLANS[name]
    snapshot = build_snapshot(read_households()[household], now=NOW)
    profile = snapshot.profile.model_copy(update=changes)
    case = build_claim_case(snapshot.model_copy(update={"profile": profile}))
    raw = raw_of(case)
    for kind_name, oracle in ORACLES.items():
        for claim in KINDS[kind_name].options(case):
            expected = oracle(claim.arguments, raw)
            try:
                statement = say(claim, case)
            except CannotSay as refusal:
                assert expected is None, (kind_name, claim.arguments, refusal.reason, refusal.explanation)
                continue
            assert expected is not None, statement.text()
            assert statement.verdict == expected.verdict, statement.text()
    for statement in sayable(case):
        if statement.kind in ORACLES:
            VERDICTS.add((statement.kind, statement.verdict))
            expected = ORACLES[statement.kind](statement.arguments, raw)
            for place in range(len(statement.phrasings)):
                text = statement.text(place)
                assert contradictions(text, expected, (*case.situation.names, "401(k)")) == [], text
