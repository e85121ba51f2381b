"""The JSON of profile, accounts, positions and instruments. Money is a string; splits are percentages by key."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, cast

from django.utils import timezone
from rest_framework import serializers

from people.api.errors import Conflict
from people.api.serializers import StrictSerializer
from portfolios import bounds
from portfolios.account_kinds import ACCOUNT_KIND_LABELS
from portfolios.changes.base_currency import CurrencyRefused, change_base_currency
from portfolios.changes.household import change_household
from portfolios.changes.profile import change_profile
from portfolios.cleaning import SYMBOL_PATTERN, clean_text, normalize_symbol
from portfolios.currencies import CURRENCY_CHOICES
from portfolios.fields.text import validate_past_day
from portfolios.household.checks import HouseholdRefused
from portfolios.household.inputs import MEMBER_LABELS
from portfolios.models import Account, Instrument, Position, Profile
from portfolios.models.base import AccountNameTaken
from portfolios.taxonomy import ASSET_CLASSES, INSTRUMENT_TYPES, REGION_TARGETS, split_errors
from portfolios.valuation.assumptions import CONFIRMABLE


class CleanTextField(serializers.CharField):
    """Text without control, bidirectional and invisible characters, cleaned as on the pages."""

    def to_internal_value(self, data: Any) -> str:
        """Clean the text. Refuse text that becomes empty."""
        text = clean_text(super().to_internal_value(data))
        if not text and not self.allow_blank:
            self.fail("blank")
        return text


class SymbolField(CleanTextField):
    def to_internal_value(self, data: Any) -> str:
        """Return the symbol in normal form."""
        symbol = normalize_symbol(super().to_internal_value(data))
        if not SYMBOL_PATTERN.fullmatch(symbol):
            raise serializers.ValidationError("Use letters, digits, dots and dashes, such as VTI or BRK.B.")
        return symbol


class SplitSerializerField(serializers.DictField):
    """Percentages over a fixed vocabulary, empty or with the sum 100."""

    def __init__(self, *, vocabulary: dict[str, str], **options: Any) -> None:
        self.vocabulary = vocabulary
        share = serializers.DecimalField(max_digits=7, decimal_places=4, min_value=Decimal(0), max_value=Decimal(100))
        super().__init__(child=share, **options)

    def to_internal_value(self, data: Any) -> dict[str, Decimal]:
        """Refuse shares that do not sum to 100, and unknown keys."""
        split: dict[str, Decimal] = super().to_internal_value(data)
        if errors := split_errors(split, self.vocabulary):
            raise serializers.ValidationError(errors)
        return split


class HouseholdField(serializers.JSONField):
    """The household plan as an object. A change names the fields to replace; null forgets one, others stay."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise serializers.ValidationError("Send an object.")
        return data

    def to_representation(self, value: Any) -> Any:
        return value.model_dump(mode="json")


class VersionedSerializer(StrictSerializer, serializers.ModelSerializer):
    """Requires the version that a change is based on. A stale change is refused with both versions."""

    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.instance is None:
            if "version" in attrs:
                raise serializers.ValidationError({"version": ["A new row has no version. Omit this field."]})
            return attrs
        if "version" not in attrs:
            raise serializers.ValidationError({"version": ["`version` is required."]})
        if attrs["version"] != self.instance.version:
            current = type(self)(self.instance).data
            raise Conflict("This was changed since you read it.", "stale", current=current, yours=self.initial_data)
        return attrs


