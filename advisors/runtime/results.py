"""The typed answers of agents. Text may hold `[[fact_id]]`, which is checked and replaced before anyone reads it."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator

from advisors import team
from portfolios.taxonomy import ASSET_CLASSES, DIMENSIONS, REGIONS, SECTORS, split_errors
from portfolios.valuation.value import apportion

SPLIT_SUM_TOLERANCE = Decimal(1)
"""Percentage points: a split whose sum is this close to 100 is scaled to it."""
Text = Annotated[str, Field(min_length=1, max_length=2000)]
ChartType = Literal["pie", "donut", "bar", "horizontalBar", "line"]


class AgentOutput(BaseModel):
    """Base of all typed answers: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")


class Consultation(AgentOutput):
    specialist: str = Field(  # the role of an agent; the team is read at each check, because it may grow
        json_schema_extra=lambda schema: schema.update(enum=[spec.role for spec in team.specialists()])
    )
    focus: Text = Field(description="What this specialist should look at in this case, in one sentence.")
    reason: Text = Field(description="Why this person needs it.")

    @field_validator("specialist")
    @classmethod
    def _validate_specialist(cls, role: str) -> str:
        if role not in {spec.role for spec in team.specialists()}:
            raise ValueError(f"There is no specialist {role!r}.")
        return role


class ConsultationPlan(AgentOutput):
    consultations: list[Consultation] = Field(
        json_schema_extra=lambda schema: schema.update(maxItems=len(team.specialists()))
    )

    @field_validator("consultations")
    @classmethod
    def _validate_length(cls, consultations: list[Consultation]) -> list[Consultation]:
        if len(consultations) > len(team.specialists()):
            raise ValueError("There are more consultations than specialists.")
        return consultations

    def get_focus(self, specialist: str) -> str:
        return next((c.focus for c in self.consultations if c.specialist == specialist), "")


class Recommendation(AgentOutput):
    """impact: ids of the facts that say how much it matters."""

    title: Text
    reason: Text
    impact: list[str] = Field(max_length=4)
    priority: int = Field(ge=1, le=10)


class Recommendations(AgentOutput):
    recommendations: list[Recommendation] = Field(max_length=7)


class ActionDraft(AgentOutput):
    title: Text
    reason: Text
    impact: list[str] = Field(max_length=4)


class Summary(AgentOutput):
    """content: a few sentences of Markdown. actions: most important first."""

    content: Annotated[str, Field(min_length=1, max_length=4000)]
    actions: list[ActionDraft] = Field(max_length=10)


class ChartChoice(AgentOutput):
    series: str
    type: ChartType
    title: Annotated[str, Field(min_length=1, max_length=120)]
    description: Annotated[str, Field(min_length=1, max_length=400)]


class ChartChoices(AgentOutput):
    charts: list[ChartChoice] = Field(max_length=6)


class Share(AgentOutput):
    """One part of a split. Examples stand in descriptions: some providers refuse the keyword `examples`."""

    percent: float = Field(ge=0, le=100, description="Per cent of the whole instrument. Example: 60")


class AssetClassShare(Share):
    key: str = Field(
        json_schema_extra={"enum": list(ASSET_CLASSES)},
        description="An asset class. A fund of stocks and bonds has a share of equity and one of fixed_income. "
        "Example: equity",
    )


class RegionShare(Share):
    key: str = Field(
        json_schema_extra={"enum": list(REGIONS)},
        description="Where the companies or issuers are. international: abroad, where no closer region is known. "
        "Example: north_america",
    )


class SectorShare(Share):
    key: str = Field(
        json_schema_extra={"enum": list(SECTORS)},
        description="An industry, or for bonds the kind of issuer. diversified: spread over many in unknown shares. "
        "Example: technology",
    )


class Classification(AgentOutput):
    """Rationale first, figures after it. An empty list means: not known."""

    rationale: Annotated[str, Field(min_length=1, max_length=500)] = Field(
        description="What it holds and how you know, in one or two sentences without figures. "
        "Example: A balanced index fund of stocks and bonds from all over the world, as its issuer describes it."
    )
    asset_class: list[AssetClassShare] = Field(
        description="The split over asset classes, summing to 100; empty if you do not know. "
        'Example: [{"key": "equity", "percent": 60}, {"key": "fixed_income", "percent": 40}]'
    )
    regions: list[RegionShare] = Field(
        description="The split over regions, summing to 100; empty if you do not know. "
        'Example: [{"key": "north_america", "percent": 65}, {"key": "international", "percent": 35}]'
    )
    sectors: list[SectorShare] = Field(
        description="The split over sectors, summing to 100; empty if you do not know. "
        'Example: [{"key": "technology", "percent": 100}]'
    )
    confidence: float = Field(
        ge=0, le=1,
        description="How sure you are of all of it. Below 0.6 it counts only once a person confirms it. Example: 0.7",
    )  # fmt: skip

    def splits(self) -> dict[str, dict[str, Decimal]]:
        """Return percentages by dimension and key."""
        return {
            dimension: {share.key: Decimal(str(share.percent)) for share in getattr(self, dimension)}
            for dimension in DIMENSIONS
        }

    def normalize_splits(self) -> Self:
        """Return a copy whose splits close to 100 sum to exactly 100, in hundredths. Others stay as they are."""
        updates = {}
        for dimension, split in self.splits().items():
            shares, total = getattr(self, dimension), sum(split.values(), Decimal(0))
            if len(split) == len(shares) and 0 < abs(total - 100) <= SPLIT_SUM_TOLERANCE:
                exact = apportion({key: 100 * share / total for key, share in split.items()})
                updates[dimension] = [s.model_copy(update={"percent": float(exact[s.key])}) for s in shares]
        return self.model_copy(update=updates)

    def find_errors(self) -> list[str]:
        """Return the errors of the splits as sentences: unknown keys, duplicate keys, sums other than 100."""
        errors = [
            f"{dimension}: {error}"
            for dimension, split in self.splits().items()
            for error in split_errors(split, DIMENSIONS[dimension])
        ]
        duplicates = [d for d, split in self.splits().items() if len(split) != len(getattr(self, d))]
        return errors + [f"{dimension}: a key is repeated" for dimension in duplicates]
