"""The form for the prices of all holdings, in one table."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from portfolios import bounds
from portfolios.changes.editing import EnteredPrice
from portfolios.fields.numbers import PriceField
from portfolios.fields.text import build_day_input, validate_past_day
from portfolios.valuation.snapshot import InstrumentValue


class PricesForm(forms.Form):
    """A price field for each instrument, in its own currency. Only changed prices are stored."""

    day = forms.DateField(
        label="Prices of",
        required=False,
        widget=build_day_input(),
        help_text="Leave it empty for the price of this moment.",
    )

    def __init__(self, data: Any = None, *, instruments: Sequence[InstrumentValue]) -> None:
        super().__init__(data)
        self.instruments = {f"price_{row.id}": row for row in instruments}
        for name, row in self.instruments.items():
            shown = row.price if row.own_price is None else row.own_price
            self.fields[name] = PriceField(
                label=f"Price of {row.symbol}", **bounds.PRICE.form_options, required=False, initial=shown,
                currency=row.currency,
            )  # fmt: skip

    def clean_day(self) -> date | None:
        return validate_past_day(self.cleaned_data["day"])

    def rows(self) -> Iterator[tuple[InstrumentValue, forms.BoundField]]:
        """Yield each instrument with its field, for the page."""
        for name, row in self.instruments.items():
            yield row, self[name]

    @property
    def prices(self) -> dict[UUID, EnteredPrice]:
        """Return the changed prices; all that are filled in if a day was chosen for them."""
        day = self.cleaned_data["day"]
        names = [name for name in self.instruments if name in self.changed_data or day is not None]
        filled = {self.instruments[name].id: self.cleaned_data[name] for name in names}
        return {key: EnteredPrice(price, day) for key, price in filled.items() if price is not None}
