"""Instruments: the shared catalogue, and what people added for themselves."""

import uuid
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.functions import Length

from portfolios.cleaning import clean_text, normalize_symbol
from portfolios.models.base import PRICE_BELOW, build_range_constraint
from portfolios.models.classification import Classified
from portfolios.models.search import NAME_WORDS, UPPER_SYMBOL, build_search_condition, build_search_rank
from portfolios.taxonomy import INSTRUMENT_TYPES


def build_held_condition(**whose: Any) -> Exists:
    """Return a condition: a position in the instrument exists. Position depends on this module, so it is named."""
    positions = apps.get_model("portfolios", "Position").objects.filter(**whose)
    return Exists(positions.filter(instrument=OuterRef("pk")))


class InstrumentQuerySet(models.QuerySet["Instrument"]):
    def catalogue(self) -> Self:
        return self.filter(owner__isnull=True)

    def visible_to(self, user: Any) -> Self:
        """The shared catalogue and this person's own."""
        return self.filter(Q(owner__isnull=True) | Q(owner=user))

    def held_by(self, user: Any) -> Self:
        return self.filter(positions__user=user).distinct()

    def held_catalogue(self) -> Self:
        """What of the shared catalogue anybody holds."""
        return self.catalogue().filter(build_held_condition())

    def find_by_symbol(self, symbol: str, *, user: Any) -> "Instrument | None":
        """What this person means by a symbol: an instrument of their own before the catalogue's."""
        return self.visible_to(user).filter(symbol=symbol).order_by(F("owner").asc(nulls_last=True)).first()

    def cheapest_in_groups(self, groups: Any) -> Self:
        """The catalogue's cheapest fund of each of these exposure groups."""
        known = self.catalogue().filter(exposure_group__in=groups, expense_ratio__isnull=False)
        return known.order_by("exposure_group", "expense_ratio", "symbol").distinct("exposure_group")

    def private(self) -> Self:
        """What people added for themselves."""
        return self.filter(owner__isnull=False)

    def without_classification(self) -> Self:
        return self.filter(classified_by="")

    def undecided(self) -> Self:
        """What no person and no source has classified: nobody, or the tagger without anybody's agreement."""
        return self.filter(classified_by__in=("", Classified.ClassifiedBy.TAGGER), reviewed=False)

    def with_twin(self) -> Self:
        """`has_twin`: the catalogue has this symbol too, and the owner has not decided to keep their own."""
        shared = Instrument.objects.catalogue().filter(symbol=OuterRef("symbol"))
        return self.annotate(has_twin=Q(owner__isnull=False, keeps_own=False) & Exists(shared))

    def matching(self, words: str, *, user: Any) -> Self:
        """What this person may mean, the likeliest first; among equals what they hold or own, then short symbols."""
        held = Q(build_held_condition(user=user))
        theirs_first = Case(When(Q(owner=user) | held, then=0), default=1)
        return (
            self.visible_to(user)
            .alias(upper_symbol=UPPER_SYMBOL, name_words=NAME_WORDS)
            .filter(build_search_condition(words))
            .alias(nearness=build_search_rank(words), theirs_first=theirs_first, length=Length("symbol"))
            .order_by("nearness", "theirs_first", "length", "symbol", "id")
        )


class Instrument(Classified):
    """The shared catalogue (no owner), and what users added for themselves."""

    class PriceSource(models.TextChoices):
        NONE = "", "No price"
        SAMPLE = "sample", "Sample price"
        ENTERED = "entered", "Entered by hand"
        MARKET = "market", "Market data"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="instruments"
    )
    symbol = models.CharField(max_length=20)
    name = models.CharField(max_length=160)
    instrument_type = models.CharField(max_length=12, choices=list(INSTRUMENT_TYPES.items()))
    current_price = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    priced_at = models.DateTimeField(null=True, blank=True)
    price_source = models.CharField(max_length=10, choices=PriceSource, blank=True)
    expense_ratio = models.DecimalField(
        max_digits=8, decimal_places=6, null=True, blank=True, help_text="A fraction a year: 0.0003 is 0.03%."
    )
    exposure_group = models.CharField(max_length=40, blank=True)
    keeps_own = models.BooleanField(
        default=False, help_text="Its owner was offered the catalogue's instrument of this symbol and kept this one."
    )
    provenance = models.CharField(max_length=120, blank=True)
    as_of = models.CharField("as of", max_length=80, blank=True)

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["symbol"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "symbol"], nulls_distinct=False, name="instrument_symbol_once"),
            models.CheckConstraint(
                condition=Q(current_price__isnull=True) | Q(current_price__gt=0, current_price__lt=PRICE_BELOW),
                name="instrument_price",
            ),
            models.CheckConstraint(
                condition=Q(current_price__isnull=True) | Q(priced_at__isnull=False) & ~Q(price_source=""),
                name="instrument_price_has_time_and_source",
            ),
            build_range_constraint("expense_ratio", "instrument_expense_ratio", least=0, below=1, or_null=True),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__gte=0, confidence__lte=1),
                name="instrument_confidence",
            ),
        ]
        indexes: ClassVar = [
            models.Index(UPPER_SYMBOL, name="instrument_symbol_begins"),
            GinIndex(NAME_WORDS, name="instrument_name_words", fastupdate=False),
            models.Index(fields=["symbol"], condition=Q(owner__isnull=False), name="instrument_private_symbol"),
            models.Index(
                fields=["exposure_group", "expense_ratio", "symbol"],
                condition=Q(owner__isnull=True, expense_ratio__isnull=False),
                name="instrument_cheapest_of_group",
            ),
        ]

    def __str__(self) -> str:
        return self.symbol

    def clean(self) -> None:
        self.symbol = normalize_symbol(clean_text(self.symbol)).replace(" ", "")
        self.name = clean_text(self.name)
        if not self.symbol or not self.name:
            raise ValidationError("Symbol and name need at least one visible character.")

    def find_catalogue_twin(self) -> "Instrument | None":
        """The catalogue's instrument of the same symbol, for one's own."""
        return Instrument.objects.catalogue().filter(symbol=self.symbol).first() if self.owner_id else None

    def move_to_catalogue(self) -> None:
        """From now on it is the catalogue's; staff stand for what it is made of."""
        values = {"owner": None, "keeps_own": False, "classified_by": self.ClassifiedBy.STAFF, "reviewed": True}
        self._decide(**values, confidence=None)

    def mark_as_kept(self) -> None:
        self.keeps_own = True
        self.save(update_fields=["keeps_own", "updated_at"])


class RequestedInstrument(Instrument):
    """Somebody's own, as staff see it: a symbol that the catalogue may lack."""

    class Meta:
        proxy = True
        default_permissions = ()
