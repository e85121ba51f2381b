"""The sample portfolio: three accounts, seventeen positions and a profile."""

from decimal import Decimal
from typing import Any, NamedTuple

BIRTH_YEAR, RETIREMENT_AGE = 1981, 65


class SampleHolding(NamedTuple):
    symbol: str
    quantity: str
    cost_basis: str | None


class SampleAccount(NamedTuple):
    name: str
    kind: str
    purpose: str
    cash_balance: str
    cash_interest: str
    holdings: tuple[SampleHolding, ...]


ACCOUNTS = (
    SampleAccount("401(k) at work", "401k", "Retirement, with the employer's match", "3250.40", "0.0200", (
        SampleHolding("VOO", "310", "98420.00"),
        SampleHolding("VXUS", "820.5", "44180.00"),
        SampleHolding("BND", "1150", "86900.00"),
        SampleHolding("VTIP", "300", "14700.00"),
    )),
    SampleAccount("Roth IRA", "roth_ira", "Tax-free money for later", "1840.00", "0.0100", (
        SampleHolding("VUG", "95.25", "21900.00"),
        SampleHolding("VWO", "380", "16250.00"),
        SampleHolding("VNQ", "240", "22100.00"),
        SampleHolding("QQQ", "40", "12350.00"),
        SampleHolding("IAU", "300", "9980.00"),
    )),
    SampleAccount("Brokerage", "taxable", "Savings outside retirement accounts", "18500.00", "0.0400", (
        SampleHolding("VTI", "260", "48300.00"),
        SampleHolding("NVDA", "700", "15400.00"),
        SampleHolding("AAPL", "120.125", "13200.00"),
        SampleHolding("MSFT", "45", "11250.00"),
        SampleHolding("JPM", "60", None),
        SampleHolding("SCHD", "250", "18050.00"),
        SampleHolding("MUB", "180", "19700.00"),
        SampleHolding("SOFI", "1500", "14250.00"),
    )),
)  # fmt: skip

OWN_INSTRUMENT: dict[str, Any] = {
    "name": "SoFi Technologies, Inc.",
    "instrument_type": "stock",
    "current_price": Decimal("6.61"),
    "price_source": "entered",
}
OWN_SYMBOL = "SOFI"

PROFILE: dict[str, Any] = {
    "display_name": "Jordan Taylor",
    "birth_year": BIRTH_YEAR,
    "retirement_age": RETIREMENT_AGE,
    "target_retirement_income": Decimal(84_000),
    "annual_contribution": Decimal(24_000),
    "contribution_growth": Decimal("0.01"),
    "asset_class_targets": {
        "equity": Decimal(65), "fixed_income": Decimal(25), "real_estate": Decimal(5), "commodities": Decimal(5),
    },
    "region_targets": {"north_america": Decimal(70), "international": Decimal(30)},
    "confirmed": ["birth_year", "years_until_retirement", "annual_contribution", "asset_class_targets"],
}  # fmt: skip
SOCIAL_SECURITY: dict[str, Any] = {
    "kind": "social_security", "amount": Decimal(31_000), "start_age": 67, "cola": Decimal(1),
}  # fmt: skip
