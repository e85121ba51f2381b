"""Which holdings are coins or funds of coins: known, but without a return that anybody could model."""

import re
from decimal import Decimal

from portfolios.valuation.portfolio import COMPANY_TYPES, Portfolio
from portfolios.valuation.snapshot import InstrumentValue

COIN_SYMBOLS = frozenset({
    "BTC", "ETH", "SOL", "XRP", "ADA", "DOGE", "LTC", "BCH", "AVAX", "DOT", "BNB", "XLM", "TRX", "LINK", "XBT", "SHIB",
})  # fmt: skip
COIN_GROUPS = frozenset({"bitcoin", "ethereum", "crypto"})
"""Exposure groups of funds that hold coins."""
COIN_NAME = re.compile(r"(?i)\b(bitcoin|ethereum|ether|solana|crypto\w*|dogecoin|litecoin)\b")
STABLE_NAME = re.compile(r"(?i)\b(usd|tether|dollar|stable\w*)\b")
"""A coin that follows the dollar is no speculation."""


def is_coin(instrument: InstrumentValue) -> bool:
    """Return whether an instrument is a coin or a fund of coins, by its group, its name, or its symbol.

    A symbol alone counts only where no other type was entered: stocks share symbols with coins.
    """
    if instrument.instrument_type in COMPANY_TYPES or STABLE_NAME.search(instrument.name):
        return False
    if instrument.exposure_group in COIN_GROUPS or COIN_NAME.search(instrument.name):
        return True
    return instrument.instrument_type == "other" and instrument.symbol.upper() in COIN_SYMBOLS


def find_coins(portfolio: Portfolio) -> tuple[tuple[InstrumentValue, Decimal], ...]:
    """Return the coins and funds of coins with their exact dollars over all accounts, largest first."""
    return tuple((instrument, worth) for instrument, worth in portfolio.holdings if is_coin(instrument))
