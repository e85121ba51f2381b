"""The form for an income in retirement."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from portfolios import bounds
from portfolios.fields.numbers import FractionField, MoneyField, WholeNumberField
from portfolios.fields.text import CleanTextField
from portfolios.models import IncomeStream


class IncomeForm(forms.ModelForm):
    name = CleanTextField(max_length=bounds.INCOME_NAME_LENGTH, help_text="For example, Social Security or a pension.")
    amount = MoneyField(
        label="Amount a year",
        **bounds.INCOME_AMOUNT.form_options,
        help_text="In today's dollars, at the first payment.",
    )
    start_age = WholeNumberField(
        label="From age", **bounds.INCOME_AGE.form_options, help_text="Your age when it begins."
    )
    end_age = WholeNumberField(
        label="To age",
        **bounds.INCOME_AGE.form_options,
        required=False,
        help_text="The last age at which it is paid. Leave it empty for life.",
    )
    cola = FractionField(
        label="Follows inflation, %",
        places=0,
        **bounds.INFLATION_SHARE.percent_form_options,
        help_text="100 rises with prices, like Social Security. 0 never rises.",
    )

    class Meta:
        model = IncomeStream
        fields: ClassVar = ["name", "amount", "start_age", "end_age", "cola"]

    def clean_name(self) -> str:
        """Refuse a second income of the same name, which would be counted twice."""
        name: str = self.cleaned_data["name"]
        others = IncomeStream.objects.owned_by(self.instance.user_id).exclude(pk=self.instance.pk)
        if others.filter(name__iexact=name).exists():
            raise ValidationError(f"You already have an income called “{name}”. Choose another name.", code="duplicate")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("start_age"), cleaned.get("end_age")
        if start is not None and end is not None and end < start:
            self.add_error("end_age", f"It begins at {start}. Enter {start} or more, or leave it empty for life.")
        return cleaned
