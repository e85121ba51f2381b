"""The card on the value at retirement is for people who are not retired yet."""

import pytest
from django.template.loader import render_to_string

from analysis.results.figures import FigureLinker
from portfolios.facts.fact import FactSheet

LEVELS = {"10": 900_000.0, "50": 1_234_567.0, "90": 2_000_000.0}


@pytest.mark.parametrize(("years", "shown"), [(10, True), (0, False)])
def test_retirees_see_no_wealth_at_retirement(years, shown):
    payload = {
        "analysis": "",
        "success_probability": None,
        "estimated_income": None,
        "at_retirement": LEVELS,
        "fan": {"retirement_year": years},
    }
    page = render_to_string("analysis/_retirement.html", {"retirement": payload, "figures": FigureLinker(FactSheet())})
    assert ("when you retire" in page) is shown
