"""The form for a list of prices: pasted, or a small file. It is read again when the person confirms what it says."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from portfolios.fields.uploads import UploadField
from portfolios.forms.imports import MAX_PASTED_CHARACTERS
from portfolios.importers.price_list import PriceList, read_price_list
from portfolios.importers.readers.csv_text import decode
from portfolios.importers.table import FileUnreadable
from portfolios.valuation.snapshot import InstrumentValue


class PriceListForm(forms.Form):
    """When valid, `text` is what was sent and `price_list` what it says."""

    prices = forms.CharField(
        label="Paste prices",
        required=False,
        strip=False,
        max_length=MAX_PASTED_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text="One a line: symbol, price, and if you like date and currency. Headings are fine.",
    )
    file = UploadField(
        label="Or choose a CSV file",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt"}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, instruments: Sequence[InstrumentValue]) -> None:
        super().__init__(data, files)
        self.instruments = instruments
        self.text = ""
        self.price_list = PriceList((), ())

    def clean(self) -> dict[str, Any] | None:
        file, self.text = self.cleaned_data.get("file"), self.cleaned_data.get("prices") or ""
        if self.errors:
            return None
        symbols = [row.symbol for row in self.instruments]
        try:
            if file:
                self.text = decode(file.read())[0]
            if len(self.text) > MAX_PASTED_CHARACTERS:
                raise FileUnreadable(f"This list is longer than {MAX_PASTED_CHARACTERS:,} characters.")
            self.price_list = read_price_list(
                self.text,
                currencies={row.symbol: row.currency for row in self.instruments},
                shared_symbols={symbol for symbol in symbols if symbols.count(symbol) > 1},
                today=timezone.localdate(),
            )
        except FileUnreadable as error:
            raise forms.ValidationError(str(error), code="unreadable") from error
        return self.cleaned_data
