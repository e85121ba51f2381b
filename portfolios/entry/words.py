"""Names, symbols and days, without hidden characters."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portfolios.cleaning import SYMBOL_SHAPE, clean_text


class WordsField(forms.CharField):
    """Text in composed form, without control, bidirectional and invisible characters."""

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class SymbolField(WordsField):
    """A ticker, in capitals."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value).upper()

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not SYMBOL_SHAPE.fullmatch(value):
            raise ValidationError(
                "A symbol is made of letters, digits, dots and dashes, such as VTI or BRK.B.", code="symbol"
            )


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
