"""Target-date funds: what a fund holds by the years until its year, as its family publishes it, and all its funds."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from portfolios.valuation.value import percentages

FILE = Path(__file__).parents[1] / "data" / "target_date_funds.json"
PartName = Literal["us_stocks", "foreign_stocks", "us_bonds", "foreign_bonds", "tips", "cash"]
STOCKS: tuple[PartName, ...] = ("us_stocks", "foreign_stocks")
BONDS: tuple[PartName, ...] = ("us_bonds", "foreign_bonds", "tips")
AMERICAN: tuple[PartName, ...] = ("us_stocks", "us_bonds", "tips", "cash")
FundType = Literal["mutual_fund", "etf"]
Mix = dict[PartName, Decimal]
"""Percent of the fund by part, summing to 100."""


class FrozenRecord(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Part(FrozenRecord):
    """What a part is looked through to: a broad fund of the catalogue, and fractions of classes of returns."""

    fund: str
    returns: dict[str, Decimal]


class PathPoint(FrozenRecord):
    """The mix when so many years are left. Negative years are after the target year."""

    years_left: int
    mix: dict[PartName, Annotated[Decimal, Field(ge=0, le=100)]]

    @model_validator(mode="after")
    def _check_sum(self) -> "PathPoint":
        if sum(self.mix.values()) != 100:
            raise ValueError(f"The mix at {self.years_left} years does not sum to 100.")
        return self

    @property
    def stocks(self) -> Decimal:
        return add_parts(self.mix, STOCKS)


class TargetDateFund(FrozenRecord):
    """year: None for the fund of those who have retired."""

    year: int | None
    symbol: str
    name: str
    expense_ratio: Decimal | None


class Series(FrozenRecord):
    name: str
    type: FundType
    funds: tuple[TargetDateFund, ...] = Field(min_length=1)


class Family(FrozenRecord):
    """A family with its path from young to old, and where it publishes it. words: a pattern of its names."""

    key: str
    words: str
    publisher: str = Field(min_length=1)
    title: str = Field(min_length=1)
    source: str = Field(pattern=r"^https://")
    dated: date
    path: tuple[PathPoint, ...] = Field(min_length=2)
    series: tuple[Series, ...]

    @model_validator(mode="after")
    def _check_order(self) -> "Family":
        if any(old.years_left >= young.years_left or old.stocks > young.stocks for young, old in pairwise(self.path)):
            raise ValueError("The path must go from many years to few, and never to more stocks.")
        return self

    def find_mix(self, years_left: int | None) -> Mix:
        """Return the mix with one decimal, interpolated between two points and constant beyond them; None: retired."""
        first, last = self.path[0], self.path[-1]
        years = last.years_left if years_left is None else min(max(years_left, last.years_left), first.years_left)
        young, old = next(pair for pair in pairwise(self.path) if years >= pair[1].years_left)
        part = Decimal(years - old.years_left) / (young.years_left - old.years_left)
        zero = Decimal(0)
        names = dict.fromkeys((*young.mix, *old.mix))
        return percentages(
            {name: part * young.mix.get(name, zero) + (1 - part) * old.mix.get(name, zero) for name in names}
        )


class TargetDateFile(FrozenRecord):
    """split_year: the year for which the splits of funds are computed. typical: the family of funds of all others."""

    note: str
    split_year: int
    typical: str
    parts: dict[PartName, Part]
    families: tuple[Family, ...]

    def find_family(self, name: str) -> tuple[Family, bool]:
        """Return the family that a fund's name names, and True; else the typical one, and False."""
        for family in self.families:
            if re.search(rf"\b(?:{family.words})\b", name, re.IGNORECASE):
                return family, True
        return next(family for family in self.families if family.key == self.typical), False


@cache
def read_target_date_file(file: Path = FILE) -> TargetDateFile:
    """Read the file. Raises pydantic's ValidationError."""
    return TargetDateFile.model_validate_json(file.read_text(encoding="utf-8"))


def add_parts(mix: Mapping[PartName, Decimal], names: tuple[PartName, ...]) -> Decimal:
    return sum((mix.get(name, Decimal(0)) for name in names), Decimal(0))
