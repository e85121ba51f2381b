from datetime import datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from portfolios.templatetags import money
from portfolios.valuation.snapshot import InstrumentValue


@pytest.mark.parametrize(
    ("formatted", "expected"),
    [
        (money.usd(Decimal("692318.08")), "$692,318"),
        (money.usd(Decimal("-0.6")), "−$1"),
        (money.usd(None), "–"),
        (money.usd_cents(Decimal("692318.085")), "$692,318.08"),
        (money.usd_cents(0), "$0.00"),
        (money.usd_cents(-5), "−$5.00"),
        (money.price(Decimal("6.610000")), "$6.61"),
        (money.price(Decimal("0.012345")), "$0.012345"),
        (money.price(Decimal("1000.000000")), "$1,000.00"),
        (money.price(None), "–"),
        (money.percent(Decimal("67.449")), "67.4%"),
        (money.percent(0.25, 2), "0.25%"),
        (money.percent(None), "–"),
        (money.as_percent(Decimal("0.0400")), "4%"),
        (money.as_percent(Decimal("0.000945"), 3), "0.094%"),
        (money.as_percent(None), "–"),
        (money.points(Decimal("3.24")), "+3.2"),
        (money.points(Decimal("-0.06")), "−0.1"),
        (money.quantity(Decimal("1150.00000000")), "1,150"),
        (money.quantity(Decimal("0.00000001")), "0.00000001"),
        (money.quantity(Decimal("999999999999.99999999")), "999,999,999,999.99999999"),
        (money.quantity(None), "–"),
        (money.taxonomy_label("fixed_income"), "Bonds"),
    ],
)
def test_figures_are_written_for_people(formatted, expected):
    assert formatted == expected


@pytest.mark.parametrize(
    ("source", "note"),
    [
        ("sample", "sample price, Jun 28, 2024"),
        ("entered", "entered by hand, Jun 28, 2024"),
        ("market", "market price, Jun 28, 2024"),
    ],
)
def test_a_price_note_names_source_and_day(source, note):
    close = datetime(2024, 6, 28, 16, tzinfo=ZoneInfo("America/New_York"))
    row = InstrumentValue(
        id=UUID(int=1), symbol="S", name="S", instrument_type="stock", price=1, priced_at=close, price_source=source
    )
    assert money.price_note(row) == note
    assert money.price_note(row.model_copy(update={"price": None})) == "no price"
