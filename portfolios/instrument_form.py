"""An instrument of one's own, as its owner enters it."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from portfolios.classified import SPLITS
from portfolios.entry.numbers import PercentField, PriceField
from portfolios.entry.words import WordsField, day_input
from portfolios.models import PRICE_BELOW, Instrument
from portfolios.taxonomy import ASSET_CLASSES, INSTRUMENT_TYPES, REGIONS, SECTORS, split_errors

ASSET_CLASS = "allocation_asset_class"
VOCABULARIES = dict(zip(SPLITS, (ASSET_CLASSES, REGIONS, SECTORS), strict=True))
TITLES = dict(zip(SPLITS, ("Asset class", "Regions", "Sectors"), strict=True))


class InstrumentForm(forms.ModelForm):
    """What it is called and what it costs."""

    name = WordsField(max_length=160)
    instrument_type = forms.ChoiceField(label="Type", choices=list(INSTRUMENT_TYPES.items()))
    price = PriceField(label="Price of one share", below=PRICE_BELOW, required=False)
    priced_on = forms.DateField(label="Price of", required=False, widget=day_input())

    class Meta:
        model = Instrument
        fields: ClassVar = ["name", "instrument_type"]

    def __init__(self, data: Any = None, *, instance: Instrument) -> None:
        known = {
            "price": instance.current_price,
            "priced_on": timezone.localdate(instance.priced_at) if instance.priced_at else None,
        }
        super().__init__(data, instance=instance, initial=known)

    def clean_priced_on(self) -> date | None:
        day: date | None = self.cleaned_data["priced_on"]
        if day is not None and not date(1970, 1, 1) <= day <= timezone.localdate():
            raise ValidationError("Enter a day that is over.", code="future")
        return day

    @property
    def is_priced_anew(self) -> bool:
        return bool({"price", "priced_on"} & set(self.changed_data))


class SplitsForm(forms.Form):
    """What it is made of, in per cent; a dimension that is left empty is not known."""

    def __init__(self, data: Any = None, *, instrument: Instrument) -> None:
        super().__init__(data)
        for split, vocabulary in VOCABULARIES.items():
            for key, words in vocabulary.items():
                field = PercentField(label=words, places=4, least=0, below=101, required=False)
                self.fields[f"{split}_{key}"] = field
                self.initial[f"{split}_{key}"] = getattr(instrument, split).get(key)

    def groups(self) -> list[dict[str, Any]]:
        """For the page: title, fields, and their sum as it stands."""
        return [
            {
                "title": TITLES[split],
                "fields": (fields := [self[f"{split}_{key}"] for key in vocabulary]),
                "total": sum((self._number(field) for field in fields), Decimal(0)),
                "is_open": split == ASSET_CLASS or any(field.value() or field.errors for field in fields),
            }
            for split, vocabulary in VOCABULARIES.items()
        ]

    def _number(self, field: forms.BoundField) -> Decimal:
        """What stands in the input, as far as it is a number."""
        try:
            return self.fields[field.name].clean(field.value()) or Decimal(0)
        except ValidationError:
            return Decimal(0)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        splits = self.splits()
        for split, vocabulary in VOCABULARIES.items():
            for words in split_errors(splits[split], vocabulary):
                self.add_error(f"{split}_{next(iter(vocabulary))}", words)
        if not splits[ASSET_CLASS] and any(splits.values()):
            self.add_error(f"{ASSET_CLASS}_{next(iter(ASSET_CLASSES))}", "Enter the asset class too.")
        return cleaned

    def splits(self) -> dict[str, dict[str, Decimal]]:
        return {
            split: {key: share for key in vocabulary if (share := self.cleaned_data[f"{split}_{key}"])}
            for split, vocabulary in VOCABULARIES.items()
        }
