"""An instrument of one's own, as its owner enters it."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from portfolios.entry.numbers import PriceField
from portfolios.entry.words import WordsField, day_input
from portfolios.models import PRICE_BELOW, Instrument
from portfolios.taxonomy import ASSET_CLASSES, INSTRUMENT_TYPES, REGIONS, SECTORS


def _one_of(vocabulary: dict[str, str], label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", "Not known"), *vocabulary.items()], required=False)


class InstrumentForm(forms.ModelForm):
    """An instrument of one's own: its name, its price, and what it is where one of a kind is enough to say."""

    name = WordsField(max_length=160)
    instrument_type = forms.ChoiceField(label="Type", choices=list(INSTRUMENT_TYPES.items()))
    price = PriceField(label="Price of one share", below=PRICE_BELOW, required=False)
    priced_on = forms.DateField(label="Price of", required=False, widget=day_input())
    asset_class = _one_of(ASSET_CLASSES, "Asset class")
    region = _one_of(REGIONS, "Region")
    sector = _one_of(SECTORS, "Sector")

    class Meta:
        model = Instrument
        fields: ClassVar = ["name", "instrument_type"]

    def __init__(self, data: Any = None, *, instance: Instrument) -> None:
        known = {
            "price": instance.current_price,
            "priced_on": timezone.localdate(instance.priced_at) if instance.priced_at else None,
            **{name: _only_key(getattr(instance, field)) for name, field in SPLIT_FIELDS.items()},
        }
        super().__init__(data, instance=instance, initial=known)

    def clean_priced_on(self) -> date | None:
        day: date | None = self.cleaned_data["priced_on"]
        if day is not None and not date(1970, 1, 1) <= day <= timezone.localdate():
            raise ValidationError("Enter a day that is over.", code="future")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (cleaned.get("region") or cleaned.get("sector")) and not cleaned.get("asset_class"):
            self.add_error("asset_class", "Choose the asset class too.")
        return cleaned

    @property
    def is_priced_anew(self) -> bool:
        return bool({"price", "priced_on"} & set(self.changed_data))

    def splits(self) -> dict[str, dict[str, Decimal]]:
        """The splits that were chosen, each one hundred per cent of one key, or emptied."""
        return {
            field: {self.cleaned_data[name]: Decimal(100)} if self.cleaned_data[name] else {}
            for name, field in SPLIT_FIELDS.items()
            if self.cleaned_data[name] or name in self.changed_data
        }


SPLIT_FIELDS = {
    "asset_class": "allocation_asset_class",
    "region": "allocation_regions",
    "sector": "allocation_sectors",
}


def _only_key(split: dict[str, Decimal]) -> str:
    return next(iter(split)) if len(split) == 1 else ""
