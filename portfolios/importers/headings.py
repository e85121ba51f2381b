"""The headings that brokers and spreadsheets use, and the field that each one names."""

from dataclasses import dataclass

FIELD_LABELS = {
    "symbol": "Symbol",
    "name": "Name",
    "quantity": "Quantity",
    "price": "Price of one share",
    "price_as_of": "Price as of",
    "value": "Value",
    "cost_basis": "Total cost",
    "cost_per_share": "Cost of one share",
    "as_of": "As of",
    "currency": "Currency",
    "instrument_type": "Instrument type",
    "made_of": "Made of",
    "made_of_regions": "Made of, by region",
    "made_of_sectors": "Made of, by sector",
    "account": "Account",
    "account_type": "Account type",
    "account_purpose": "Account purpose",
    "cash_interest": "Interest on cash",
    "counts_for_retirement": "Counts for retirement",
    "cash_balance": "Cash balance",
}
NUMBER_FIELDS = ("quantity", "price", "value", "cost_basis", "cost_per_share", "cash_balance")

HEADINGS = {
    "symbol": (
        "symbol", "ticker", "ticker symbol", "symbol cusip", "stock symbol", "fund symbol", "security id", "cusip",
        "kürzel", "wkn", "isin",
    ),
    "name": (
        "name", "description", "investment name", "fund name", "security name", "security description", "security",
        "investment", "bezeichnung", "wertpapier", "libellé", "nom",
    ),
    "quantity": (
        "quantity", "qty", "qty quantity", "shares", "units", "share balance", "number of shares", "position", "anzahl",
        "stück", "menge", "quantité", "cantidad",
    ),
    "price": (
        "price", "price of one share", "last price", "share price", "close price", "mark price", "markprice",
        "market price", "current price", "unit price", "closing price", "kurs", "cours", "precio",
    ),
    "price_as_of": ("price as of",),
    "value": (
        "value", "current value", "market value", "mkt val", "mkt val market value", "total value", "position value",
        "positionvalue", "wert", "marktwert", "kurswert", "valeur",
    ),
    "cost_basis": (
        "total cost", "cost basis total", "cost basis", "total cost basis", "cost basis money", "costbasismoney",
        "einstandswert", "kaufwert",
    ),
    "cost_per_share": (
        "cost of one share", "average cost basis", "cost basis per share", "cost per share", "cost share",
        "average cost", "avg cost", "cost price", "costbasisprice", "avg price", "average price", "unit cost",
        "purchase price", "einstandskurs", "kaufkurs",
    ),
    "as_of": ("as of", "as of date", "position date", "price date", "report date", "reportdate", "date", "datum"),
    "currency": ("currency", "currencyprimary", "currency primary", "währung", "devise"),
    "instrument_type": (
        "instrument type", "security type", "asset type", "asset category", "asset class", "assetclass",
    ),
    "made_of": ("made of",),
    "made_of_regions": ("made of by region",),
    "made_of_sectors": ("made of by sector",),
    "account": (
        "account", "account name", "account name number", "account heading", "accountalias", "account number",
        "account id", "clientaccountid", "fund account number", "konto", "depot", "compte",
    ),
    "account_type": ("account type",),
    "account_purpose": ("account purpose",),
    "cash_interest": ("interest on cash",),
    "counts_for_retirement": ("counts for retirement",),
    "cash_balance": ("cash balance",),
}  # fmt: skip


@dataclass(frozen=True)
class BrokerPreset:
    """A broker's positions file: the heading of each field. A file with all of them matches."""

    name: str
    columns: dict[str, str]


BROKER_PRESETS = (
    BrokerPreset("Fidelity", {
        "account": "account name", "symbol": "symbol", "name": "description", "quantity": "quantity",
        "price": "last price", "value": "current value", "cost_basis": "cost basis total",
        "cost_per_share": "average cost basis",
    }),
    BrokerPreset("Schwab", {
        "symbol": "symbol", "name": "description", "quantity": "qty quantity", "price": "price",
        "value": "mkt val market value", "cost_basis": "cost basis", "instrument_type": "asset type",
    }),
    BrokerPreset("Schwab", {
        "symbol": "symbol", "name": "description", "quantity": "quantity", "price": "price", "value": "market value",
        "cost_basis": "cost basis", "instrument_type": "security type",
    }),
    BrokerPreset("Vanguard", {
        "account": "account number", "name": "investment name", "symbol": "symbol", "quantity": "shares",
        "price": "share price", "value": "total value",
    }),
    BrokerPreset("Interactive Brokers", {
        "symbol": "symbol", "quantity": "quantity", "price": "close price", "value": "value",
        "cost_basis": "cost basis", "currency": "currency", "instrument_type": "asset category",
    }),
    BrokerPreset("Interactive Brokers", {
        "account": "clientaccountid", "symbol": "symbol", "name": "description", "quantity": "quantity",
        "price": "markprice", "value": "positionvalue", "cost_basis": "costbasismoney",
        "cost_per_share": "costbasisprice", "currency": "currencyprimary", "instrument_type": "assetclass",
        "as_of": "reportdate",
    }),
)  # fmt: skip

FIELDS_BY_HEADING = {heading: name for name, headings in HEADINGS.items() for heading in headings}
TRANSACTION_HEADINGS = frozenset({
    "trade date", "settlement date", "transaction type", "transaction description", "run date", "action", "activity",
})  # fmt: skip
"""Headings of a table of transactions. Alex cannot import those: their sum is not what a person holds."""
