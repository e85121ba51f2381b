"""What staff look after, and what of people's they may look at."""

from portfolios.admin import holdings, prices, requests
from portfolios.admin.instruments import InstrumentAdmin

__all__ = ["InstrumentAdmin", "holdings", "prices", "requests"]
