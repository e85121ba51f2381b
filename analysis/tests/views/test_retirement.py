"""The retirement tab shows wealth at retirement only before it, and a household's charts and choices after taxes."""

import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags

from advisors.retirement.stored_household import HouseholdFigures
from analysis.results.figures import FigureLinker
from analysis.tests.results.test_household_charts import figures
from analysis.tests.support import stored_analyses
from portfolios.facts.fact import FactSheet

LEVELS = {"10": 900_000.0, "50": 1_234_567.0, "90": 2_000_000.0}


@pytest.mark.parametrize(("years", "is_shown"), [(10, True), (0, False)])
def test_retirees_see_no_wealth_at_retirement(years, is_shown):
    payload = {
        "analysis": "",
        "success_probability": None,
        "estimated_income": None,
        "at_retirement": LEVELS,
        "fan": {"retirement_year": years},
    }
    page = render_to_string(
        "analysis/_retirement.html", {"currency": "USD", "retirement": payload, "figures": FigureLinker(FactSheet())}
    )
    assert ("when you retire" in page) is is_shown


ROW = {"success": 0.9, "difference": 0.0, "is_planned": False}
CLAIM = {**ROW, "person": 0, "standard_error": 0.01, "lifetime_spending": 0.0}
CHOICE = {**ROW, "kind": "conversion", "standard_error": 0.004, "lifetime_tax": 300_000.0, "surcharges": 0.0}
HOUSEHOLD = HouseholdFigures.model_validate(
    {
        "law_year": 2026,
        "ages": [[60], [58]],
        "claim_ages": [
            {**CLAIM, "age": 67, "is_planned": True, "monthly": 2_800, "survivor_monthly": 1_900},
            {**CLAIM, "age": 70, "monthly": 3_472, "survivor_monthly": 1_950, "success": 1.0, "difference": 0.1},
        ],
        "choices": [
            {**CHOICE, "key": "none", "is_planned": True, "estate": 500_000.0},
            {**CHOICE, "key": "to_22", "rate": 0.22, "from_year": 2046, "to_year": 2054, "difference": -0.016,
             "lifetime_tax": 324_561.0, "estate": 600_000.0, "pays_from": 2061},
            {**CHOICE, "key": "to_24", "rate": 0.24, "from_year": 2046, "to_year": 2054, "difference": 0.007,
             "estate": 400_000.0, "pays_from": None},
        ],
        "assumed": ["no state income tax"],
    }
)  # fmt: skip


def table_rows(html, section):
    """Return the cells of each row in a section's tables."""
    part = re.search(rf'<section class="[^"]*" id="{section}".*?</section>', html, re.DOTALL)[0]
    rows = re.findall(r"<tr[^>]*>(<th scope=\"row\".*?)</tr>", part)
    return [[strip_tags(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


@pytest.fixture
def choices():
    return render_to_string("analysis/_household_choices.html", {"household": HOUSEHOLD, "has_goal": 84_000})


def test_claim_ages_show_benefits_and_chances(choices):
    assert table_rows(choices, "claim-ages") == [
        ["67", "$2,800", "$1,900", "90%", "your plan"],
        ["70", "$3,472", "$1,950", "over 99%", "+10.0 points"],
    ]


def test_choices_show_their_cost_and_when_they_pay(choices):
    assert table_rows(choices, "choices") == [
        ["No conversions", "90%", "your plan", "$300,000", "$0", "$500,000", "–"],
        ["Up to the top of the 22% bracket 2046 to 2054", "90%", "−1.6 points", "$325,000", "$0", "$600,000", "2061"],
        [
            "Up to the top of the 24% bracket 2046 to 2054",
            "90%",
            "not clear",
            "$300,000",
            "$0",
            "$400,000",
            "not at the end",
        ],
    ]
    assert "We compare what you could choose; we do not recommend." in choices


def test_assumptions_lead_to_the_plan_page(choices):
    assert "<li>No state income tax</li>" in choices
    assert 'href="/settings/plan/"' in choices


def test_without_a_goal_choices_have_no_chance():
    html = render_to_string("analysis/_household_choices.html", {"household": HOUSEHOLD, "has_goal": None})
    assert "Chance" not in html
    assert table_rows(html, "claim-ages")[0] == ["67 your plan", "$2,800", "$1,900"]


@pytest.mark.django_db
def test_the_page_says_whether_taxes_are_paid(as_alice, alice):
    """An analysis of an earlier version has no household: its chance is before taxes."""
    retirement = stored_analyses.result()["retirement_payload"].model_copy(update={"household": figures()})
    old, new = (stored_analyses.completed(alice, **columns) for columns in ({}, {"retirement_payload": retirement}))
    before, after = (
        as_alice.get(reverse("analysis", args=[job.pk]), {"tab": "retirement"}).content.decode() for job in (old, new)
    )
    assert "Before taxes." in before
    assert not re.search('id="(chart-balances|choices|assumed)"', before)
    assert "After taxes." in after
    assert set(re.findall(r'<figure class="[^"]*" id="(chart-\w+)"', after)) >= {
        "chart-balances",
        "chart-sources",
        "chart-years",
    }
