"""Columns, forms and serializers accept the same bounds."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from rest_framework import serializers

from portfolios import bounds
from portfolios.api.serializers import AccountSerializer, PositionSerializer, ProfileSerializer
from portfolios.fields.numbers import FractionField, NumberField, WholeNumberField
from portfolios.forms.accounts import AccountEditForm, AddPositionForm, PositionForm
from portfolios.forms.income import IncomeForm
from portfolios.forms.instruments import InstrumentForm
from portfolios.forms.profile import ProfileForm
from portfolios.models import Account, IncomeStream, Instrument, Position, Profile

FORMS = {Account: [AccountEditForm], Position: [PositionForm, AddPositionForm], Profile: [ProfileForm],
         IncomeStream: [IncomeForm], Instrument: [InstrumentForm, AddPositionForm]}  # fmt: skip
SERIALIZERS = {Account: [AccountSerializer], Position: [PositionSerializer], Profile: [ProfileSerializer],
               Instrument: [PositionSerializer]}  # fmt: skip
COLUMN_NAMES = {"price": "current_price"}
NUMBERS = {
    (Account, "cash_balance"): bounds.CASH_BALANCE, (Account, "cash_interest"): bounds.CASH_INTEREST,
    (Position, "quantity"): bounds.QUANTITY, (Position, "cost_basis"): bounds.COST_BASIS,
    (Profile, "target_retirement_income"): bounds.RETIREMENT_INCOME,
    (Profile, "annual_contribution"): bounds.CONTRIBUTION,
    (Profile, "contribution_growth"): bounds.CONTRIBUTION_GROWTH, (Profile, "minimum_trade"): bounds.MINIMUM_TRADE,
    (Profile, "birth_year"): bounds.BIRTH_YEAR, (Profile, "retirement_age"): bounds.RETIREMENT_AGE,
    (Profile, "years_until_retirement"): bounds.YEARS_UNTIL_RETIREMENT, (Profile, "plan_to_age"): bounds.PLAN_TO_AGE,
    (IncomeStream, "amount"): bounds.INCOME_AMOUNT, (IncomeStream, "start_age"): bounds.INCOME_AGE,
    (IncomeStream, "end_age"): bounds.INCOME_AGE, (IncomeStream, "cola"): bounds.INFLATION_SHARE,
    (IncomeStream, "survivor_share"): bounds.INCOME_SURVIVOR_SHARE,
    (Instrument, "current_price"): bounds.PRICE,
}  # fmt: skip
NARROWER_IN_FORMS = {"contribution_growth": bounds.ENTERED_GROWTH, "years_until_retirement": bounds.YEARS_ON_SLIDER}
NOT_ENTERED = {"accepted_cut", "expense_ratio", "confidence", "version"}
BASES = {
    Profile: {"birth_year": 1960, "retirement_age": 65},
    IncomeStream: {"start_age": 18, "end_age": None},
    Instrument: {"priced_at": "2024-01-02", "price_source": "entered"},
}


def smallest(bound):
    return bound.minimum if isinstance(bound, bounds.WholeBounds) else bound.min_value


def largest(bound):
    return bound.maximum if isinstance(bound, bounds.WholeBounds) else bound.max_value


def step(bound):
    return 1 if isinstance(bound, bounds.WholeBounds) else bound.quantum


def fields_of(sources, attribute):
    """Yield (model, column, field) for each field of forms or serializers that stands for a column."""
    for model, classes in sources.items():
        for one in classes:
            for name, field in getattr(one, attribute).items():
                source = getattr(field, "source", None) or name
                column = COLUMN_NAMES.get(name, source.rpartition(".")[2])
                if column in {f.name for f in model._meta.fields}:
                    yield pytest.param(model, column, field, id=f"{one.__name__}-{name}")


FORM_FIELDS = list(fields_of(FORMS, "base_fields"))
SERIALIZER_FIELDS = list(fields_of(SERIALIZERS, "_declared_fields"))


def column_accepts(model, name, value):
    row = model(**{**BASES.get(model, {}), name: value})
    column = model._meta.get_field(name)
    try:
        column.run_validators(column.to_python(value))
        for constraint in model._meta.constraints:
            if name in str(constraint.deconstruct()) and hasattr(constraint, "condition") and constraint.condition:
                constraint.validate(model, row)
    except ValidationError:
        return False
    return True


def form_accepts(field, value):
    sent = value * 100 if isinstance(field, FractionField) else value
    try:
        field.clean(f"{sent:f}" if isinstance(sent, Decimal) else str(sent))
    except ValidationError:
        return False
    return True


def serializer_accepts(field, value):
    try:
        field.run_validation(str(value))
    except serializers.ValidationError:
        return False
    return True


def accepted_values(accepts, bound):
    """Return whether values just below, at both ends and just above the bounds are accepted."""
    low, high = smallest(bound), largest(bound)
    return tuple(accepts(value) for value in (low - step(bound), low, high, high + step(bound)))


def test_every_number_of_these_models_has_bounds():
    kinds = {"DecimalField", "PositiveSmallIntegerField", "PositiveIntegerField"}
    columns = {(model, field.name) for model in FORMS for field in model._meta.fields
               if field.get_internal_type() in kinds and field.name not in NOT_ENTERED}  # fmt: skip
    assert columns == NUMBERS.keys()


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "name"), NUMBERS)
def test_columns_take_the_bounds_exactly(model, name):
    bound, column = NUMBERS[model, name], model._meta.get_field(name)
    if isinstance(bound, bounds.Bounds):
        assert (column.max_digits, column.decimal_places) == (bound.digits, bound.places)
    assert accepted_values(lambda value: column_accepts(model, name, value), bound) == (False, True, True, False)


@pytest.mark.parametrize(("model", "name", "field"), FORM_FIELDS)
def test_form_fields_take_the_same_as_the_column(model, name, field):
    if not isinstance(field, NumberField):
        assert getattr(field, "max_length", None) == model._meta.get_field(name).max_length or hasattr(field, "choices")
        return
    bound = NARROWER_IN_FORMS.get(name, NUMBERS[model, name])
    assert isinstance(field, WholeNumberField) == isinstance(bound, bounds.WholeBounds)
    assert accepted_values(lambda value: form_accepts(field, value), bound) == (False, True, True, False)
    column_bound = NUMBERS[model, name]
    assert smallest(column_bound) <= smallest(bound) <= largest(bound) <= largest(column_bound)


@pytest.mark.parametrize(("model", "name", "field"), SERIALIZER_FIELDS)
def test_serializers_take_the_same_as_the_column(model, name, field):
    column = model._meta.get_field(name)
    if isinstance(field, serializers.CharField):
        assert field.max_length == column.max_length
    if isinstance(field, serializers.DecimalField):
        assert (field.max_digits, field.decimal_places) == (column.max_digits, column.decimal_places)
    if bound := NUMBERS.get((model, name)):
        assert accepted_values(lambda value: serializer_accepts(field, value), bound) == (False, True, True, False)
