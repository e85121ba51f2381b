"""The form for rows of an import without a symbol."""

from typing import Any

from django import forms

from portfolios import bounds
from portfolios.cleaning import normalize_symbol
from portfolios.importers.recognition.shapes import is_symbol, suggest_symbol

MAX_NAMES = 50


class NamesForm(forms.Form):
    """A symbol of one's own for each row without one. When valid, `names` holds the symbols by the text of the row."""

    def __init__(self, data: Any = None, *, texts: list[str]) -> None:
        super().__init__(data)
        self.texts, self.names = texts[:MAX_NAMES], dict[str, str]()
        suggested: set[str] = set()
        for number, text in enumerate(self.texts):
            symbol = suggest_own_symbol(text)
            if symbol in suggested:
                symbol = f"{symbol[: bounds.SYMBOL_LENGTH - 3]}-{number + 1}"
            suggested.add(symbol)
            self.fields[f"name_{number}"] = forms.CharField(
                label=text, max_length=bounds.SYMBOL_LENGTH, required=False, initial=symbol
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for number, text in enumerate(self.texts):
            symbol = normalize_symbol(cleaned.get(f"name_{number}") or "").replace(" ", "-")
            if symbol and not is_symbol(symbol, bounds.SYMBOL_LENGTH):
                self.add_error(f"name_{number}", "Use letters, digits, dots and dashes.")
            elif symbol and symbol in self.names.values():
                self.add_error(f"name_{number}", f"{symbol} is chosen twice.")
            elif symbol:
                self.names[text] = symbol
        return cleaned


def suggest_own_symbol(text: str) -> str:
    """Return a symbol that no exchange uses: it has a dash, as in MY-GOLD."""
    found = suggest_symbol(text, bounds.SYMBOL_LENGTH)
    return found if "-" in found else f"MY-{found}"[: bounds.SYMBOL_LENGTH]
