"""Admin pages: the data that staff manage, and people's data that they may view."""

from portfolios.admin import holdings, market_settings, prices, rates, requests
from portfolios.admin.instruments import InstrumentAdmin

__all__ = ["InstrumentAdmin", "holdings", "market_settings", "prices", "rates", "requests"]
