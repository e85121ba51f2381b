"""The form field and widget for a split: one number per key, with their total shown. Empty, or sums to 100."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portfolios.fields.numbers import PercentField
from portfolios.taxonomy import split_errors

SHARE_PLACES = 6


class SplitInput(forms.MultiWidget):
    """Names its inputs NAME_KEY. Its script updates the total while the user types."""

    template_name = "portfolios/_shares_input.html"

    class Media:
        css = {"all": ["css/shares.css"]}  # noqa: RUF012
        js = ("js/shares.js",)

    def __init__(self, vocabulary: Mapping[str, str], attrs: dict[str, Any] | None = None) -> None:
        number = {"min": "0", "max": "100", "step": "any", "inputmode": "decimal", "autocomplete": "off"}
        self.vocabulary = vocabulary
        self.legend = ""
        super().__init__({key: forms.NumberInput(number) for key in vocabulary}, attrs)

    def decompress(self, value: Mapping[str, Decimal] | None) -> list[Any]:
        return [_format_share(value[key]) if value and key in value else "" for key in self.vocabulary]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        inputs = context["widget"]["subwidgets"]
        rows = list(zip(self.vocabulary.values(), inputs, strict=True))
        try:
            total = _format_share(sum((Decimal(part["value"]) for part in inputs if part["value"]), Decimal(0)))
        except ArithmeticError:  # the field itself reports what is not a number
            total = "–"
        return {**context, "legend": self.legend, "rows": rows, "total": total}


class SplitFormField(forms.MultiValueField):
    """Returns {key: Decimal} without zeros, or `empty_value` if every input is empty."""

    def __init__(self, vocabulary: Mapping[str, str], *, empty_value: Any = None, **options: Any) -> None:
        parts = [
            PercentField(places=SHARE_PLACES, minimum=0, exclusive_maximum=101, required=False, label=w)
            for w in vocabulary.values()
        ]
        options["widget"] = SplitInput(vocabulary)
        super().__init__(fields=parts, require_all_fields=False, **options)
        self.vocabulary, self.empty_value = vocabulary, empty_value
        self.widget.legend = self.label or ""

    def clean(self, value: Any) -> Any:
        """Refuse shares that do not sum to 100."""
        split = super().clean(value) or {}
        if errors := split_errors(split, self.vocabulary):
            raise ValidationError(errors, code="split")
        return split or self.empty_value

    def compress(self, data_list: list[Decimal | None]) -> dict[str, Decimal]:
        return {key: share for key, share in zip(self.vocabulary, data_list, strict=False) if share}

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = {key: share for key, share in (initial or {}).items() if share}
        try:
            return before != self.compress([field.clean(one) for field, one in zip(self.fields, data, strict=True)])
        except (TypeError, ValidationError):
            return True


def _format_share(share: Decimal) -> str:
    return f"{share.normalize():f}"
