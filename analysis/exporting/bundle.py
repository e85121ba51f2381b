"""The bundle: one file with everything that an analysis was computed from, and what came of it."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, Self

from pydantic import SerializeAsAny, field_validator, model_validator

from advisors.document.document import Document
from advisors.runtime.step_output import Output, VerifiedOutput, load_output_class
from analysis.payloads import ChartsPayload, MadeWith, Payload, RetirementPayload, SummaryPayload
from portfolios.facts.fact import FactSheet
from portfolios.valuation.snapshot import Snapshot

MAX_SIMULATIONS = 50_000
MAX_NUMBER, MAX_DIGITS = Decimal(10) ** 18, 60
MAX_YEARS = 150


class AssumedRates(Payload):
    """A class of assets: geometric growth and volatility, nominal fractions a year."""

    growth: float
    volatility: float


class Assumptions(Payload):
    """The assumptions of the projection, to be read. `MadeWith.assumptions` is the digest of all stored ones."""

    as_of: str
    classes: dict[str, AssumedRates]
    correlation_labels: tuple[str, ...]
    correlation: tuple[tuple[float, ...], ...]
    company_volatility: float


class BundledStep(Payload):
    """A step of an agent. model: who wrote it, empty for code. output: of the class that belongs to its name."""

    name: str
    agent: str
    status: str
    model: str = ""
    output: SerializeAsAny[Output] | None = None

    @model_validator(mode="before")
    @classmethod
    def _read_output(cls, data: Any) -> Any:
        """Read the output as its step's class. Raises ValueError for a step that nobody has."""
        if not isinstance(data, dict) or not isinstance(data.get("output"), dict):
            return data
        try:
            model = load_output_class(str(data.get("name")))
        except LookupError as error:
            raise ValueError(str(error)) from error
        return {**data, "output": model.model_validate(data["output"])}


class Bundled(Payload):
    """snapshot: accounts, holdings, prices, rates and plan. assumptions: None if they have changed since.

    report: Markdown. model: of the report.
    """

    job_type: str
    completed_at: datetime
    model: str
    made_with: MadeWith
    assumptions: Assumptions | None = None
    snapshot: Snapshot
    facts: FactSheet
    charts: ChartsPayload
    document: Document
    retirement: RetirementPayload | None = None
    summary: SummaryPayload | None = None
    report: str
    steps: tuple[BundledStep, ...]

    @field_validator("made_with")
    @classmethod
    def _limit_simulations(cls, made: MadeWith) -> MadeWith:
        if not (0 < made.paths <= MAX_SIMULATIONS and 0 <= made.seed < 2**63):
            raise ValueError("The number of simulations or their seed is out of range.")
        return made

    @field_validator("snapshot")
    @classmethod
    def _limit_numbers(cls, snapshot: Snapshot) -> Snapshot:
        """Refuse numbers that no portfolio has: arithmetic on them could take forever."""
        profile = snapshot.profile
        ages = (profile.age, profile.years_until_retirement, profile.plan_to_age)
        if any(not 0 <= age <= MAX_YEARS for age in ages):
            raise ValueError("An age is out of range.")
        if not all(map(is_reasonable, list_numbers(snapshot.model_dump()))):
            raise ValueError("A number is out of range.")
        return snapshot

    @property
    def outputs(self) -> dict[str, VerifiedOutput]:
        """Return what the writing steps stored, by the name of the step."""
        return {step.name: step.output for step in self.steps if isinstance(step.output, VerifiedOutput)}

    def digest(self) -> str:
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class Bundle(Payload):
    """checksum: of the analysis. It finds accidents and careless edits; whoever means to can compute it anew."""

    format: Literal["alex-analysis"] = "alex-analysis"
    version: Literal[1] = 1
    checksum: str
    analysis: Bundled

    @classmethod
    def seal(cls, analysis: Bundled) -> Self:
        """Return the bundle of an analysis with its checksum."""
        return cls(checksum=analysis.digest(), analysis=analysis)

    @property
    def is_intact(self) -> bool:
        return self.checksum == self.analysis.digest()


def list_numbers(value: Any) -> Iterator[int | Decimal]:
    """Yield every number inside a value."""
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from list_numbers(one)
    elif isinstance(value, int | Decimal):
        yield value


def is_reasonable(number: int | Decimal) -> bool:
    """Return whether a number could be a quantity, an amount or a share."""
    exact = Decimal(number)
    _, digits, exponent = exact.as_tuple()
    return exact.is_finite() and abs(exact) <= MAX_NUMBER and len(digits) <= MAX_DIGITS and int(exponent) >= -MAX_DIGITS
