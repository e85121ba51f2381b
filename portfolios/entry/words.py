"""Names, symbols and days, without hidden characters."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from portfolios.cleaning import SYMBOL_SHAPE, clean_text, ticker
from portfolios.importers.values import FIRST_YEAR


class WordsField(forms.CharField):
    """Text in composed form, without control, bidirectional and invisible characters."""

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class SymbolField(WordsField):
    """A ticker as we write it."""

    def to_python(self, value: Any) -> str:
        return ticker(super().to_python(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not SYMBOL_SHAPE.fullmatch(value):
            raise ValidationError(
                "A symbol is made of letters, digits, dots and dashes, such as VTI or BRK.B.", code="symbol"
            )


def known_day(day: date | None) -> date | None:
    """Today or before, and one that a file of ours may name when it is read again."""
    if day is not None and day.year < FIRST_YEAR:
        raise ValidationError(f"Enter a day from {FIRST_YEAR} on.", code="too_early")
    if day is not None and day > timezone.localdate():
        raise ValidationError("This day is still to come.", code="future")
    return day


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
