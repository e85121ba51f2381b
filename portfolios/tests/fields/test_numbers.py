from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from portfolios.bounds import MONEY_LIMIT, PRICE_LIMIT, QUANTITY_LIMIT
from portfolios.fields.numbers import (
    FractionField,
    MoneyField,
    NumberField,
    PercentField,
    PriceField,
    expect_currency,
)
from portfolios.fields.text import CleanTextField, SymbolField

QUANTITY = NumberField(places=8, exclusive_minimum=0, exclusive_maximum=QUANTITY_LIMIT)
MONEY = MoneyField(exclusive_maximum=MONEY_LIMIT)
PRICE = PriceField(exclusive_maximum=PRICE_LIMIT)
FRACTION = FractionField(places=2, minimum=0, exclusive_maximum=50)


@pytest.mark.parametrize(
    ("field", "text", "number"),
    [
        (QUANTITY, "10", "10"),
        (QUANTITY, " 1,150 ", "1150"),
        (QUANTITY, "0.00000001", "0.00000001"),
        (QUANTITY, ".5", "0.5"),
        (QUANTITY, "5.", "5"),
        (QUANTITY, "1e3", "1000"),
        (QUANTITY, "1.1000000000", "1.1"),
        (QUANTITY, "999999999999.99999999", "999999999999.99999999"),
        (MONEY, "$1,234,567.89", "1234567.89"),
        (MONEY, "$ 0", "0"),
        (MONEY, "-0", "0"),
        (MONEY, "84 000", "84000"),
        (PRICE, "$0.000001", "0.000001"),
        (PercentField(places=2, minimum=0, exclusive_maximum=101), "12.5 %", "12.5"),
        (FRACTION, "4.25%", "0.0425"),
    ],
)
def test_numbers_are_read_as_people_write_them(field, text, number):
    assert field.clean(text) == Decimal(number)
    assert str(field.clean(text))[0] != "-"


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        (QUANTITY, "", "required"),
        (QUANTITY, "0", "above 0"),
        (QUANTITY, "-3", "above 0"),
        (QUANTITY, "1e30", "below 1,000,000,000,000"),
        (QUANTITY, "1000000000000", "below 1,000,000,000,000"),
        (QUANTITY, "NaN", "Enter a number"),
        (QUANTITY, "sNaN", "Enter a number"),
        (QUANTITY, "Infinity", "Enter a number"),
        (QUANTITY, "-inf", "Enter a number"),
        (QUANTITY, "ten", "Enter a number"),
        (QUANTITY, "1,5", "Enter a number"),
        (QUANTITY, "1,2345", "Enter a number"),
        (QUANTITY, "1_000", "Enter a number"),
        (QUANTITY, "1.2.3", "Enter a number"),
        (QUANTITY, "e5", "Enter a number"),
        (QUANTITY, ".", "Enter a number"),
        (QUANTITY, "١٢", "Enter a number"),
        (QUANTITY, "1\x002", "Enter a number"),
        (QUANTITY, "$5", "Enter a number"),
        (QUANTITY, "1.123456789", "at most 8 decimals"),
        (QUANTITY, "1e-9", "at most 8 decimals"),
        (QUANTITY, "1.00000000000000000000000000000001", "fewer digits"),
        (QUANTITY, "9" * 5000, "fewer digits"),
        (QUANTITY, "1e999", "below"),
        (MONEY, "-0.01", "0 or more"),
        (MONEY, "1.001", "at most 2 decimals"),
        (MONEY, "$$5", "Enter a number"),
        (MONEY, "$", "Enter a number"),
        (MONEY, "USD", "Enter a number"),
        (MONEY, "ABC 5", "Enter a number"),
        (PRICE, "INF", "Enter a number"),
        (FRACTION, "%", "Enter a number"),
        (PRICE, "0", "above 0"),
        (PRICE, "1e9", "below 1,000,000,000"),
        (FRACTION, "50", "below 50"),
        (FRACTION, "4.255", "at most 2 decimals"),
    ],
)
def test_an_invalid_number_gets_one_message(field, text, message):
    with pytest.raises(ValidationError) as refused:
        field.clean(text)
    assert len(refused.value.messages) == 1
    assert message in refused.value.messages[0]


