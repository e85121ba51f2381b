"""Form fields for names, symbols and dates, without hidden characters."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from portfolios.cleaning import SYMBOL_PATTERN, clean_text, normalize_symbol
from portfolios.importers.values import FIRST_YEAR

MAX_TEXT_LENGTH = 10_000
"""Longer text is refused before cleaning. Each field has a smaller limit for the cleaned text."""


class CleanTextField(forms.CharField):
    """Text in composed form, without control, bidirectional or invisible characters."""

    def to_python(self, value: Any) -> str:
        """Clean the text. Raises ValidationError before cleaning if it is far too long."""
        text: str = super().to_python(value) or ""
        if len(text) > MAX_TEXT_LENGTH:
            raise ValidationError(f"Use at most {MAX_TEXT_LENGTH:,} characters.", code="max_length")
        return clean_text(text)


class SymbolField(CleanTextField):
    """A ticker in normal form: capitals, share class after a dot."""

    def to_python(self, value: Any) -> str:
        return normalize_symbol(super().to_python(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not SYMBOL_PATTERN.fullmatch(value):
            raise ValidationError("Use letters, digits, dots and dashes, such as VTI or BRK.B.", code="symbol")


def validate_past_day(day: date | None) -> date | None:
    """Return the day. Raise ValidationError if it is in the future or before what our own files can hold."""
    if day is not None and day.year < FIRST_YEAR:
        raise ValidationError(f"Enter a date from {FIRST_YEAR} on.", code="too_early")
    if day is not None and day > timezone.localdate():
        raise ValidationError("This date is in the future.", code="future")
    return day


def build_day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
