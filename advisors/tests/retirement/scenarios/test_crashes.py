"""What a mix did in the worst years is that of the published returns."""

from dataclasses import replace

import pytest

from advisors.retirement.facts.crashes import CRASH_YEARS, crash_facts
from advisors.retirement.markets.asset_mapping import PortfolioMix
from advisors.tests.support import cases as people

PUBLISHED = {
    ("us_equity", 1931): -43.84, ("us_equity", 1974): -25.90, ("us_equity", 2008): -36.55,
    ("us_tips", 1931): -2.56, ("us_tips", 1974): 1.99, ("us_tips", 2008): 20.10,
    ("cash", 1931): 2.31, ("cash", 1974): 7.85, ("cash", 2008): 1.37,
}  # fmt: skip
"""Nominal per cent of the S&P 500, the 10-year Treasury and 3-month bills: A. Damodaran, annual returns."""


@pytest.fixture(scope="module")
def baseline():
    return people.case(people.retiree(), paths=200, examined=False)[1]


def crash_of(baseline, weights, year):
    facts = {
        fact.id: float(fact.value) for fact in crash_facts(replace(baseline, mix=PortfolioMix(weights, 200_000, 0)))
    }
    return facts[f"crash.{year}.change"], facts[f"crash.{year}.dollars"]


@pytest.mark.parametrize(("name", "year"), PUBLISHED)
def test_a_class_fell_as_published(baseline, name, year):
    change, dollars = crash_of(baseline, {name: 1.0}, year)
    assert change == pytest.approx(PUBLISHED[name, year], abs=0.015)
    assert dollars == pytest.approx(2_000 * PUBLISHED[name, year], abs=40)


@pytest.mark.parametrize("year", CRASH_YEARS)
def test_a_mix_falls_by_its_parts(baseline, year):
    change, _ = crash_of(baseline, {"us_equity": 0.6, "us_tips": 0.3, "cash": 0.1}, year)
    parts = 0.6 * PUBLISHED["us_equity", year] + 0.3 * PUBLISHED["us_tips", year] + 0.1 * PUBLISHED["cash", year]
    assert change == pytest.approx(parts, abs=0.02)


def test_the_crashes_are_those_three():
    assert CRASH_YEARS == (1931, 1974, 2008)
