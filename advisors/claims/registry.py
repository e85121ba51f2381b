"""All kinds of claims, and how to say one."""

from contextlib import suppress

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim
from advisors.claims.data import assumptions, prices, quality
from advisors.claims.holdings import (
    cash,
    drifts,
    own,
    performance,
    plan_results,
    purposes,
    ranks,
    saving,
    shares,
    targets,
    tilts,
    trades,
)
from advisors.claims.plan import (
    changes,
    comparisons,
    draw,
    frame,
    gap,
    goal,
    income,
    limits,
    near_money,
    on_track,
    past,
    swings,
    taxes,
    values,
)
from advisors.claims.risks import coins, company, crash, fees, funds, gains, risk, taxed_accounts, withdrawals
from advisors.claims.statement import CannotSay, Statement

MODULES = (
    own, performance, purposes, saving, cash, shares, ranks, tilts, targets, drifts, trades, plan_results, company,
    coins, risk, crash, fees, funds, gains, taxed_accounts, withdrawals, on_track, goal, gap, frame, limits, values,
    income, draw, near_money, taxes, changes, comparisons, swings, past, prices, assumptions, quality,
)  # fmt: skip
KINDS: dict[str, type[Claim]] = {kind.name: kind for module in MODULES for kind in module.KINDS}


def say(claim: Claim, case: ClaimCase) -> Statement:
    """Return what is true. Raises CannotSay with the reason if the data do not support the claim."""
    return claim.judge(case).in_currency(case.currency)


def parse_claim(name: str, arguments: dict[str, str]) -> Claim:
    """Build a claim from its name and arguments. Raises CannotSay for an unknown kind or argument."""
    kind = KINDS.get(name)
    if kind is None:
        raise CannotSay("bad_argument", f"there is no claim {name}")
    try:
        return kind.model_validate(arguments)
    except ValueError as error:
        raise CannotSay("bad_argument", f"{name} does not take {arguments}") from error


def sayable(case: ClaimCase) -> tuple[Statement, ...]:
    """Return every statement that is true of this person, kind by kind. Many holdings make thousands."""
    return case.once(list_statements)


def list_statements(case: ClaimCase) -> tuple[Statement, ...]:
    statements = []
    for kind in KINDS.values():
        for claim in kind.options(case):
            with suppress(CannotSay):
                statements.append(say(claim, case))
    return tuple(statements)


def weight(statement: Statement) -> int:
    """Return how much a person must hear a statement, 0 to 100."""
    return KINDS[statement.kind].weights.get(statement.verdict, 0)
