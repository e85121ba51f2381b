"""Form fields for numbers as people write them: with commas, $, EUR and %. NaN is refused."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portfolios.currencies import CURRENCY_NAMES, MINUS
from portfolios.currency_marks import find_mark, is_in_currency, remove_mark

NUMBER_PATTERN = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?([eE][+-]?\d{1,3})?", re.ASCII)
DIGIT = re.compile(r"[0-9]")
INVALID_NUMBER_MESSAGE = "Enter a number, such as 1,234.56."
MAX_NUMBER_LENGTH = 28
"""The precision of Decimal. No bound needs more digits."""


class NumberField(forms.DecimalField):
    """A finite number within bounds, with at most `places` decimals. Commas may separate thousands.

    `minimum` is allowed; `exclusive_minimum` and `exclusive_maximum` themselves are refused. Results have exactly
    `places` decimals.
    """

    sign = ""

    def __init__(
        self,
        *,
        places: int,
        exclusive_maximum: Decimal | int,
        exclusive_minimum: Decimal | int | None = None,
        minimum: Decimal | int | None = None,
        **options: Any,
    ) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(
            error_messages={"invalid": INVALID_NUMBER_MESSAGE, **options.pop("error_messages", {})}, **options
        )
        self.places, self.minimum = places, minimum
        self.exclusive_minimum, self.exclusive_maximum = exclusive_minimum, exclusive_maximum

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            plain = "".join(value.split()).replace(self.sign, "", 1).replace(MINUS, "-")
            start = plain[: 4 * MAX_NUMBER_LENGTH]  # bounds the time of the pattern
            if value.strip() and (not NUMBER_PATTERN.fullmatch(start) or not DIGIT.search(start)):
                raise ValidationError(INVALID_NUMBER_MESSAGE, code="invalid")
            if len(plain) > MAX_NUMBER_LENGTH:
                raise ValidationError("Use fewer digits.", code="too_long")
            value = plain.replace(",", "")
        return super().to_python(value)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if self.exclusive_minimum is not None and value <= self.exclusive_minimum:
            raise ValidationError(f"Enter a number above {self.exclusive_minimum}.", code="too_small")
        if self.minimum is not None and value < self.minimum:
            raise ValidationError(f"Enter {self.minimum} or more.", code="too_small")
        if value >= self.exclusive_maximum:
            largest = (self.exclusive_maximum - Decimal(1).scaleb(-self.places)).normalize()
            limit = self.exclusive_maximum
            message = f"Enter a number below {limit:,f}." if limit == int(limit) else f"Enter {largest:,f} or less."
            raise ValidationError(message, code="too_large")
        if -int(value.normalize().as_tuple().exponent) > self.places:
            message = f"Use at most {self.places} decimals." if self.places else "Enter a whole number."
            raise ValidationError(message, code="too_fine")

    def clean(self, value: Any) -> Decimal | None:
        number = super().clean(value)
        return None if number is None else number.quantize(Decimal(1).scaleb(-self.places)) + 0

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class MoneyField(NumberField):
    """Money with two decimals. A sign or a code beside the number may only confirm its currency.

    currency: in which amounts must be; `expect_currency` sets it for a whole form. Empty: any known one.
    """

    def __init__(self, *, currency: str = "", **options: Any) -> None:
        self.currency = currency
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "data-money": ""})
        super().__init__(**{"places": 2, "minimum": 0, "widget": widget, **options})

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str):
            return super().to_python(value)
        number = super().to_python(remove_mark(value, 1) or value)
        refuse_other_currency(value, self.currency)
        return number

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        return f"{value:,.2f}".removesuffix(".00")


def refuse_other_currency(text: str, currency: str) -> None:
    """Raise ValidationError if an amount is written in another currency than the one expected."""
    if currency in CURRENCY_NAMES and not is_in_currency(find_mark(text), currency):
        raise ValidationError(f"Enter the amount in {CURRENCY_NAMES[currency]}.", code="other_currency")


def expect_currency(form: forms.BaseForm, currency: str) -> None:
    """Refuse amounts that are written in another currency in all money fields of a form."""
    for field in form.fields.values():
        if isinstance(field, MoneyField):
            field.currency = currency


class PriceField(MoneyField):
    """The price of a share, with up to six decimals."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"places": 6, "minimum": None, "exclusive_minimum": 0, **options})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        return f"{value:.{max(2, -int(value.normalize().as_tuple().exponent))}f}"  # at least cents, as prices are read


class PercentField(NumberField):
    """Percent; 4.25 is stored as 4.25."""

    sign = "%"


class FractionField(PercentField):
    """Percent on the page, a fraction in the database: 4.25 is stored as 0.0425."""

    def clean(self, value: Any) -> Decimal | None:
        percent = super().clean(value)
        return None if percent is None else percent / 100

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value(value * 100 if isinstance(value, Decimal) else value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(initial * 100 if isinstance(initial, Decimal) else initial, data)


class WholeNumberField(NumberField):
    """A whole number, such as years or an age."""

    def __init__(self, *, minimum: int, maximum: int, **options: Any) -> None:
        self.maximum = maximum
        widget = forms.NumberInput(attrs={"inputmode": "numeric", "min": minimum, "max": maximum, "step": 1})
        limits = {"minimum": minimum, "exclusive_maximum": maximum + 1}
        super().__init__(**{"places": 0, **limits, "widget": widget, **options})

    def validate(self, value: Any) -> None:
        if value is not None and self.minimum is not None and not self.minimum <= value <= self.maximum:
            raise ValidationError(f"Enter a number from {self.minimum} to {self.maximum}.", code="out_of_range")
        super().validate(value)

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        return None if number is None else int(number)
