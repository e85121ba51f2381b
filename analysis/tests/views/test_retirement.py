"""The card on wealth at retirement is shown only before retirement."""

import pytest
from django.template.loader import render_to_string

from analysis.results.figures import FigureLinker
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
    page = render_to_string("analysis/_retirement.html", {"retirement": payload, "figures": FigureLinker(FactSheet())})
    assert ("when you retire" in page) is is_shown
