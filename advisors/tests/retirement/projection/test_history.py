"""Replays of plans on past years: the Trinity table, the worst starts, own files, and errors."""

import csv
from pathlib import Path

import numpy as np
import pytest

from advisors.retirement.projection.engine import project
from advisors.retirement.projection.historical_replay import (
    STORED_SERIES,
    HistoryError,
    load_return_history,
    notable_start_years,
    worst_start_years,
)
from advisors.tests.support.retirement_plans import history_plan, lognormal_plan

TRINITY = Path(__file__).parents[2] / "data" / "trinity_1998_table3.csv"


@pytest.fixture(scope="module")
def until_1995(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines = STORED_SERIES["us_1928_2024"].read_text(encoding="utf-8").splitlines()
    path = tmp_path_factory.mktemp("history") / "until_1995.csv"
    early = [line for line in lines if not line[:4].isdigit() or int(line[:4]) <= 1995]
    path.write_text("\n".join(early), encoding="utf-8")
    return path


def trinity_errors(until_1995: Path) -> list[float]:
    """Return absolute errors in points, with Baa bonds for the paper's high-grade corporate bonds."""
    rows = csv.DictReader(line for line in TRINITY.read_text(encoding="utf-8").splitlines() if line[0] != "#")
    errors = []
    for row in rows:
        stocks, rate = float(row["stock_share"]), float(row["withdrawal_rate"])
        if stocks >= 0.5 and 0.03 <= rate <= 0.07:
            plan = history_plan(stocks, until_1995, retirement_years=int(row["years"]), spending=rate * 1_000_000)
            errors.append(abs(100 * project(plan, fan="none").success.probability - float(row["success_percent"])))
    return errors


def test_the_trinity_table_is_reproduced(until_1995: Path, capsys: pytest.CaptureFixture[str]) -> None:
    errors = trinity_errors(until_1995)
    with capsys.disabled():
        print(f"\nTrinity 1998: mean absolute error {np.mean(errors):.2f} points over {len(errors)} cells")  # noqa: T201
    assert len(errors) == 60
    assert np.mean(errors) <= 2.0


def test_every_start_with_a_full_horizon_is_run() -> None:
    projection = project(history_plan(0.5))
    assert projection.by_start_year is not None
    assert [run.start for run in projection.by_start_year] == list(range(1928, 1996))
    assert projection.success.periods == 68
    assert projection.success.successes == sum(run.success for run in projection.by_start_year)


def test_history_has_no_standard_error() -> None:
    success = project(history_plan(0.5)).success
    assert (success.standard_error, success.interval, success.paths) == (None, None, None)


def test_paths_and_seed_change_nothing() -> None:
    assert project(history_plan(0.6)).by_start_year == project(history_plan(0.6, seed=9, paths=5)).by_start_year


def test_the_retiree_of_1966_is_the_worst_off() -> None:
    worst = worst_start_years(project(history_plan(0.5)))
    assert worst[0][0].start == 1966
    assert "1960s" in worst[0][1]
    assert worst[0][0].years_funded == 29
    assert not worst[0][0].success


def test_infamous_start_years_are_named() -> None:
    runs = notable_start_years(project(history_plan(0.5, retirement_years=20)))
    assert [run.start for run, _ in runs] == [1929, 1966, 1973, 2000]


def test_one_replay_is_plain_arithmetic() -> None:
    past = load_return_history("us_1928_2024").columns["stocks"]
    wealth = 1_000_000.0
    for growth in past[38:68]:
        wealth = wealth * (1 + growth) - 30_000
    runs = project(history_plan(1.0, spending=30_000)).by_start_year
    assert runs is not None
    assert runs[38].terminal == pytest.approx(wealth, rel=1e-12)


def test_historical_sustainable_spending_succeeds() -> None:
    outcome = project(history_plan(0.5)).outcome
    assert outcome is not None
    assert outcome.max_spending is not None
    lowest = float(outcome.max_spending.min())
    assert project(history_plan(0.5, spending=lowest)).success.probability == 1
    assert project(history_plan(0.5, spending=lowest + 1)).success.probability < 1


def test_nominal_columns_are_deflated(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("# own\nyear,inflation,fund\n2001,0.02,0.10\n2002,0.03,0.05\n", encoding="utf-8")
    returns = {"kind": "history", "csv": str(path), "weights": {"fund": 1.0}, "terms": "nominal"}
    plan = lognormal_plan(start_value=100, spending=0, retirement_years=2, returns=returns)
    assert project(plan).terminal.mean == pytest.approx(100 * 1.10 / 1.02 * 1.05 / 1.03, rel=1e-12)
    assert project(plan).fan.nominal["50"][2] == pytest.approx(100 * 1.10 * 1.05, rel=1e-12)


def test_a_horizon_beyond_the_data_is_refused() -> None:
    with pytest.raises(HistoryError, match="retirement_years"):
        project(history_plan(0.5, retirement_years=98))


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("year,fund\n2001,0.1\n", "returns.csv"),
        ("year,inflation,stocks\n", "returns.csv"),
        ("year,inflation,stocks\n2001,0.1,x\n", "returns.csv"),
        ("year,inflation,stocks\n2001,0.1\n", "returns.csv"),
        ("year,inflation,stocks\n2001,0.1,nan\n", "returns.csv"),
        ("year,inflation,stocks\n2001,0.1,0.1\n2003,0.1,0.1\n", "returns.csv"),
        ("year,inflation,bonds\n2001,0.1,0.1\n", "returns.weights"),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str, field: str) -> None:
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(HistoryError) as error:
        project(history_plan(0.5, path, retirement_years=1))
    assert error.value.field == field


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="cannot read"):
        project(history_plan(0.5, tmp_path / "none.csv"))
