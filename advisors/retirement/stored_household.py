"""The years and choices of a household as a step stores them and as pages and API show them."""

from pydantic import BaseModel, ConfigDict


class StoredPart(BaseModel):
    """Figures rounded to 8 significant digits. Extra keys of older rows are ignored."""

    model_config = ConfigDict(extra="ignore")


class HouseholdMark(StoredPart):
    """What happens to a household in calendar years. key: retirement, medicare, claim, rmd, irmaa, conversion, death.

    person: 0 for the person, 1 for the partner, None for both. to_year: None for a single year or to the end.
    """

    key: str
    person: int | None = None
    from_year: int
    to_year: int | None = None


class ClaimAge(StoredPart):
    """One claim age of a person: benefits a month and spending in today's dollars, success as a fraction."""

    person: int
    age: int
    is_planned: bool
    monthly: float
    survivor_monthly: float | None = None
    success: float
    difference: float
    standard_error: float | None = None
    lifetime_spending: float


class HouseholdChoice(StoredPart):
    """One order of withdrawal or one conversion (kind). Medians of the whole plan in today's dollars.

    key: conventional, proportional, bracket; none, to_12, to_22, to_24, amount. Years are calendar years. estate:
    what heirs keep after 22% tax on traditional money. pays_from: the first year from which the estate stays larger
    than in the plan as it is.
    """

    kind: str
    key: str
    rate: float | None = None
    from_year: int | None = None
    to_year: int | None = None
    is_planned: bool
    success: float
    difference: float
    standard_error: float | None = None
    lifetime_tax: float
    surcharges: float
    estate: float
    pays_from: int | None = None


class HouseholdFigures(StoredPart):
    """The household year by year, in today's dollars: medians of each year's figures, and what can be chosen.

    years: calendar years. ages: of each person. balances: at each year's end by kind (taxable, traditional, roth, hsa).
    sources: the money of each year by source. uses: spending, taxes, penalties, premiums. rmd, conversions: dollars.
    assumed: the assumptions that stand in for missing entries, in words. lifetime_tax: the median.
    """

    law_year: int
    years: list[int] = []
    ages: list[list[int]] = []
    balances: dict[str, list[float]] = {}
    sources: dict[str, list[float]] = {}
    uses: dict[str, list[float]] = {}
    rmd: list[float] = []
    conversions: list[float] = []
    marks: list[HouseholdMark] = []
    claim_ages: list[ClaimAge] = []
    choices: list[HouseholdChoice] = []
    assumed: list[str] = []
    lifetime_tax: float = 0.0
