"""The tagger's typed answer: an instrument's splits by asset class, region and sector."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field

from advisors.runtime.results import AgentOutput
from portfolios.taxonomy import ASSET_CLASSES, DIMENSIONS, REGIONS, SECTORS, split_errors
from portfolios.valuation.value import apportion

SPLIT_SUM_TOLERANCE = Decimal(1)
"""Percentage points: a split whose sum is this close to 100 is scaled to it."""


class Share(AgentOutput):
    """One part of a split. Examples stand in descriptions: some providers refuse the keyword `examples`."""

    percent: float = Field(ge=0, le=100, description="Per cent of the whole instrument. Example: 60")


class AssetClassShare(Share):
    key: str = Field(description="An asset class. Example: equity", json_schema_extra={"enum": list(ASSET_CLASSES)})


class RegionShare(Share):
    key: str = Field(
        description="Where the companies or issuers are; international: somewhere abroad. Example: north_america",
        json_schema_extra={"enum": list(REGIONS)},
    )


class SectorShare(Share):
    key: str = Field(
        description="An industry, or for bonds the kind of issuer; diversified: many. Example: technology",
        json_schema_extra={"enum": list(SECTORS)},
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
