"""Trades, key figures and sensitivities on the analysis page."""

import json

import pytest
from django.urls import reverse

from advisors.claims.own_trades import build_own_plans
from advisors.planner.output import KeyFigure
from analysis.payloads import RetirementPayload, SummaryPayload
from analysis.tests.support import stored_analyses
from portfolios.tests.support.sample_portfolios import owned, with_costs

HOSTILE = "<b onclick=alert(1)>Roth</b>"
SIXTY_FORTY = {"equity": 60, "fixed_income": 40}


def build_plans(*accounts, targets=SIXTY_FORTY):
    return [*build_own_plans(with_costs(owned(*accounts, targets=targets), {"VTI": 8000}))]


def open_tab(client, user, tab, **columns):
    job = stored_analyses.completed(user, **columns)
    return client.get(reverse("analysis", args=[job.pk]), {"tab": tab}).content.decode()


def with_plans(plans, **more):
    return {"summary_payload": SummaryPayload(content="You own it.", rebalancing=plans, **more)}


@pytest.fixture
def drifted():
    targets = {"equity": 60, "fixed_income": 28, "real_estate": 12}
    return build_plans((HOSTILE, 400, {"VTI": 8000, "BND": 680, "VNQ": 920}), targets=targets)


def test_the_three_plans_show_their_trades(as_alice, alice, drifted):
    text = open_tab(as_alice, alice, "recommendations", **with_plans(drifted))
    for name in ("New money first", "Fewest trades", "All the way", "Stocks: above your target."):
        assert name in text
    assert '<span class="badge sell">Sell</span> VTI</td><td class="num">2,000</td>' in text
    assert '<td class="num">80.0%</td><td class="num">60.0%</td><td class="num">60.0%</td>' in text


def test_a_name_in_a_trade_is_text(as_alice, alice, drifted):
    text = open_tab(as_alice, alice, "recommendations", **with_plans(drifted))
    assert HOSTILE not in text
    assert "&lt;b onclick=alert(1)&gt;Roth&lt;/b&gt;" in text


def test_a_plan_without_trades_says_why(as_alice, alice):
    plans = build_plans(("roth_ira", 0, {"VTI": 10_000}))
    text = open_tab(as_alice, alice, "recommendations", **with_plans(plans))
    assert "No trade within your accounts and your minimum trade size brings you closer this way." in text
    assert "Bonds: 0.0% instead of 40.0%." in text
    assert "Choose one to close this gap." in text


def test_a_sale_that_may_be_taxed_stands_out(as_alice, alice):
    plans = build_plans(("taxable", 0, {"VTI": 8000, "BND": 2000}))
    assert "$2,000 where a sale may be taxed" in open_tab(as_alice, alice, "recommendations", **with_plans(plans))


def test_without_targets_no_plan_is_shown(as_alice, alice):
    assert "back to your targets" not in open_tab(as_alice, alice, "recommendations", **with_plans([]))


def test_plan_amounts_are_json_numbers(drifted):
    minimal = json.loads(SummaryPayload(content="", rebalancing=drifted).model_dump_json())["rebalancing"][1]
    assert minimal["sold"] == minimal["trades"][0]["dollars"] == 2000
    assert SummaryPayload.model_validate({"content": "", "rebalancing": [minimal]}).rebalancing[0] == drifted[1]


def test_the_key_figures_are_beside_the_report(as_alice, alice):
    figures = [KeyFigure(fact="risk.score", label="Risk, one to ten", text="7", formula="1 + x")]
    text = open_tab(as_alice, alice, "overview", **with_plans([], key_figures=figures))
    assert "<dt>Risk, one to ten</dt><dd>7</dd>" in text


def swing(name, success, income):
    return {"name": name, "label": name, "success": success, "standard_error": 0.001, "estimated_income": income}


@pytest.mark.parametrize(("success", "expected"), [(-0.127, "−12.7 points"), (None, "−$900")])
def test_the_sensitivity_chart_is_described(as_alice, alice, success, expected):
    payload = RetirementPayload(
        analysis="", swings=[swing("saving a tenth less", success and success / 2, -100), swing("fees", success, -900)]
    )
    text = open_tab(as_alice, alice, "retirement", retirement_payload=payload)
    assert text.index(expected) < text.index('<th scope="row">saving a tenth less')


def test_unmodelled_topics_are_in_a_box(as_alice, alice):
    payload = RetirementPayload(analysis="", not_modelled=["taxes", "other currencies"])
    text = open_tab(as_alice, alice, "retirement", retirement_payload=payload)
    assert "<strong>Not modeled:</strong> taxes, other currencies." in text
