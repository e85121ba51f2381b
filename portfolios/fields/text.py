"""Names, symbols and days, without hidden characters."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from portfolios.cleaning import SYMBOL_PATTERN, clean_text, normalize_symbol
from portfolios.importers.values import FIRST_YEAR

LONGEST_WORDS = 10_000
"""What is cleaned at all; each field has a smaller limit of its own for what is left then."""


class CleanTextField(forms.CharField):
    """Text in composed form, without control, bidirectional and invisible characters."""

    def to_python(self, value: Any) -> str:
        words: str = super().to_python(value) or ""
        if len(words) > LONGEST_WORDS:
            raise ValidationError(f"Use at most {LONGEST_WORDS:,} characters.", code="max_length")
        return clean_text(words)


class SymbolField(CleanTextField):
    """A ticker as we write it."""

    def to_python(self, value: Any) -> str:
        return normalize_symbol(super().to_python(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not SYMBOL_PATTERN.fullmatch(value):
            raise ValidationError(
                "A symbol is made of letters, digits, dots and dashes, such as VTI or BRK.B.", code="symbol"
            )


def validate_past_day(day: date | None) -> date | None:
    """Today or before, and one that a file of ours may name when it is read again."""
    if day is not None and day.year < FIRST_YEAR:
        raise ValidationError(f"Enter a day from {FIRST_YEAR} on.", code="too_early")
    if day is not None and day > timezone.localdate():
        raise ValidationError("This day is still to come.", code="future")
    return day


def build_day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
