"""The form of the what-if panel. Its fields and limits are those of the plan that changes start from."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from analysis.what_if.base import Base
from analysis.what_if.levers import Lever, levers_of
from analysis.what_if.values import Levers
from portfolios.fields.numbers import MoneyField, NumberField, expect_currency

PLACES = {"money": 2, "age": 0, "percent": 1, "points": 2}


class LeversForm(forms.Form):
    """One field for each lever. A field that is empty, missing or as planned leaves the plan as it is."""

    def __init__(self, data: Mapping[str, Any], *, base: Base) -> None:
        self.levers = levers_of(base)
        planned = {lever.key: lever.planned(base) for lever in self.levers}
        super().__init__({**planned, **{name: data[name] for name in planned if data.get(name)}}, auto_id="try-%s")
        self.planned = planned
        for lever in self.levers:
            self.fields[lever.key] = build_field(lever, base)
        expect_currency(self, base.currency)

    @property
    def moved(self) -> Levers:
        """Return the values that differ from the plan."""
        sent = {name: value for name, value in self.cleaned_data.items() if value not in (None, self.planned[name])}
        return Levers.model_validate(sent)


def build_field(lever: Lever, base: Base) -> forms.Field:
    """Return the field of a lever, whose error names the limits."""
    low, high = lever.limits(base)
    places = PLACES[lever.unit]
    kind = MoneyField if lever.unit == "money" else NumberField
    field = kind(
        label=lever.label,
        required=False,
        places=places,
        minimum=low,
        exclusive_maximum=high + Decimal(1).scaleb(-places),
    )
    field.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}
    return field
