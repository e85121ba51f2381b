"""Forms for accounts and positions."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from people.models import User
from portfolios import bounds
from portfolios.account_kinds import ACCOUNT_KIND_LABELS
from portfolios.changes.editing import POSITION_FIELDS, EnteredPrice, NewInstrument, add_to_position
from portfolios.currencies import BASE_CURRENCY, CURRENCY_CHOICES, write_amount
from portfolios.fields.numbers import (
    FractionField,
    MoneyField,
    NumberField,
    PriceField,
    expect_currency,
    refuse_other_currency,
)
from portfolios.fields.text import CleanTextField, SymbolField, build_day_input, validate_past_day
from portfolios.forms.versioned import VersionedForm
from portfolios.household.inputs import MEMBER_LABELS
from portfolios.models import Account, Instrument, Position
from portfolios.models.base import AccountNameTaken
from portfolios.taxonomy import INSTRUMENT_TYPES

EMPTY_CHOICE = [("", "Choose…")]


class AccountForm(forms.ModelForm):
    name = CleanTextField(
        max_length=bounds.ACCOUNT_NAME_LENGTH, help_text="For example, Roth IRA or Savings at the bank."
    )
    kind = forms.ChoiceField(label="Type", choices=[*EMPTY_CHOICE, *ACCOUNT_KIND_LABELS.items()])
    purpose = CleanTextField(max_length=bounds.ACCOUNT_PURPOSE_LENGTH, required=False)
    currency = forms.ChoiceField(label="Currency of its cash", choices=CURRENCY_CHOICES, required=False)
    cash_balance = MoneyField(
        label="Cash",
        **bounds.CASH_BALANCE.form_options,
        required=False,
        help_text="Below 0 if you borrow from your broker.",
    )
    cash_interest = FractionField(
        label="Interest on cash, % a year", places=2, **bounds.CASH_INTEREST.percent_form_options, required=False
    )

    class Meta:
        model = Account
        fields: ClassVar = ["name", "kind", "purpose", "currency", "cash_balance", "cash_interest"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        expect_currency(self, self.data.get("currency") or self.instance.currency)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = Account.objects.owned_by(self.instance.user).exclude(pk=self.instance.pk)
        if others.filter(name__iexact=name).exists():
            raise ValidationError(str(AccountNameTaken(name)), code="duplicate")
        return name

    def clean_currency(self) -> str:
        return self.cleaned_data["currency"] or self.instance.currency

    def clean_cash_balance(self) -> Decimal:
        return self.cleaned_data["cash_balance"] or Decimal(0)


class AccountEditForm(VersionedForm, AccountForm):
    counts_for_retirement = forms.BooleanField(required=False, label="Counts for retirement")
    owner = forms.ChoiceField(label="Whose account", choices=list(MEMBER_LABELS.items()), required=False)

    class Meta(AccountForm.Meta):
        fields: ClassVar = [*AccountForm.Meta.fields, "counts_for_retirement", "owner"]

    def clean_owner(self) -> str:
        return self.cleaned_data["owner"] or self.instance.owner


class HoldingForm(forms.Form):
    quantity = NumberField(**bounds.QUANTITY.form_options)
    cost_basis = MoneyField(
        label="Total cost",
        **bounds.COST_BASIS.form_options,
        required=False,
        help_text="The total you paid, in the currency of its price. Optional.",
    )
    as_of_date = forms.DateField(label="As of", required=False, widget=build_day_input())

    def clean_as_of_date(self) -> date | None:
        return validate_past_day(self.cleaned_data["as_of_date"])


class PositionForm(VersionedForm, HoldingForm):
    class Meta:
        model = Position
        fields: ClassVar = ["quantity", "cost_basis", "as_of_date"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        expect_currency(self, self.instance.instrument.currency)


class AddPositionForm(HoldingForm):
    """A new position. The form asks for details of an unknown symbol, and what to do if the account holds it."""

    symbol = SymbolField(max_length=bounds.SYMBOL_LENGTH)
    name = CleanTextField(max_length=bounds.INSTRUMENT_NAME_LENGTH, required=False)
    instrument_type = forms.ChoiceField(
        label="Type", choices=[*EMPTY_CHOICE, *INSTRUMENT_TYPES.items()], required=False
    )
    price = PriceField(
        label="Price of one share",
        **bounds.PRICE.form_options,
        required=False,
        help_text="Optional. Without a price it is listed but not in totals.",
    )
    currency = forms.ChoiceField(label="Currency of the price", choices=CURRENCY_CHOICES, required=False)
    when_held = forms.ChoiceField(
        label="You hold this already",
        choices=[("add", "Add to it"), ("replace", "Replace it")],
        widget=forms.RadioSelect,
        required=False,
    )
    held_version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, account: Account, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.account, self.user = account, user
        self.fields["currency"].initial = account.currency
        self.instrument: Instrument | None = None
        self.existing_position: Position | None = None
        self.needs_details = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not (symbol := cleaned.get("symbol")):
            return cleaned
        self.instrument = Instrument.objects.find_by_symbol(symbol, user=self.user)
        if self.instrument is not None:
            self._refuse_other_currency("cost_basis", self.instrument.currency)
            self._check_held(self.instrument)
            return cleaned
        self.needs_details = True
        if cleaned.get("name"):  # before that the page asks for no currency
            for name in ("cost_basis", "price"):
                self._refuse_other_currency(name, cleaned.get("currency") or BASE_CURRENCY)
        if not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", f"Alex does not know {symbol} yet. Enter a name to add it as your own.")
        if not cleaned.get("instrument_type") and "instrument_type" not in self.errors:
            self.add_error("instrument_type", "Choose a type.")
        return cleaned

    def _refuse_other_currency(self, name: str, currency: str) -> None:
        try:
            refuse_other_currency(self[name].data or "", currency)
        except ValidationError as error:
            self.add_error(name, error)

    def _check_held(self, instrument: Instrument) -> None:
        """Ask what to do with the position that the account already has, and check the totals after adding to it."""
        held = Position.objects.filter(account=self.account, instrument=instrument)
        self.existing_position = held.select_for_update().first()  # an edit in another tab comes before, or waits
        if self.existing_position is None or "quantity" not in self.cleaned_data:
            return
        if not self.cleaned_data.get("when_held"):
            self.add_error("when_held", "Add to it or replace it?")
        elif self.cleaned_data.get("held_version") != self.existing_position.version:
            self.add_error("when_held", "It changed after you chose. Please choose again.")
        elif self.cleaned_data["when_held"] == "add":
            quantity, cost = self.combined_totals()
            if quantity not in bounds.QUANTITY:
                self.add_error("quantity", f"Together that is {quantity:,f} shares, which is too many.")
            if cost is not None and cost not in bounds.COST_BASIS:
                self.add_error(
                    "cost_basis",
                    f"Together that is {write_amount(f'{cost:,f}', instrument.currency)}, which is too much.",
                )

    @property
    def needs_held_choice(self) -> bool:
        return self.existing_position is not None and "quantity" in self.cleaned_data

    def combined_totals(self) -> tuple[Decimal, Decimal | None]:
        """Return quantity and cost if this is added to the position that the account holds."""
        quantity, cost = self.cleaned_data["quantity"], self.cleaned_data.get("cost_basis")
        held = self.existing_position
        return (quantity, cost) if held is None else add_to_position(held, quantity, cost)

    @property
    def new_instrument(self) -> NewInstrument:
        """Return the details of a new instrument, for an unknown symbol."""
        values = self.cleaned_data
        price = EnteredPrice(values["price"])
        currency = values["currency"] or BASE_CURRENCY
        return NewInstrument(values["symbol"], values["name"], values["instrument_type"], price, currency=currency)

    @property
    def amounts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in POSITION_FIELDS}
