"""How an instrument is classified, and who classified it."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models.functions import Now

from people.models import TimeStamped
from portfolios.fields.split import SplitField
from portfolios.taxonomy import ASSET_CLASSES, DIMENSIONS, MIN_TRUSTED_CONFIDENCE, RETURN_CLASSES

Split = dict[str, Decimal]
SPLIT_FIELDS = ("allocation_asset_class", "allocation_regions", "allocation_sectors")
SURE_CONFIDENCE = Decimal("0.85")
UNSURE_CONFIDENCE = Decimal("0.3")


class Classified(TimeStamped):
    """Splits by asset class, region and sector. A person's decision replaces a tagger proposal, never the reverse."""

    class ClassifiedBy(models.TextChoices):
        NOBODY = "", "Not classified"
        SEED = "seed", "Catalogue"
        TAGGER = "tagger", "Tagger"
        STAFF = "staff", "Staff"
        OWNER = "owner", "Owner"

    allocation_asset_class = SplitField(ASSET_CLASSES, default=dict, blank=True)
    allocation_regions = SplitField(DIMENSIONS["regions"], default=dict, blank=True)
    allocation_sectors = SplitField(DIMENSIONS["sectors"], default=dict, blank=True)
    return_mix = SplitField(RETURN_CLASSES, null=True, blank=True)
    classified_by = models.CharField(max_length=8, choices=ClassifiedBy, blank=True)
    rationale = models.CharField(max_length=500, blank=True)
    confidence = models.DecimalField(max_digits=3, decimal_places=2, null=True, blank=True)
    reviewed = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @property
    def is_classified(self) -> bool:
        """Return whether the splits count: decided by a person, or proposed with enough confidence."""
        if not self.classified_by or not self.allocation_asset_class:
            return False
        if self.classified_by != self.ClassifiedBy.TAGGER or self.reviewed:
            return True
        return self.confidence is not None and self.confidence >= MIN_TRUSTED_CONFIDENCE

    @property
    def is_proposal(self) -> bool:
        """Return whether the tagger has run and nobody has decided yet. The proposal may be empty."""
        return self.classified_by == self.ClassifiedBy.TAGGER and not self.reviewed

    @property
    def awaits_confirmation(self) -> bool:
        return self.is_proposal and bool(self.allocation_asset_class)

    @property
    def confidence_label(self) -> str:
        """Describe the tagger's confidence in words."""
        confidence = self.confidence or Decimal(0)
        grades = ((SURE_CONFIDENCE, "sure"), (MIN_TRUSTED_CONFIDENCE, "fairly sure"), (UNSURE_CONFIDENCE, "not sure"))
        return next((label for least, label in grades if confidence >= least), "only guessing")

    def propose(
        self, *, asset_class: Split, regions: Split, sectors: Split, rationale: str, confidence: Decimal
    ) -> bool:
        """Store the tagger's proposal. Return False if the row was decided or changed since it was read."""
        if self.classified_by not in (self.ClassifiedBy.NOBODY, self.ClassifiedBy.TAGGER):
            return False
        unchanged = {name: getattr(self, name) for name in ("pk", "name", "instrument_type", "classified_by")}
        undecided = type(self)._default_manager.filter(**unchanged, reviewed=False)
        return bool(
            undecided.update(
                allocation_asset_class=asset_class,
                allocation_regions=regions,
                allocation_sectors=sectors,
                rationale=rationale[:500],
                confidence=confidence,
                classified_by=self.ClassifiedBy.TAGGER,
                updated_at=Now(),
            )
        )

    def confirm(self) -> None:
        """Record that the owner agrees with the tagger. The tagger's rationale is kept."""
        self._decide(classified_by=self.ClassifiedBy.OWNER, reviewed=True)

    def classify(self, **splits: Split) -> None:
        """Store the owner's splits. Without an asset class the instrument becomes unclassified."""
        asset_class = splits["allocation_asset_class"]
        by = self.ClassifiedBy.OWNER if asset_class else self.ClassifiedBy.NOBODY
        self._decide(**splits, classified_by=by, reviewed=bool(asset_class), rationale="", confidence=None)

    def _decide(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=[*values, "updated_at"])
