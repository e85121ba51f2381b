"""Social Security is asked for once, and only where it is not known."""

from decimal import Decimal

import pytest

from advisors.actions.advise import judge_actions
from advisors.tests.actions.households import COMPANY_HOLDER, ENTERED, find, make_case, names_of, text_of
from portfolios.household.inputs import Benefit, Partner

pytestmark = pytest.mark.slow

BENEFIT = Benefit(monthly=Decimal(2_000))
YOUNG, OLD = Partner(birth_year=1981), Partner(birth_year=1950)
PAID = Partner(birth_year=1981, social_security=BENEFIT)


@pytest.mark.parametrize(
    ("own", "partner", "title", "reason"),
    [
        (None, YOUNG, "your and your partner's Social Security estimates.", "counts none so far"),
        (BENEFIT, YOUNG, "your partner's Social Security estimate.", "counts only yours so far"),
        (None, PAID, "your Social Security estimate.", "only your partner's so far"),
        (None, None, "your Social Security estimate.", "counts none so far"),
        (BENEFIT, None, None, None), (BENEFIT, OLD, None, None),
        (BENEFIT, PAID, None, None),
    ],
)  # fmt: skip
def test_only_unknown_social_security_is_asked_for(own, partner, title, reason):
    entered = {"social_security": own, "partner": partner, "has_partner": partner is not None}
    advice = judge_actions(make_case(COMPANY_HOLDER, incomes=(), household=ENTERED.model_copy(update=entered)))
    if title is None:
        assert "record_income" not in names_of(advice)
        return
    asked = find(advice, "record_income")
    assert asked.title.text() == f"Enter {title}"
    assert reason in text_of(asked)
