"""The model field for a split over a closed vocabulary."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from people.fields import SchemaField
from portfolios.fields.split_input import SplitFormField
from portfolios.taxonomy import split_errors


class SplitField(SchemaField):
    """Percent by key: Decimals in Python, numbers in the database. Empty, or sums to 100."""

    def __init__(self, vocabulary: Mapping[str, str] | None = None, **options: Any) -> None:
        self.vocabulary = dict(vocabulary or {})
        super().__init__(dict[str, Decimal], **options)

    def get_prep_value(self, value: Any) -> Any:
        return {k: float(v) for k, v in value.items()} if isinstance(value, Mapping) else super().get_prep_value(value)

    def formfield(self, **options: Any) -> Any:
        """Return a form field with one input per key."""
        defaults = {"label": capfirst(self.verbose_name), "help_text": self.help_text, "required": not self.blank}
        return SplitFormField(self.vocabulary, empty_value=None if self.null else {}, **{**defaults, **options})

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        if value and (errors := split_errors(value, self.vocabulary)):
            raise ValidationError(errors)
