"""Social Security equals acceptance vectors, by the month."""

import json
from pathlib import Path

import pytest

from advisors.retirement.tax_law.law import load_law
from advisors.retirement.tax_law.social_security import Worker, own_factor, survivor_benefit, survivor_factor
from advisors.tests.support.tax_vectors import compare_social_security

LAW = load_law(2026)
RULES = LAW.social_security
VECTORS = Path(__file__).parents[2] / "data" / "tax" / "social_security_vectors.json"


def test_all_benefit_vectors_agree() -> None:
    document = json.loads(VECTORS.read_text(encoding="utf-8"))
    assert list(compare_social_security(document, LAW)) == []
    document["survivors"][0]["paid_monthly"] += 1
    assert [deviation.figure for deviation in compare_social_security(document, LAW)] == ["paid"]


def test_own_benefits_rise_with_every_month() -> None:
    factors = [own_factor(RULES, 1957, months) for months in range(62 * 12, 70 * 12 + 1)]
    assert factors == sorted(set(factors))
    assert own_factor(RULES, 1957, 71 * 12) == factors[-1]


@pytest.mark.parametrize(("compute", "months"), [(own_factor, 743), (survivor_factor, 719)])
def test_a_claim_before_the_first_age_is_refused(compute, months: int) -> None:
    with pytest.raises(ValueError, match="cannot be claimed before age"):
        compute(RULES, 1960, months)


def test_a_survivor_at_63_and_ten_months() -> None:
    benefit = survivor_benefit(RULES, Worker(3_000, 1958, 800), 75 * 12, 1960, 63 * 12 + 10)
    assert 12 * benefit == pytest.approx(31_639.50, abs=0.01)
