"""Portfolio arithmetic agrees with the acceptance vectors that have closed forms."""

from decimal import Decimal

import pytest

from advisors.tests.support.finance_vectors import EXACT, vector
from portfolios.risk.concentration import compute_concentration
from portfolios.risk.costs import compute_fees, fee_drag
from portfolios.risk.volatility import Expectations, expected_risk
from portfolios.tests.support.sample_portfolios import like, owned
from portfolios.valuation.drift import compute_drifts

pytestmark = pytest.mark.slow


def exactly(number):
    return Decimal(str(number))


def near(expected):
    return pytest.approx(expected, rel=EXACT)


def test_a06_fee_drag_over_years():
    params, expected = vector("A06")
    drag = fee_drag(exactly(params["W0"]), exactly(params["r"]), exactly(params["fee"]), params["years"])
    assert float(drag.value_without_fees) == near(expected["fv_gross"])
    assert float(drag.value_after_fees) == near(expected["fv_net"])
    assert float(drag.lost) == near(expected["lost_dollars"])
    assert float(drag.lost_share) == near(expected["lost_fraction"])


def test_c01_mean_and_volatility_of_a_mix():
    params, expected = vector("C01")
    names = tuple(params["assets"])
    expectations = Expectations(names, tuple(params["mu"]), tuple(params["sd"]), tuple(map(tuple, params["corr"])))
    result = expected_risk(dict(zip(names, params["weights"], strict=True)), expectations)
    assert (result.arithmetic, result.volatility) == near((expected["port_mean"], expected["port_sd"]))


def test_h01_concentration_measures():
    params, expected = vector("H01")
    result = compute_concentration(map(exactly, params["weights"]))
    assert result.herfindahl == near(expected["hhi"])
    assert result.herfindahl * 10_000 == near(expected["hhi_10000"])
    assert result.effective == near(expected["effective_n"])
    assert (result.top[5], result.top[10]) == near((expected["top5"], expected["top10"]))


def test_h03_weighted_expense_ratio():
    params, expected = vector("H03")
    *funds, cash = params["positions"]
    instruments = [like("VTI", f"{fund['symbol']}1", expense_ratio=exactly(fund["expense_ratio"])) for fund in funds]
    quantities = {item.symbol: fund["value"] for item, fund in zip(instruments, funds, strict=True)}
    result = compute_fees(owned(("taxable", cash["value"], quantities), unlisted=instruments))
    assert (float(result.ratio), float(result.yearly)) == near((expected["weighted_er"], expected["annual_cost"]))


def test_h04_drift_and_the_trades_that_close_it():
    params, expected = vector("H04")
    amounts, targets = ({key: exactly(item) for key, item in params[name].items()} for name in ("values", "target"))
    result = {drift.key: drift for drift in compute_drifts(amounts, targets)}
    for key, drift in result.items():
        assert float(drift.weight) == near(expected["weights"][key])
        assert float(100 * drift.drift) == near(expected["drift_pp"][key])
        assert drift.breached is expected["trigger"][key]
        assert float(drift.gap) == near(expected["full_rebalance_trades"][key])
    assert float(sum(abs(drift.drift) for drift in result.values()) / 2) == near(expected["half_sum_abs"])
