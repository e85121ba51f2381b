"""What a person tries instead of their plan. It knows no engine, so every page can use it."""

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from portfolios import bounds

MAX_RETURN_POINTS = 5
Amount = Annotated[Decimal, Field(ge=0, lt=bounds.PRICE_LIMIT, decimal_places=2)]
SignedAmount = Annotated[Decimal, Field(gt=-bounds.PRICE_LIMIT, lt=bounds.PRICE_LIMIT, decimal_places=2)]


class Levers(BaseModel):
    """The values that differ from the plan; None leaves the plan's.

    `save` and `spend`: money of today a year. `retire` and `claim`: ages. `stocks`: percent of the mix. `once`:
    money received at retirement, below 0 if spent. `returns`: points a year on top of what is assumed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    save: Amount | None = None
    spend: Amount | None = None
    retire: Annotated[int, Field(ge=bounds.RETIREMENT_AGE.minimum, le=bounds.PLAN_TO_AGE.maximum)] | None = None
    claim: Annotated[int, Field(ge=bounds.CLAIM_AGE.minimum, le=bounds.CLAIM_AGE.maximum)] | None = None
    stocks: Annotated[Decimal, Field(ge=0, le=100)] | None = None
    once: SignedAmount | None = None
    returns: Annotated[Decimal, Field(ge=-MAX_RETURN_POINTS, le=MAX_RETURN_POINTS)] | None = None

    @property
    def moved(self) -> dict[str, Decimal | int]:
        """Return the values that differ from the plan, by name."""
        return self.model_dump(exclude_none=True)

    @property
    def has_money(self) -> bool:
        return any(amount is not None for amount in (self.save, self.spend, self.once))

    @property
    def query(self) -> dict[str, str]:
        """Return the parameters of a page with these values."""
        return {name: f"{Decimal(value).normalize():f}" for name, value in self.moved.items()}
