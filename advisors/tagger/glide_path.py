"""The typical mix of a target-date fund by the years until its target year."""

from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

FILE = Path(__file__).parent / "data" / "glide_path.json"
Percent = Annotated[int, Field(ge=0, le=100)]


class FrozenRecord(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PathPoint(FrozenRecord):
    """stocks: per cent of the fund when so many years are left. Negative years are after the target year."""

    years_left: int
    stocks: Percent


class GlidePath(FrozenRecord):
    """The file: a path from young to old with its public source. us_stocks, us_bonds: the American part, per cent."""

    about: str
    publisher: str = Field(min_length=1)
    title: str = Field(min_length=1)
    source: str = Field(pattern=r"^https://")
    dated: date
    us_stocks: Percent
    us_bonds: Percent
    path: tuple[PathPoint, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _check_order(self) -> "GlidePath":
        if any(old.years_left >= young.years_left or old.stocks > young.stocks for young, old in pairwise(self.path)):
            raise ValueError("The path must go from many years to few, and never to more stocks.")
        return self

    def find_stocks(self, years_left: int) -> int:
        """Return the share of stocks in whole per cent, interpolated between two points and constant beyond them."""
        first, last = self.path[0], self.path[-1]
        years = min(max(years_left, last.years_left), first.years_left)
        young, old = next(pair for pair in pairwise(self.path) if years >= pair[1].years_left)
        part = (years - old.years_left) / (young.years_left - old.years_left)
        return round(old.stocks + part * (young.stocks - old.stocks))

    def find_american_share(self, stocks: int) -> int:
        """Return the American part of a fund with this share of stocks, in whole per cent of the fund."""
        return round((stocks * self.us_stocks + (100 - stocks) * self.us_bonds) / 100)


@cache
def read_glide_path(file: Path = FILE) -> GlidePath:
    """Read the file. Raises pydantic's ValidationError."""
    return GlidePath.model_validate_json(file.read_text(encoding="utf-8"))
