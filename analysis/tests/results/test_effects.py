from decimal import Decimal
from types import SimpleNamespace

import pytest

from advisors.actions.action import Effect
from analysis.results.effects import place_chance, show_effect


def shown(measure, before, after, error=None):
    numbers = [None if one is None else Decimal(one) for one in (before, after, error)]
    effect = Effect(measure=measure, before=numbers[0], after=numbers[1], error=numbers[2])
    return show_effect(SimpleNamespace(effect=effect), "USD")


@pytest.mark.parametrize(
    ("measure", "values", "expected"),
    [
        ("success_points", ("85.35", "90.2", "0.2"), ("Chance", "85%", "90%", True)),
        ("success_points", ("88.2", "88.4", "0.01"), ("Chance", "88.2%", "88.4%", True)),
        ("success_points", ("88.2", "89.9", "1.5"), ("Chance", "88%", "90%", False)),
        ("dollars_once", ("18500", "21000"), ("Cash", "$18,500", "$21,000", False)),
        ("share_points", ("12.49", "10"), ("Share", "12.5%", "10%", False)),
    ],
)
def test_an_effect_is_one_short_line(measure, values, expected):
    found = shown(measure, *values)
    assert (found.label, found.before, found.after, found.is_good) == expected


@pytest.mark.parametrize(
    ("measure", "values"),
    [
        ("success_points", ("81.1", "85.4")),  # two bounds, not measured as a pair
        ("success_points", ("88.201", "88.203", "0.001")),
        ("none", (None, None)),
        ("income_a_year", (None, "500")),
    ],
)
def test_no_effect_is_shown_that_was_not_measured(measure, values):
    assert shown(measure, *values) is None


def test_a_chance_stands_on_its_scale():
    effect = Effect(measure="success_points", before=Decimal(65), after=Decimal(100), error=Decimal("0.1"))
    places = place_chance(SimpleNamespace(effect=effect))
    assert (places["before"], places["after"], places["is_enough"]) == ("0.0", "200.0", True)
    assert place_chance(SimpleNamespace(effect=Effect()))["before"] is None
