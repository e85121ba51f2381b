"""The form for an income in retirement."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from portfolios import bounds
from portfolios.fields.numbers import FractionField, MoneyField, WholeNumberField, expect_currency
from portfolios.fields.text import CleanTextField
from portfolios.household.inputs import MEMBER_LABELS
from portfolios.income_kinds import INCOME_KIND_LABELS, guess_income_kind
from portfolios.models import IncomeStream
from portfolios.models.rates import load_base_currency


class IncomeForm(forms.ModelForm):
    name = CleanTextField(max_length=bounds.INCOME_NAME_LENGTH, help_text="For example, Social Security or a pension.")
    kind = forms.ChoiceField(
        label="Kind", choices=list(INCOME_KIND_LABELS.items()), required=False, help_text="It says how it is taxed."
    )
    owner = forms.ChoiceField(label="Whose income", choices=list(MEMBER_LABELS.items()), required=False)
    amount = MoneyField(
        label="Amount a year",
        **bounds.INCOME_AMOUNT.form_options,
        help_text="In today's money, at the first payment.",
    )
    start_age = WholeNumberField(
        label="From age", **bounds.INCOME_AGE.form_options, help_text="Its owner's age when it begins."
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
    survivor_share = FractionField(
        label="Goes on to a survivor, %", places=0, **bounds.INCOME_SURVIVOR_SHARE.percent_form_options, required=False,
        help_text="What a partner receives of it after its owner's death.",
    )  # fmt: skip

    class Meta:
        model = IncomeStream
        fields: ClassVar = ["name", "kind", "owner", "amount", "start_age", "end_age", "cola", "survivor_share"]

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        if self.is_bound:
            expect_currency(self, load_base_currency(self.instance.user_id).code)

    def clean_name(self) -> str:
        """Refuse a second income of the same name, which would be counted twice."""
        name: str = self.cleaned_data["name"]
        others = IncomeStream.objects.owned_by(self.instance.user_id).exclude(pk=self.instance.pk)
        if others.filter(name__iexact=name).exists():
            raise ValidationError(f"You already have an income called “{name}”. Choose another name.", code="duplicate")
        return name

    def clean_owner(self) -> str:
        return self.cleaned_data["owner"] or self.instance.owner

    def clean_survivor_share(self) -> Decimal:
        return self.cleaned_data["survivor_share"] or Decimal(0)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("kind"):
            cleaned["kind"] = guess_income_kind(cleaned.get("name", ""))
        start, end = cleaned.get("start_age"), cleaned.get("end_age")
        if start is not None and end is not None and end < start:
            self.add_error("end_age", f"It begins at {start}. Enter {start} or more, or leave it empty for life.")
        return cleaned
