"""The monthly bill: its prices, its arithmetic and its table."""

from dataclasses import replace
from decimal import Decimal
from io import StringIO
from math import exp

import pytest
from django.core.management import CommandError, call_command

from alex.aws.costs.bill import ALARMS, ENDPOINTS, FIREWALL_RULES, SECRETS, Switches, compute_bill, total
from alex.aws.costs.prices import load_prices
from alex.aws.costs.table import USUAL_USERS, format_switches, format_table
from alex.aws.costs.usage import HOURS, Usage
from alex.tests.support.terraform_files import INFRA, all_blocks, blocks, constants


@pytest.fixture
def prices():
    return load_prices()


def bill(prices, users=1_000, analyses=4, **switches):
    lines = compute_bill(Usage(users, analyses), replace(Switches(), **switches), prices)
    return {line.name: line.dollars for line in lines}


def test_each_price_has_a_source_and_a_day(prices):
    assert all(price.source and price.as_of for price in prices.prices)
    assert len({price.name for price in prices.prices}) == len(prices.prices)


def test_what_is_always_free_is_deducted(prices):
    price = prices.find("sqs_request")
    assert price.cost(1_000_000) == 0
    assert price.cost(3_000_000) == Decimal("0.80")


def test_the_language_model_costs_its_tokens(prices):
    usage = Usage(100, 4)
    tokens_in, tokens_out = usage.tokens
    assert tokens_in > tokens_out > 0
    expected = tokens_in * 0.8e-6 + tokens_out * 3.2e-6
    assert float(bill(prices, 100)["Language model"]) == pytest.approx(expected)
    assert bill(prices, 100, model=False)["Language model"] == 0


def test_the_firewall_costs_nine_dollars_idle(prices):
    assert bill(prices, users=0)["Firewall"] == 9
    assert bill(prices, users=0, waf=False)["Firewall"] == 0


@pytest.mark.parametrize(("nat", "zones", "dollars"), [
    ("none", 1, ENDPOINTS * HOURS * 0.01), ("none", 2, 2 * ENDPOINTS * HOURS * 0.01),
    ("gateway", 1, HOURS * (0.045 + 0.005)), ("instance", 1, HOURS * (0.0042 + 0.005) + 0.64),
])  # fmt: skip
def test_each_way_out_has_its_floor(prices, nat, zones, dollars):
    assert float(bill(prices, users=0, nat=nat, zones=zones)["Way out"]) == pytest.approx(dollars)


def test_the_database_sleeps_as_poisson_says():
    usage = Usage(100, 4)
    load = usage.visits / HOURS * usage.habits.visit_hours + usage.habits.daily_round_hours / 24
    assert usage.awake_share == pytest.approx(1 - exp(-load))
    assert Usage(0, 0).awake_share < 0.01 < Usage(0, 0, researches=True).awake_share < 0.1
    assert Usage(100_000, 4).acu_hours > HOURS / 2


def test_more_people_cost_more_in_all(prices):
    sums = [total(compute_bill(Usage(users, 4), Switches(), prices)) for users in (0, 100, 1_000, 10_000)]
    assert sums == sorted(sums) and len(set(sums)) == 4


def test_counted_parts_are_those_of_infra():
    secrets = [name for kind, name, _ in all_blocks() if kind == "aws_secretsmanager_secret"]
    assert len(secrets) + 1 == SECRETS  # and the one that RDS makes for the owner
    assert len(constants()["alarms"]) + len(constants()["functions"]) == ALARMS
    assert len(constants()["firewall_rules"]) + 1 == FIREWALL_RULES
    assert len(blocks("variable")["interface_endpoints"]["default"]) == ENDPOINTS


def test_the_command_prints_four_sizes():
    out = StringIO()
    call_command("costs", stdout=out)
    assert "| USD a month | idle | 100 users | 1,000 users | 10,000 users |" in out.getvalue()
    assert "| waf = true | 9.00 |" in out.getvalue()


def test_the_command_takes_numbers_of_its_own():
    out = StringIO()
    call_command("costs", "--users", "250", "--analyses", "1", "--no-model", stdout=out)
    assert "| USD a month | idle | 250 users |" in out.getvalue()
    with pytest.raises(CommandError):
        call_command("costs", "--users", "-1")


def test_the_tables_in_the_docs_are_current(prices):
    documented = (INFRA.parent / "docs" / "costs.md").read_text()
    for line in [*format_table(USUAL_USERS, 4, Switches(), prices), *format_switches(prices)]:
        assert line in documented
