"""The database tables of accounts, positions, instruments and profiles. Arithmetic lives in the pure packages."""

from portfolios.models.accounts import Account, Position
from portfolios.models.imports import CatalogueDraft, ImportDraft, ImportMapping
from portfolios.models.income import IncomeStream
from portfolios.models.instruments import Instrument, RequestedInstrument
from portfolios.models.market_settings import MarketSettings
from portfolios.models.own_prices import OwnPrice
from portfolios.models.prices import PortfolioValue, PriceQuote
from portfolios.models.profile import Profile
from portfolios.models.rates import ExchangeRate
from portfolios.models.undo import Removal

__all__ = [
    "Account", "CatalogueDraft", "ExchangeRate", "ImportDraft", "ImportMapping", "IncomeStream", "Instrument",
    "MarketSettings", "OwnPrice", "PortfolioValue", "Position", "PriceQuote", "Profile", "Removal",
    "RequestedInstrument",
]  # fmt: skip
