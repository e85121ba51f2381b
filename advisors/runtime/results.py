"""Typed values of agents: the tagger's answer, and the plan that code builds from the planner's lines."""

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


class Share(AgentOutput):
    percent: float = Field(ge=0, le=100)


class AssetClassShare(Share):
    key: str = Field(json_schema_extra={"enum": list(ASSET_CLASSES)})


class RegionShare(Share):
    key: str = Field(json_schema_extra={"enum": list(REGIONS)})


class SectorShare(Share):
    key: str = Field(json_schema_extra={"enum": list(SECTORS)})


class Classification(AgentOutput):
    """Rationale first, figures after it. An empty list means: not known."""

    rationale: Annotated[str, Field(min_length=1, max_length=500)]
    asset_class: list[AssetClassShare]
    regions: list[RegionShare]
    sectors: list[SectorShare]
    confidence: float = Field(ge=0, le=1)

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
