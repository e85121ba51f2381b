"""Comparisons of plans, the earliest retirement, and sensitivities."""

from math import sqrt

import pytest

from advisors.retirement.inputs.returns import ClassReturns
from advisors.retirement.markets.draws import DrawsMismatchError, draw
from advisors.retirement.projection.deterministic import compute_deterministic_line
from advisors.retirement.projection.engine import project
from advisors.retirement.projection.projection_result import Projection
from advisors.retirement.scenarios.change_kinds import SENSITIVITY_CHANGES
from advisors.retirement.scenarios.changes import (
    with_equity_shift,
    with_higher_inflation,
    with_higher_volatility,
    with_lower_return,
)
from advisors.retirement.scenarios.compare import (
    compare_plans,
    compute_difference,
    find_earliest_retirement,
    with_retirement_in,
)
from advisors.retirement.scenarios.sensitivity import compute_sensitivities
from advisors.tests.support.retirement_plans import class_plan, history_plan, lognormal_plan


def test_a_plan_does_not_differ_from_itself() -> None:
    same = compare_plans(class_plan(), class_plan())
    assert (same.success, same.standard_error, same.gained, same.lost) == (0, 0, 0, 0)


def test_spending_less_gains_paths_and_loses_none() -> None:
    comparison = compare_plans(class_plan(), class_plan(spending=50_000))
    assert comparison.gained > 0 == comparison.lost
    assert comparison.success == pytest.approx(comparison.after.probability - comparison.before.probability)
    assert comparison.terminal_median > 0


def test_the_paired_error_is_small() -> None:
    result = compare_plans(class_plan(paths=10_000), class_plan(paths=10_000, spending=53_000))
    share = result.gained / 10_000
    assert result.standard_error == pytest.approx(sqrt(share * (1 - share) / 10_000))
    assert result.before.standard_error is not None and result.after.standard_error is not None
    assert result.standard_error is not None
    assert result.standard_error < 0.5 * sqrt(result.before.standard_error**2 + result.after.standard_error**2)


def test_plans_on_other_paths_are_not_compared() -> None:
    with pytest.raises(DrawsMismatchError, match="seed"):
        compare_plans(class_plan(), class_plan(seed=2))
    with pytest.raises(DrawsMismatchError, match="labels"):
        compare_plans(class_plan(), lognormal_plan())
    stored = Projection.model_validate(project(class_plan()).as_json())
    with pytest.raises(ValueError, match="same paths"):
        compute_difference(stored, stored)


def test_history_is_compared_without_an_error() -> None:
    result = compare_plans(history_plan(0.5), history_plan(0.5, spending=45_000))
    assert result.standard_error is None
    assert result.lost > 0


def test_a_projection_survives_its_own_json() -> None:
    projection = project(class_plan())
    assert Projection.model_validate(projection.as_json()).as_json() == projection.as_json()


def test_earliest_retirement_reaches_the_target() -> None:
    plan = class_plan(spending=60_000)
    draws = draw(plan)
    result = find_earliest_retirement(plan, 0.85, draws)
    assert result is not None
    assert result.success.probability >= 0.85
    assert project(with_retirement_in(plan, result.years_to_retirement - 1), draws=draws).success.probability < 0.85


def test_a_rich_person_can_retire_today() -> None:
    result = find_earliest_retirement(class_plan(spending=1_000))
    assert result is not None
    assert result.years_to_retirement == 0


def test_an_unreachable_target_has_no_retirement() -> None:
    assert find_earliest_retirement(class_plan(spending=5_000_000)) is None


def test_flexible_rules_have_an_earliest_year() -> None:
    plan = lognormal_plan(start_value=500_000, years_to_retirement=10, retirement_years=15, contribution=30_000,
                          rule="vpw", rule_options={"age": 70, "stock_weight": 0.5}, paths=1_000)  # fmt: skip
    result = find_earliest_retirement(plan, 0.9)
    assert result is not None
    assert with_retirement_in(plan, 4).rule_options["age"] == 64


def test_sensitivities_are_sorted_by_their_effect() -> None:
    result = {swing.name: swing.difference for swing in compute_sensitivities(class_plan())}
    assert set(result) == set(SENSITIVITY_CHANGES)
    effects = [abs(change.success) for change in result.values()]
    assert effects == sorted(effects, reverse=True)
    for worse in ("lower_return", "higher_inflation", "higher_fee", "spend_more", "save_less", "retire_earlier"):
        assert result[worse].success < 0
    for better in ("spend_less", "save_more", "retire_later"):
        assert result[better].success > 0


def test_a_change_is_what_its_name_says() -> None:
    plan = class_plan()
    lower, riskier, inflated = with_lower_return(plan), with_higher_volatility(plan), with_higher_inflation(plan)
    assert lower and riskier and inflated
    assert isinstance(plan.returns, ClassReturns)
    assert isinstance(lower.returns, ClassReturns) and isinstance(riskier.returns, ClassReturns)
    assert lower.returns.market().classes[0].growth == pytest.approx(1.048)
    before, after = plan.returns.market().classes[0], riskier.returns.market().classes[0]
    assert (after.arithmetic, after.volatility) == pytest.approx((before.arithmetic, before.volatility + 0.02))
    assert inflated.inflation is not None
    assert inflated.inflation.mean == pytest.approx(0.03416, abs=1e-5)


def test_equities_are_moved_within_what_is_there() -> None:
    shifted = with_equity_shift(class_plan(), 0.10)
    assert shifted is not None
    assert isinstance(shifted.returns, ClassReturns)
    assert shifted.returns.weights["us_equity"] == pytest.approx(0.525)
    assert shifted.returns.weights["us_aggregate_bonds"] == pytest.approx(0.2625)
    all_bonds = class_plan(returns={"kind": "classes", "weights": {"us_aggregate_bonds": 1.0}})
    assert with_equity_shift(all_bonds, -0.10) is None
    assert (
        with_equity_shift(
            class_plan(returns={"kind": "classes", "preset": "conservative", "weights": {"gold": 1}}), 0.1
        )
        is None
    )


def test_senseless_changes_are_left_out() -> None:
    names = {swing.name for swing in compute_sensitivities(history_plan(0.5))}
    assert names == {"higher_fee", "spend_more", "spend_less", "retire_later"}


def test_a_lognormal_median_is_on_the_line() -> None:
    plan = lognormal_plan(spending=0, paths=50_000, retirement_years=20)
    line = compute_deterministic_line(plan)
    median = project(plan).terminal.percentiles["50"]
    assert line.real[20] == pytest.approx(1e6 * (1.05 / sqrt(1 + (0.11 / 1.05) ** 2)) ** 20, rel=1e-9)
    assert median == pytest.approx(line.real[20], rel=4 * 0.105 * sqrt(20) * 1.2533 / sqrt(50_000))


def test_the_line_of_a_class_grows_geometrically() -> None:
    plan = class_plan(returns={"kind": "classes", "weights": {"us_equity": 1.0}}, contribution=0, spending=0, income=[],
                      fee=0.0)  # fmt: skip
    line = compute_deterministic_line(plan)
    assert line.nominal[45] == pytest.approx(300_000 * 1.058**45, rel=1e-9)
    assert line.real[45] == pytest.approx(300_000 * (1.058 / 1.024) ** 45, rel=1e-9)


def test_history_has_a_line_too() -> None:
    assert compute_deterministic_line(history_plan(1.0, spending=0)).real[1] == pytest.approx(1_067_000, abs=1_000)
