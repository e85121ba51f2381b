"""The command `update_prices` stores prices, reports each outcome and fails with the provider."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from portfolios.models import PriceQuote
from portfolios.pricing.calendar import recent_weekdays
from portfolios.tests.support.market_prices import priced

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command("update_prices", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_needs_a_provider_key(catalogue):
    assert "No price provider is set" in run()
    assert "No price provider is set" in run("--symbol", "VTI")
    assert not PriceQuote.objects.exists()


def test_the_command_reports_every_outcome(market):
    old = timezone.now().date() - timedelta(days=30)
    for symbol in ("AAA", "BBB", "CCC", "DDD"):
        priced(symbol, day=old)
    market.closes = {"AAA": 101, "BBB": 900, "CCC": -1}
    output = run()
    assert f"1 prices of {recent_weekdays(timezone.now())[0]} from massive" in output
    assert "BBB is held back for staff: 9 times the last price" in output
    assert "CCC is refused: -1 is not a price" in output
    assert "so the last price stays: DDD" in output


def test_the_command_takes_a_symbol_and_a_day(market):
    vti, bnd, market.closes = priced("VTI", day=date(2026, 1, 2)), priced("BND"), {"VTI": 101, "BND": 102}
    run("--symbol", "vti", "--date", "2026-02-03")
    assert vti.quotes.get().date == date(2026, 2, 3)
    assert not bnd.quotes.exists()


@pytest.mark.parametrize("arguments", [("--date", "2999-01-01"), ("--date", "soon"), ("--symbol", "NONE")])
def test_the_command_refuses_bad_arguments(market, arguments):
    priced("VTI")
    with pytest.raises(CommandError):
        run(*arguments)


@pytest.mark.faults
def test_the_command_fails_when_the_provider_does(market):
    priced("VTI")
    market.status = 500
    with pytest.raises(CommandError, match="is out of order.*Prices stay as they are"):
        run()
