"""The list of prices: public list prices of AWS for us-east-1, each with its source and the day it was right."""

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

FILE = Path(__file__).parent / "data" / "prices.json"


class Price(BaseModel):
    """dollars: for one unit. free_each_month: units that are always free. is_estimate: not a plain list price."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    dollars: Decimal = Field(gt=0)
    unit: str
    free_each_month: Decimal = Field(ge=0)
    source: str
    as_of: date
    is_estimate: bool

    def cost(self, units: float | Decimal) -> Decimal:
        """Return the dollars of so many units in a month, without the free ones."""
        return max(Decimal(units) - self.free_each_month, Decimal(0)) * self.dollars


class PriceList(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    region: str
    currency: str
    prices: tuple[Price, ...]

    def find(self, name: str) -> Price:
        return next(price for price in self.prices if price.name == name)

    @property
    def oldest(self) -> date:
        return min(price.as_of for price in self.prices)


@cache
def load_prices() -> PriceList:
    return PriceList.model_validate_json(FILE.read_text())