class ProfileSerializer(VersionedSerializer):
    display_name = CleanTextField(max_length=bounds.DISPLAY_NAME_LENGTH, allow_blank=True, required=False)
    birth_year = serializers.IntegerField(**bounds.BIRTH_YEAR.serializer_options, allow_null=True, required=False)
    years_until_retirement = serializers.IntegerField(
        **bounds.YEARS_UNTIL_RETIREMENT.serializer_options, required=False
    )
    retirement_age = serializers.IntegerField(
        **bounds.RETIREMENT_AGE.serializer_options, allow_null=True, required=False
    )
    plan_to_age = serializers.IntegerField(**bounds.PLAN_TO_AGE.serializer_options, required=False)
    target_retirement_income = serializers.DecimalField(
        **bounds.RETIREMENT_INCOME.serializer_options, allow_null=True, required=False
    )
    annual_contribution = serializers.DecimalField(**bounds.CONTRIBUTION.serializer_options, required=False)
    base_currency = serializers.ChoiceField(
        choices=CURRENCY_CHOICES, required=False, help_text="Of all totals and of every amount in the plan."
    )
    plan_amounts = serializers.ChoiceField(
        choices=["convert", "keep"], required=False, write_only=True,
        help_text="With another base_currency: convert the amounts in the plan, or keep the numbers.",
    )  # fmt: skip
    household = HouseholdField(required=False)
    asset_class_targets = SplitSerializerField(vocabulary=ASSET_CLASSES, required=False)
    region_targets = SplitSerializerField(vocabulary=REGION_TARGETS, required=False)

    class Meta:
        model = Profile
        fields: ClassVar = [
            "display_name", "birth_year", "years_until_retirement", "retirement_age", "plan_to_age",
            "target_retirement_income", "annual_contribution", "base_currency", "plan_amounts", "asset_class_targets",
            "region_targets", "household", "version",
        ]  # fmt: skip

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse years that contradict the birth year and retirement age, which would override them."""
        attrs = super().validate(attrs)
        given = {name: attrs.get(name, getattr(self.instance, name)) for name in ("birth_year", "retirement_age")}
        if given["retirement_age"] is not None and given["birth_year"] is None:
            raise serializers.ValidationError({"birth_year": ["A retirement age requires a birth year."]})
        years, stored = attrs.get("years_until_retirement"), cast(Profile, self.instance)
        if years in {None, stored.years_until_retirement} or None in given.values():
            return attrs
        if years != Profile(**given).compute_years_until_retirement(today=timezone.localdate()):
            message = "This contradicts the birth year and the retirement age. Change these, or omit this field."
            raise serializers.ValidationError({"years_until_retirement": [message]})
        return attrs

    def update(self, instance: Profile, validated_data: dict[str, Any]) -> Profile:
        """Confirm every field that is sent; derive the years from birth year and retirement age.

        The household is checked against the profile as it is then.
        """
        del validated_data["version"]
        has_new_currency = self.change_currency(instance, validated_data)
        household = validated_data.pop("household", None)
        stated = [name for name, value in validated_data.items() if value is not None]
        for name, value in validated_data.items():
            setattr(instance, name, value)
        years = min(80, instance.compute_years_until_retirement(today=timezone.localdate()))
        values = {**validated_data, "years_until_retirement": years}
        if household is not None:
            try:
                change_household(profile=instance, values=household)
            except HouseholdRefused as error:
                found = {f"household.{name}": messages for name, messages in error.fields.items()}
                raise serializers.ValidationError(found) from error
        if validated_data or (household is None and not has_new_currency):
            change_profile(profile=instance, stated=stated, values=values)
        return instance

    def change_currency(self, instance: Profile, sent: dict[str, Any]) -> bool:
        """Change the currency first: the amounts that are sent with it are in it. Return whether it is another one."""
        code, amounts = sent.pop("base_currency", None), sent.pop("plan_amounts", None)
        if code is None or code == instance.base_currency:
            return False
        try:
            change_base_currency(user=instance.user, code=code, amounts=amounts)
        except CurrencyRefused as refused:
            raise serializers.ValidationError({"plan_amounts": [str(refused)]}) from refused
        instance.refresh_from_db()
        return True


class AccountSerializer(VersionedSerializer):
    account_name = CleanTextField(source="name", max_length=bounds.ACCOUNT_NAME_LENGTH)
    account_type = serializers.ChoiceField(source="kind", choices=list(ACCOUNT_KIND_LABELS))
    account_purpose = CleanTextField(
        source="purpose", max_length=bounds.ACCOUNT_PURPOSE_LENGTH, allow_blank=True, required=False
    )
    currency = serializers.ChoiceField(choices=CURRENCY_CHOICES, required=False, help_text="Of the cash.")
    cash_balance = serializers.DecimalField(**bounds.CASH_BALANCE.serializer_options, required=False)
    cash_interest = serializers.DecimalField(
        **bounds.CASH_INTEREST.serializer_options, allow_null=True, required=False,
        help_text="Yearly rate as a fraction: 0.04 is 4%. Null if unknown.",
    )  # fmt: skip
    account_owner = serializers.ChoiceField(source="owner", choices=list(MEMBER_LABELS), required=False)

    class Meta:
        model = Account
        fields: ClassVar = [
            "id", "account_name", "account_type", "account_purpose", "currency", "cash_balance", "cash_interest",
            "counts_for_retirement", "account_owner", "version",
        ]  # fmt: skip
        read_only_fields: ClassVar = ["id"]

    def validate_account_name(self, name: str) -> str:
        others = Account.objects.owned_by(self.context["request"].user).filter(name__iexact=name)
        if self.instance is not None:
            others = others.exclude(pk=self.instance.pk)
        if others.exists():
            raise serializers.ValidationError(str(AccountNameTaken(name)))
        return name


class InstrumentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Instrument
        fields: ClassVar = [
            "symbol", "name", "instrument_type", "currency", "current_price", "priced_at", "allocation_asset_class",
            "allocation_regions", "allocation_sectors",
        ]  # fmt: skip
        read_only_fields = fields


class PositionSerializer(VersionedSerializer):
    account_id = serializers.UUIDField()
    symbol = SymbolField(source="instrument.symbol", max_length=bounds.SYMBOL_LENGTH)
    quantity = serializers.DecimalField(**bounds.QUANTITY.serializer_options)
    cost_basis = serializers.DecimalField(**bounds.COST_BASIS.serializer_options, allow_null=True, required=False)
    as_of_date = serializers.DateField(allow_null=True, required=False)
    instrument = InstrumentSerializer(read_only=True)
    name = CleanTextField(max_length=bounds.INSTRUMENT_NAME_LENGTH, required=False, write_only=True)
    instrument_type = serializers.ChoiceField(choices=list(INSTRUMENT_TYPES), required=False, write_only=True)
    currency = serializers.ChoiceField(choices=CURRENCY_CHOICES, required=False, write_only=True)
    price = serializers.DecimalField(
        **bounds.PRICE.serializer_options, allow_null=True, required=False, write_only=True
    )

    class Meta:
        model = Position
        fields: ClassVar = [
            "id", "account_id", "symbol", "quantity", "cost_basis", "as_of_date", "version", "instrument", "name",
            "instrument_type", "currency", "price",
        ]  # fmt: skip
        read_only_fields: ClassVar = ["id"]

    def validate_as_of_date(self, day: date | None) -> date | None:
        return validate_past_day(day)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse to change the account or symbol of a stored position: that would be another position."""
        attrs = super().validate(attrs)
        if self.instance is None:
            return attrs
        instance = cast(Position, self.instance)
        symbol = attrs.pop("instrument", {}).get("symbol", instance.instrument.symbol)
        account_id = attrs.pop("account_id", instance.account_id)
        fixed = {
            name: ["The account and symbol of a position cannot change. Delete it and add another."]
            for name, differs in (("account_id", account_id != instance.account_id),
                                  ("symbol", symbol != instance.instrument.symbol))
            if differs
        }  # fmt: skip
        fixed |= {name: ["Only a new position accepts this field."] for name in NEW_INSTRUMENT_FIELDS if name in attrs}
        if fixed:
            raise serializers.ValidationError(fixed)
        return attrs


class UserAnswer(serializers.Serializer):
    """created: the profile is new and has defaults. assumed: fields that the person has not confirmed."""

    user = ProfileSerializer()
    created = serializers.BooleanField()
    assumed = serializers.ListField(child=serializers.ChoiceField(choices=list(CONFIRMABLE)))


class Added(serializers.Serializer):
    accounts = serializers.IntegerField()
    positions = serializers.IntegerField()


class Deleted(serializers.Serializer):
    accounts = serializers.IntegerField()


NEW_INSTRUMENT_FIELDS = ("name", "instrument_type", "currency", "price")
"""The fields that create a private instrument for an unknown symbol."""
