"""Four paths year by year, each year with its reason in words."""

import pytest

from advisors.retirement.markets.draws import draw
from advisors.retirement.projection.engine import project
from advisors.retirement.projection.path_detail import PathDetail, build_path_details
from advisors.tests.support.retirement_plans import class_plan, fixed_plan, history_plan


def paths_by_name(**changes: object) -> dict[str, PathDetail]:
    return {path.name: path for path in build_path_details(class_plan(**changes))}


def test_the_four_paths_are_ordered() -> None:
    paths = paths_by_name()
    assert list(paths) == ["worst", "10th", "median", "90th"]
    ends = [path.years[-1].end for path in paths.values()]
    assert ends == sorted(ends)


def test_each_year_begins_where_the_last_ended() -> None:
    for path in paths_by_name().values():
        assert path.years[0].start == 300_000
        for before, after in zip(path.years, path.years[1:], strict=False):
            assert after.start == before.end


def test_a_path_is_one_of_the_projection() -> None:
    plan = class_plan()
    outcome = project(plan).outcome
    assert outcome is not None
    for path in build_path_details(plan, draw(plan)):
        assert path.years[-1].end == pytest.approx(outcome.terminal[path.path], rel=1e-12)
        assert sum(year.spent for year in path.years) == pytest.approx(outcome.lifetime_spending[path.path])


def test_worst_path_tells_when_money_runs_short() -> None:
    worst = paths_by_name(spending=90_000)["worst"]
    first = next(year for year in worst.years if not year.funded)
    assert first.why.startswith("The money ran short")


def test_guardrails_give_their_reasons() -> None:
    reasons = {
        year.why.split(".")[0] for path in build_path_details(class_plan(rule="guardrails")) for year in path.years
    }
    assert any(reason.startswith("Spending was cut because") for reason in reasons)
    assert any(reason.startswith("Spending was raised because") for reason in reasons)


def test_a_share_rule_explains_its_changes() -> None:
    paths = paths_by_name(rule="constant_percent", rule_options={"rate": 0.05})
    assert any("follows the portfolio" in year.why for year in paths["median"].years)


def test_words_and_figures_agree() -> None:
    year = build_path_details(fixed_plan(0.1, retirement_years=1))[0].years[0]
    assert year.why == ("Markets gained 10.0% after inflation, $40,000 was taken out: the portfolio grew by $60,000.")


def test_a_replay_is_named_by_its_start_year() -> None:
    worst = build_path_details(history_plan(0.5))[0]
    assert worst.path == 1966
    assert len(worst.years) == 30
