"""All kinds of claims, and how to say one."""

from collections.abc import Iterator

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim
from advisors.claims.kinds import (
    cash,
    changes,
    concentration,
    costs,
    data,
    mix,
    own,
    plans,
    projection,
    retirement,
    retirement_income,
    risk,
    swings,
    targets,
    taxes,
)
from advisors.claims.statement import CannotSay, Statement

MODULES = (
    own, cash, mix, targets, plans, concentration, risk, costs, taxes, retirement, projection, retirement_income,
    changes, swings, data,
)  # fmt: skip
KINDS: dict[str, type[Claim]] = {kind.name: kind for module in MODULES for kind in module.KINDS}


def say(claim: Claim, case: ClaimCase) -> Statement:
    """Return what is true. Raises CannotSay with the reason if the data do not support the claim."""
    return claim.judge(case)


def parse_claim(name: str, arguments: dict[str, str]) -> Claim:
    """Build a claim from its name and arguments. Raises CannotSay for an unknown kind or argument."""
    kind = KINDS.get(name)
    if kind is None:
        raise CannotSay("bad_argument", f"there is no claim {name}")
    try:
        return kind.model_validate(arguments)
    except ValueError as error:
        raise CannotSay("bad_argument", f"{name} does not take {arguments}") from error


def sayable(case: ClaimCase) -> Iterator[Statement]:
    """Yield every statement that is true of this person, kind by kind."""
    for kind in KINDS.values():
        for claim in kind.options(case):
            try:
                yield say(claim, case)
            except CannotSay:
                continue


def weight(statement: Statement) -> int:
    """Return how much a person must hear a statement, 0 to 100."""
    return KINDS[statement.kind].weights.get(statement.verdict, 0)
