"""The figures of a projection as a step stores them and as pages and API show them."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from advisors.retirement.stored_household import HouseholdFigures
from portfolios.valuation.value import Number

Percentile = Literal["5", "10", "25", "50", "75", "90", "95"]


class StoredFigures(BaseModel):
    """Figures of the retirement engine, rounded to 8 significant digits. Extra keys of older rows are ignored."""

    model_config = ConfigDict(extra="ignore")


class Fan(StoredFigures):
    """Wealth by percentile today and at each year's end. real: in today's dollars. retirement_year: its index."""

    years: list[int] = []
    real: dict[Percentile, list[float]] = {}
    nominal: dict[Percentile, list[float]] = {}
    retirement_year: int | None = None


class Sensitivity(StoredFigures):
    """What one change does to success (None without a goal) and to the income in dollars a year."""

    label: str
    success: float | None = None
    estimated_income: float | None = None


class HistoricalStart(StoredFigures):
    """The plan started in a past year. name: the event the year is known for. terminal: dollars left at the end."""

    name: str
    start: int
    success: bool
    terminal: float


class HistoricalReplay(StoredFigures):
    """The plan started in each past year. periods: the number of start years."""

    successes: int
    periods: int
    named: list[HistoricalStart] = []


class StoryYear(StoredFigures):
    """One year of one simulation, in today's dollars. why: what moved the money."""

    year: int
    start: float
    saved: float
    income: float
    spent: float
    end: float
    why: str


class Story(StoredFigures):
    """One simulation year by year."""

    name: str
    years: list[StoryYear]


class RetirementFigures(StoredFigures):
    """The projection in figures. Success, its error and its interval are None without an income goal.

    paths: simulations. first_age: the person's age in year 1. judgements: how holdings were mapped to asset classes.
    household: None before taxes.
    """

    paths: int = 0
    success_probability: Number | None = None
    standard_error: Number | None = None
    interval: tuple[float, float] | None = None
    estimated_income: Number | None = None
    income_goal: float | None = None
    at_retirement: dict[Percentile, float] | None = None
    fan: Fan | None = None
    swings: list[Sensitivity] = []
    stories: list[Story] = []
    history: HistoricalReplay | None = None
    first_age: int = 0
    judgements: list[str] = []
    not_modelled: list[str] = []
    household: HouseholdFigures | None = None