@given(st.text(max_size=60) | st.floats().map(str) | st.integers().map(str) | st.decimals().map(str))
def test_any_text_is_a_number_or_a_message(text):
    for field in (QUANTITY, MONEY, PRICE, FRACTION):
        try:
            number = field.clean(text)
        except ValidationError as refused:
            assert refused.messages
        else:
            assert number.is_finite()
            assert 0 <= number < field.exclusive_maximum


@given(st.decimals("0.01", "99999999", places=2))
def test_a_field_accepts_what_it_displays(amount):
    for field in (MONEY, QUANTITY, PRICE):
        assert field.clean(field.prepare_value(amount)) == amount
        assert not field.has_changed(amount, field.prepare_value(amount))


@given(st.decimals("0", "0.49", places=4))
def test_a_fraction_is_entered_as_a_percentage(fraction):
    assert FRACTION.clean(FRACTION.prepare_value(fraction)) == fraction
    assert not FRACTION.has_changed(fraction, FRACTION.prepare_value(fraction))


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  Roth   IRA ", "Roth IRA"),
        ("Sav\x00ings", "Sav ings"),
        ("evil\u202eexe.txt", "evil exe.txt"),
        ("zero\u200bwidth", "zero width"),
        ("Cafe\u0301", "Café"),
        ("line\nbreak\ttab", "line break tab"),
    ],
)
def test_text_loses_invisible_characters(text, cleaned):
    assert CleanTextField().clean(text) == cleaned


@pytest.mark.parametrize("text", ["", "   ", "\x00", "\u202e\u200b", "\n\t"])
def test_invisible_text_counts_as_empty(text):
    with pytest.raises(ValidationError, match="required"):
        CleanTextField().clean(text)


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("vti", "VTI"),
        (" brk.b ", "BRK.B"),
        ("bf-b", "BF.B"),
        ("BRK/B", "BRK.B"),
        ("brk b", "BRK.B"),
        ("BTC-USD", "BTC-USD"),
        ("BAC-PL", "BAC-PL"),
    ],
)
def test_symbols_are_put_in_normal_form(text, symbol):
    assert SymbolField(max_length=20).clean(text) == symbol


@pytest.mark.parametrize("text", ["two words", "<script>", "Ümlaut", "-X", "💰", "A" * 21])
def test_an_invalid_symbol_is_refused(text):
    with pytest.raises(ValidationError):
        SymbolField(max_length=20).clean(text)


def test_an_optional_number_may_be_empty():
    class Sheet(forms.Form):
        money = MoneyField(exclusive_maximum=10, required=False)

    sheet = Sheet({"money": " "})
    assert sheet.is_valid()
    assert sheet.cleaned_data["money"] is None


class AmountForm(forms.Form):
    amount = MoneyField(exclusive_maximum=MONEY_LIMIT, required=False)
    share = PercentField(places=2, minimum=0, exclusive_maximum=101, required=False)


@pytest.mark.parametrize(
    ("currency", "text"),
    [("USD", "$5"), ("USD", "US$ 5"), ("USD", "5 usd"), ("CHF", "5 CHF"), ("EUR", "€5"), ("CAD", "$5"), ("CHF", "5")],
)
def test_an_amount_may_name_its_own_currency(currency, text):
    form = AmountForm({"amount": text})
    expect_currency(form, currency)
    assert form.is_valid() and form.cleaned_data["amount"] == 5


@pytest.mark.parametrize(
    ("currency", "text", "name"),
    [("USD", "€5", "US dollars"), ("USD", "5 CHF", "US dollars"), ("CHF", "$5", "Swiss francs"),
     ("GBP", "253.7p", "pounds sterling"), ("USD", "C$5", "US dollars")],
)  # fmt: skip
def test_an_amount_in_another_currency_is_refused(currency, text, name):
    form = AmountForm({"amount": text})
    expect_currency(form, currency)
    assert form.errors["amount"] == [f"Enter the amount in {name}."]
