"""Forms for a private instrument: name, price and classification."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from portfolios import bounds
from portfolios.changes.editing import EnteredPrice
from portfolios.currencies import CURRENCY_CHOICES
from portfolios.fields.numbers import PriceField, expect_currency
from portfolios.fields.split_input import SplitFormField
from portfolios.fields.text import CleanTextField, build_day_input
from portfolios.models import Instrument
from portfolios.models.classification import SPLIT_FIELDS
from portfolios.taxonomy import CLASS_NAMES, INSTRUMENT_TYPES, REGIONS, SECTORS

ASSET_CLASS = "allocation_asset_class"
SPLIT_VOCABULARIES = dict(zip(SPLIT_FIELDS, (CLASS_NAMES, REGIONS, SECTORS), strict=True))
SPLIT_LABELS = dict(zip(SPLIT_FIELDS, ("Asset class", "Regions", "Sectors"), strict=True))


class InstrumentForm(forms.ModelForm):
    name = CleanTextField(max_length=bounds.INSTRUMENT_NAME_LENGTH)
    instrument_type = forms.ChoiceField(label="Type", choices=list(INSTRUMENT_TYPES.items()))
    price = PriceField(label="Price of one share", **bounds.PRICE.form_options, required=False)
    currency = forms.ChoiceField(label="Currency of the price", choices=CURRENCY_CHOICES, required=False)
    priced_on = forms.DateField(label="Price of", required=False, widget=build_day_input())

    class Meta:
        model = Instrument
        fields: ClassVar = ["name", "instrument_type", "currency"]

    def __init__(self, data: Any = None, *, instance: Instrument) -> None:
        known = {
            "price": instance.current_price,
            "priced_on": timezone.localdate(instance.priced_at) if instance.priced_at else None,
        }
        super().__init__(data, instance=instance, initial=known)
        expect_currency(self, self.data.get("currency") or instance.currency)

    def clean_currency(self) -> str:
        return self.cleaned_data["currency"] or self.instance.currency

    def clean_priced_on(self) -> date | None:
        """Refuse a future date, and one before 1970."""
        day: date | None = self.cleaned_data["priced_on"]
        if day is not None and not date(1970, 1, 1) <= day <= timezone.localdate():
            raise ValidationError("Enter today or an earlier date.", code="future")
        return day

    @property
    def values(self) -> dict[str, Any]:
        """Return the checked values, with a price only where the person changed it or its day."""
        cleaned = self.cleaned_data
        is_new = bool({"price", "priced_on"} & set(self.changed_data))
        price = EnteredPrice(cleaned["price"], cleaned["priced_on"]) if is_new else None
        names = ("name", "instrument_type", "currency")
        return {**{name: cleaned[name] for name in names}, "price": price}


class SplitsForm(forms.Form):
    """The classification in percent; an empty dimension is unknown."""

    def __init__(self, data: Any = None, *, instrument: Instrument) -> None:
        super().__init__(data, initial={split: getattr(instrument, split) for split in SPLIT_FIELDS})
        for split, vocabulary in SPLIT_VOCABULARIES.items():
            self.fields[split] = SplitFormField(vocabulary, empty_value={}, label=SPLIT_LABELS[split], required=False)

    def groups(self) -> list[tuple[forms.BoundField, bool]]:
        """Return each dimension, and whether the page shows it open."""
        groups = []
        for field in self:
            value = field.value()
            is_filled = any(value) if isinstance(value, list) else bool(value)
            groups.append((field, field.name == ASSET_CLASS or bool(field.errors) or is_filled))
        return groups

    def clean(self) -> dict[str, Any]:
        """Require an asset class if any other breakdown is entered."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned[ASSET_CLASS] and any(cleaned.values()):
            self.add_error(ASSET_CLASS, "Enter the asset class too.")
        return cleaned
