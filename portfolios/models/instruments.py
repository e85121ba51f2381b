"""Instruments: the shared catalogue, and private instruments that users added."""

import uuid
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.functions import Length

from people.isolation.access import RowAccess
from people.isolation.purposes import Purpose
from people.kept_pages.page_data import PageData
from portfolios import bounds
from portfolios.cleaning import clean_text, normalize_symbol
from portfolios.currencies import BASE_CURRENCY, CURRENCY_CHOICES
from portfolios.models.base import build_range_constraint
from portfolios.models.classification import Classified
from portfolios.models.prices import previous_close
from portfolios.models.search import NAME_WORDS, UPPER_SYMBOL, build_search_rank, find_matches
from portfolios.taxonomy import INSTRUMENT_TYPES


def build_held_condition(**position_filter: Any) -> Exists:
    """Return a condition: a position in the instrument exists. Position imports this module, so look it up by name."""
    positions = apps.get_model("portfolios", "Position").objects.filter(**position_filter)
    return Exists(positions.filter(instrument=OuterRef("pk")))


class InstrumentQuerySet(models.QuerySet["Instrument"]):
    def catalogue(self) -> Self:
        return self.filter(owner__isnull=True)

    def visible_to(self, user: Any) -> Self:
        """Return the shared catalogue and this user's private instruments."""
        return self.filter(Q(owner__isnull=True) | Q(owner=user))

    def held_by(self, user: Any) -> Self:
        return self.filter(positions__user=user).distinct()

    def held_catalogue(self) -> Self:
        """Return the catalogue instruments that anyone holds."""
        return self.catalogue().filter(build_held_condition())

    def find_by_symbol(self, symbol: str, *, user: Any) -> "Instrument | None":
        """Find the instrument this user means by a symbol. A private one comes before the catalogue's."""
        return self.visible_to(user).filter(symbol=symbol).order_by(F("owner").asc(nulls_last=True)).first()

    def cheapest_in_groups(self, groups: Any) -> Self:
        """Return the cheapest catalogue fund in each of these exposure groups.

        No mutual fund, because many brokers sell only those of their own family, and nothing without a price.
        """
        known = {"expense_ratio__isnull": False, "current_price__isnull": False}
        funds = self.catalogue().filter(exposure_group__in=groups, **known).exclude(instrument_type="mutual_fund")
        return funds.order_by("exposure_group", "expense_ratio", "symbol").distinct("exposure_group")

    def private(self) -> Self:
        return self.filter(owner__isnull=False)

    def without_classification(self) -> Self:
        return self.filter(classified_by="")

    def undecided(self) -> Self:
        """Return instruments that nobody classified, or only the tagger without confirmation."""
        return self.filter(classified_by__in=("", Classified.ClassifiedBy.TAGGER), reviewed=False)

    def with_twin(self) -> Self:
        """Annotate `has_twin`: the catalogue has this symbol too, and the owner did not choose to keep their own."""
        shared = Instrument.objects.catalogue().filter(symbol=OuterRef("symbol"), currency=OuterRef("currency"))
        return self.annotate(has_twin=Q(owner__isnull=False, keeps_own=False) & Exists(shared))

    def with_previous_close(self) -> Self:
        """Annotate `previous_close`, in the instrument's own currency; null if it is not on record."""
        return self.annotate(previous_close=previous_close(""))

    def matching(self, search_text: str, *, user: Any) -> Self:
        """Search, best match first. Among equals: what this user holds or owns, then short symbols."""
        held = Q(build_held_condition(user=user))
        theirs_first = Case(When(Q(owner=user) | held, then=0), default=1)
        return (
            self.visible_to(user)
            .filter(pk__in=find_matches(search_text))
            .alias(upper_symbol=UPPER_SYMBOL)
            .alias(nearness=build_search_rank(search_text), theirs_first=theirs_first, length=Length("symbol"))
            .order_by("nearness", "theirs_first", "length", "symbol", "id")
        )


class Instrument(Classified):
    """A thing that can be held: in the shared catalogue (no owner), or a user's private instrument."""

    page_data = PageData(owner="owner")
    row_access = RowAccess(
        reads=(Purpose.RESEARCH,),
        writes=(Purpose.ADMIN, Purpose.CATALOGUE, Purpose.CLASSIFICATION, Purpose.PROMOTION, Purpose.PRICES),
        shares_unowned=True,
    )

    class PriceSource(models.TextChoices):
        NONE = "", "No price"
        SAMPLE = "sample", "Sample price"
        ENTERED = "entered", "Entered by hand"
        MARKET = "market", "Market data"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="instruments"
    )
    symbol = models.CharField(max_length=bounds.SYMBOL_LENGTH)
    name = models.CharField(max_length=bounds.INSTRUMENT_NAME_LENGTH)
    instrument_type = models.CharField(max_length=12, choices=list(INSTRUMENT_TYPES.items()))
    currency = models.CharField(max_length=3, choices=CURRENCY_CHOICES, default=BASE_CURRENCY, db_default=BASE_CURRENCY)
    current_price = models.DecimalField(**bounds.PRICE.column_options, null=True, blank=True)
    priced_at = models.DateTimeField(null=True, blank=True)
    price_source = models.CharField(max_length=10, choices=PriceSource, blank=True)
    expense_ratio = models.DecimalField(
        max_digits=8, decimal_places=6, null=True, blank=True, help_text="Yearly fee as a fraction: 0.0003 is 0.03%."
    )
    exposure_group = models.CharField(max_length=40, blank=True)
    keeps_own = models.BooleanField(
        default=False, help_text="The owner kept this instrument instead of the catalogue's with the same symbol."
    )
    provenance = models.CharField(max_length=120, blank=True)
    as_of = models.CharField("as of", max_length=80, blank=True)

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["symbol"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "symbol"], nulls_distinct=False, name="instrument_symbol_once"),
            models.CheckConstraint(
                condition=Q(current_price__isnull=True)
                | Q(current_price__gt=bounds.PRICE.exclusive_minimum, current_price__lt=bounds.PRICE.exclusive_maximum),
                name="instrument_price",
            ),
            models.CheckConstraint(
                condition=Q(current_price__isnull=True) | Q(priced_at__isnull=False) & ~Q(price_source=""),
                name="instrument_price_has_time_and_source",
            ),
            build_range_constraint(
                "expense_ratio", "instrument_expense_ratio", minimum=0, exclusive_maximum=1, or_null=True
            ),
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
        """Clean symbol and name. Raises ValidationError if one becomes empty."""
        self.symbol = normalize_symbol(clean_text(self.symbol)).replace(" ", "")
        self.name = clean_text(self.name)
        if not self.symbol or not self.name:
            raise ValidationError("Symbol and name need at least one visible character.")

    def find_catalogue_twin(self) -> "Instrument | None":
        """Return the catalogue instrument with the same symbol and currency, for a private instrument."""
        same = Instrument.objects.catalogue().filter(symbol=self.symbol, currency=self.currency)
        return same.first() if self.owner_id else None

    def move_to_catalogue(self) -> None:
        """Make a private instrument part of the shared catalogue, classified by staff."""
        values = {"owner": None, "keeps_own": False, "classified_by": self.ClassifiedBy.STAFF, "reviewed": True}
        self._decide(**values, confidence=None)


class RequestedInstrument(Instrument):
    """A private instrument as staff see it: a symbol that the catalogue may lack."""

    class Meta:
        proxy = True
        default_permissions = ()
