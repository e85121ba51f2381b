"""The sample portfolio: three accounts, seventeen positions, and the person they belong to."""

from decimal import Decimal
from typing import Any, NamedTuple

BIRTH_YEAR, RETIREMENT_AGE = 1981, 65


class Holding(NamedTuple):
    symbol: str
    quantity: str
    cost_basis: str | None


class SampleAccount(NamedTuple):
    name: str
    kind: str
    purpose: str
    cash_balance: str
    cash_interest: str
    holdings: tuple[Holding, ...]


ACCOUNTS = (
    SampleAccount("401(k) at work", "401k", "Retirement, with the employer's match", "3250.40", "0.0200", (
        Holding("VOO", "310", "98420.00"),
        Holding("VXUS", "820.5", "44180.00"),
        Holding("BND", "1150", "86900.00"),
        Holding("VTIP", "300", "14700.00"),
    )),
    SampleAccount("Roth IRA", "roth_ira", "Tax-free money for later", "1840.00", "0.0100", (
        Holding("VUG", "95.25", "21900.00"),
        Holding("VWO", "380", "16250.00"),
        Holding("VNQ", "240", "22100.00"),
        Holding("QQQ", "40", "12350.00"),
        Holding("IAU", "300", "9980.00"),
    )),
    SampleAccount("Brokerage", "taxable", "Savings outside retirement accounts", "18500.00", "0.0400", (
        Holding("VTI", "260", "48300.00"),
        Holding("NVDA", "700", "15400.00"),
        Holding("AAPL", "120.125", "13200.00"),
        Holding("MSFT", "45", "11250.00"),
        Holding("JPM", "60", None),
        Holding("SCHD", "250", "18050.00"),
        Holding("MUB", "180", "19700.00"),
        Holding("SOFI", "1500", "14250.00"),
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
SOCIAL_SECURITY: dict[str, Any] = {"amount": Decimal(31_000), "start_age": 67, "cola": Decimal(1)}
