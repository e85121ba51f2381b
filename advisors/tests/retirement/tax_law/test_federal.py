"""The federal tax equals acceptance vectors, Tax-Calculator and its own slopes."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisors.retirement.tax_law.federal import Filing
from advisors.retirement.tax_law.law import load_law
from advisors.tests.support.tax_vectors import compare_federal, federal_figures

DATA = Path(__file__).parents[2] / "data" / "tax"
MONEY = st.floats(0, 900_000)


def read_cases(name: str) -> dict[str, object]:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["federal_tax_vectors.json", "random_households.json"])
def test_all_vectors_agree_to_two_cents(name: str) -> None:
    document = read_cases(name)
    assert len(document["cases"]) in (37, 500)
    assert list(compare_federal(document)) == []


def test_exempt_interest_makes_benefits_taxable() -> None:
    case = {"id": "E", "tax_year": 2026, "filing_status": "single", "ages": [66]}
    incomes = {"social_security": 24_000, "traditional": 12_000}
    without = federal_figures({**case, "inputs": incomes})[0]
    exempt = federal_figures({**case, "inputs": {**incomes, "tax_exempt_interest": 5_000}})[0]
    # Provisional income is 24,000 without it, below 25,000, and 29,000 with it.
    assert (without["taxable_social_security"], exempt["taxable_social_security"]) == (0, 2_000)
    assert exempt["magi_irmaa"] == exempt["agi"] + 5_000 == 19_000
    with pytest.raises(KeyError, match="unknown inputs lottery"):
        federal_figures({**case, "inputs": {"lottery": 1}})


def test_a_wrong_figure_is_a_deviation() -> None:
    document = read_cases("federal_tax_vectors.json")
    case = document["cases"][0]
    case["expected"]["federal_tax"] += 0.03
    assert [(d.case, d.figure) for d in compare_federal(document)] == [(case["id"], "federal_tax")]


@settings(deadline=None)
@given(
    status=st.sampled_from(["single", "joint"]), aged=st.integers(0, 2), price=st.floats(0.8, 4), benefits=MONEY,
    ordinary=MONEY, preferred=MONEY, senior=st.booleans(), kind=st.sampled_from(["ordinary", "preferred"]),
)  # fmt: skip
def test_slopes_are_those_of_the_tax(status, aged, price, benefits, ordinary, preferred, senior, kind) -> None:
    filing = Filing(load_law(2026), status, aged, benefits, price=price, has_senior_deduction=senior)
    step = 0.01
    more = (step, 0.0) if kind == "ordinary" else (0.0, step)
    steps = np.arange(3) * 1.0
    split = (1.0, 0.0) if kind == "ordinary" else (0.0, 1.0)
    result = filing.compute(ordinary + more[0] * steps, preferred + more[1] * steps, 1_000.0, split=split)
    total = result.tax + result.surtax
    slopes = np.broadcast_to(result.slope, (3,))
    gained = np.diff(total)
    # Between two steps of the same slope the tax is a straight line; a kink lies between slopes that differ.
    for number in range(2):
        if abs(slopes[number] - slopes[number + 1]) < 1e-9:
            assert gained[number] == pytest.approx(step * slopes[number], abs=1e-7)
        assert -1e-9 <= gained[number] <= step


@settings(deadline=None)
@given(ordinary=MONEY, preferred=MONEY, benefits=st.floats(0, 120_000), factor=st.floats(1, 5))
def test_doubled_prices_and_incomes_double_the_tax(ordinary, preferred, benefits, factor) -> None:
    # In dollars of the law's year a price level that doubles only halves what is frozen; where that is zero anyway,
    # nothing changes. So the real tax never falls when prices rise.
    now = Filing(load_law(2026), "joint", 2, benefits).compute(np.array([ordinary]), np.array([preferred]))
    then = Filing(load_law(2026), "joint", 2, benefits, price=factor).compute(
        np.array([ordinary]), np.array([preferred])
    )
    assert (then.tax + then.surtax >= now.tax + now.surtax - 1e-9).all()


def test_many_households_equal_one_by_one() -> None:
    generator = np.random.default_rng(5)
    ordinary, preferred, benefits = (generator.uniform(0, high, 500) for high in (400_000, 300_000, 90_000))
    price = generator.uniform(0.9, 3, 500)
    both = Filing(load_law(2026), "joint", 2, benefits, price=price, has_senior_deduction=True)
    whole = both.compute(ordinary, preferred, 0.0, split=(1.0, 0.0))
    index = np.arange(0, 500, 7)
    part = both.take(index).compute(ordinary[index], preferred[index], 0.0, split=(1.0, 0.0))
    np.testing.assert_allclose(part.tax + part.surtax, (whole.tax + whole.surtax)[index], rtol=0, atol=1e-8)
    np.testing.assert_allclose(part.slope, whole.slope[index], atol=1e-12)


def test_marginal_rates_name_the_next_dollar() -> None:
    document = read_cases("federal_tax_vectors.json")
    case = next(case for case in document["cases"] if case["id"] == "T13")
    assert federal_figures(case)[1] == pytest.approx(0.12 * 1.85)
