"""The forms for an exchange rate that a person enters, and for the currency of their totals."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from portfolios import bounds
from portfolios.currencies import BASE_CURRENCY, CURRENCY_CHOICES
from portfolios.fields.numbers import NumberField
from portfolios.fields.text import build_day_input, validate_past_day


class BaseCurrencyForm(forms.Form):
    """amounts: what becomes of the amounts in the plan, asked only if there are any."""

    code = forms.ChoiceField(label="Count in", choices=CURRENCY_CHOICES)
    amounts = forms.ChoiceField(
        label="The amounts in your plan",
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("convert", "Convert them at the newest exchange rate"),
            ("keep", "Keep the numbers: they are in the new currency from now on"),
        ],
    )


class RateForm(forms.Form):
    currency = forms.ChoiceField(
        choices=[("", "Choose…"), *(row for row in CURRENCY_CHOICES if row[0] != BASE_CURRENCY)]
    )
    dollars = NumberField(label="US dollars for one unit", **bounds.EXCHANGE_RATE.form_options)
    day = forms.DateField(label="Rate of", required=False, widget=build_day_input())

    def clean_day(self) -> date:
        """Return the day, today if it is empty. Refuse a future one."""
        return validate_past_day(self.cleaned_data["day"]) or timezone.localdate()

    @property
    def values(self) -> dict[str, Any]:
        dollars: Decimal = self.cleaned_data["dollars"]
        return {"currency": self.cleaned_data["currency"], "day": self.cleaned_data["day"], "dollars": dollars}
