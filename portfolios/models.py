"""What a person owns. Rows only: arithmetic on them is in the pure modules beside this one."""

import uuid
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import IntegrityError, models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.functions import Coalesce, Length
from django.urls import reverse

from people.fields import SchemaField
from people.models import TimeStamped
from portfolios.assumptions import CONFIRMABLE, ConfirmableField, assumed_fields, confirmed_with
from portfolios.classified import Classified
from portfolios.cleaning import clean_text, ticker
from portfolios.drafts import CatalogueDraft, ImportDraft, ImportMapping
from portfolios.fields import SplitField
from portfolios.finding import NAME_WORDS, SYMBOL, found_by, nearness
from portfolios.records import PortfolioValue, PriceQuote
from portfolios.removed import Removal
from portfolios.rows import MONEY_BELOW, PRICE_BELOW, NameTaken, OwnedQuerySet, between, list_of
from portfolios.taxonomy import ACCOUNT_KINDS, ASSET_CLASSES, INSTRUMENT_TYPES, REGION_TARGETS

QUANTITY_BELOW = Decimal("1e12")

__all__ = [
    "Account", "CatalogueDraft", "ImportDraft", "ImportMapping", "IncomeStream", "Instrument", "PortfolioValue",
    "Position", "PriceQuote", "Profile", "Removal", "RequestedInstrument",
]  # fmt: skip


def default_asset_class_targets() -> dict[str, Decimal]:
    return {"equity": Decimal(70), "fixed_income": Decimal(30)}


def default_region_targets() -> dict[str, Decimal]:
    return {"north_america": Decimal(50), "international": Decimal(50)}


class Versioned:
    """Rows that people edit: every write of theirs adds 1 to `version`, so that a stale edit is noticed."""

    version: Any

    def change(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self, name, value)
        self.version += 1
        self.save(update_fields=[*values, "version", "updated_at"])  # type: ignore[attr-defined]


class Profile(Versioned, TimeStamped):
    """One per user. `confirmed` names the fields that the person confirmed; the others of CONFIRMABLE are assumed."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile")
    display_name = models.CharField(max_length=80, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    years_until_retirement = models.PositiveSmallIntegerField(default=20)
    retirement_age = models.PositiveSmallIntegerField(null=True, blank=True)
    plan_to_age = models.PositiveSmallIntegerField(default=95)
    target_retirement_income = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    annual_contribution = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    contribution_growth = models.DecimalField(max_digits=6, decimal_places=4, default=0)
    asset_class_targets = SplitField(ASSET_CLASSES, default=default_asset_class_targets)
    region_targets = SplitField(REGION_TARGETS, default=default_region_targets)
    accepted_cut = models.DecimalField(
        max_digits=4, decimal_places=2, default=0, help_text="The share of spending you would give up in bad years."
    )
    whole_shares = models.BooleanField(default=False)
    minimum_trade = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    confirmed = SchemaField(list[ConfirmableField], default=list, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            between("years_until_retirement", "profile_years", least=0, below=81),
            between("plan_to_age", "profile_plan_to_age", least=50, below=121),
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True) | Q(birth_year__gte=1900, birth_year__lt=2100),
                name="profile_birth_year",
            ),
            models.CheckConstraint(
                condition=Q(retirement_age__isnull=True)
                | Q(birth_year__isnull=False, retirement_age__gte=18, retirement_age__lt=101),
                name="profile_retirement_age",
            ),
            models.CheckConstraint(
                condition=Q(target_retirement_income__isnull=True)
                | Q(target_retirement_income__gte=0, target_retirement_income__lt=PRICE_BELOW),
                name="profile_income",
            ),
            between("annual_contribution", "profile_contribution", least=0, below=PRICE_BELOW),
            between("contribution_growth", "profile_growth", above=Decimal(-1), below=1),
            between("accepted_cut", "profile_accepted_cut", least=0, below=Decimal("1.01")),
            between("minimum_trade", "profile_minimum_trade", least=0, below=PRICE_BELOW),
            list_of("confirmed", "profile_confirmed", names=CONFIRMABLE),
            models.CheckConstraint(
                condition=Q(birth_year__isnull=False) | ~Q(confirmed__contains=["birth_year"]),
                name="profile_confirmed_birth_year",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or str(self.user_id)

    @property
    def assumed(self) -> tuple[ConfirmableField, ...]:
        return assumed_fields(self.confirmed, birth_year=self.birth_year)

    def change(self, *, stated: Iterable[str] = (), **values: Any) -> None:
        """Store values and confirm the fields that the person stated, and only those."""
        birth_year = values.get("birth_year", self.birth_year)
        super().change(**values, confirmed=confirmed_with(self.confirmed, stated, birth_year=birth_year))

    def age(self, *, today: date) -> int:
        """Whole years; without a birth year, the age at which 65 is as far away as retirement."""
        if self.birth_year is not None:
            return today.year - self.birth_year
        return max(18, 65 - self.years_until_retirement)

    def years_to_go(self, *, today: date) -> int:
        if self.retirement_age is not None and self.birth_year is not None:
            return max(0, self.retirement_age - self.age(today=today))
        return self.years_until_retirement


class IncomeStream(TimeStamped):
    """Money that comes in retirement whatever the markets do: Social Security, a pension."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="income_streams")
    name = models.CharField(max_length=80)
    amount = models.DecimalField("amount a year, in today's dollars", max_digits=14, decimal_places=2)
    start_age = models.PositiveSmallIntegerField()
    end_age = models.PositiveSmallIntegerField(null=True, blank=True)
    cola = models.DecimalField("share of inflation it follows", max_digits=4, decimal_places=2, default=Decimal(1))

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            between("amount", "income_amount", above=Decimal(0), below=PRICE_BELOW),
            between("start_age", "income_start_age", least=18, below=121),
            models.CheckConstraint(
                condition=Q(end_age__isnull=True) | Q(end_age__gte=F("start_age"), end_age__lt=121),
                name="income_end_age",
            ),
            between("cola", "income_cola", least=0, below=Decimal("2.01")),
        ]

    def __str__(self) -> str:
        return self.name


class InstrumentQuerySet(models.QuerySet["Instrument"]):
    def catalogue(self) -> Self:
        return self.filter(owner__isnull=True)

    def visible_to(self, user: Any) -> Self:
        """The shared catalogue and this person's own."""
        return self.filter(Q(owner__isnull=True) | Q(owner=user))

    def held_by(self, user: Any) -> Self:
        return self.filter(positions__user=user).distinct()

    def in_use(self) -> Self:
        """What of the shared catalogue anybody holds."""
        return self.catalogue().filter(Exists(Position.objects.filter(instrument=OuterRef("pk"))))

    def named(self, symbol: str, *, user: Any) -> "Instrument | None":
        """What this person means by a symbol: an instrument of their own before the catalogue's."""
        return self.visible_to(user).filter(symbol=symbol).order_by(F("owner").asc(nulls_last=True)).first()

    def cheapest_of(self, groups: Any) -> Self:
        """The catalogue's cheapest fund of each of these exposure groups."""
        known = self.catalogue().filter(exposure_group__in=groups, expense_ratio__isnull=False)
        return known.order_by("exposure_group", "expense_ratio", "symbol").distinct("exposure_group")

    def private(self) -> Self:
        """What people added for themselves."""
        return self.filter(owner__isnull=False)

    def needing_classification(self) -> Self:
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
        held = Q(Exists(Position.objects.filter(user=user, instrument=OuterRef("pk"))))
        theirs_first = Case(When(Q(owner=user) | held, then=0), default=1)
        return (
            self.visible_to(user)
            .alias(upper_symbol=SYMBOL, name_words=NAME_WORDS)
            .filter(found_by(words))
            .alias(nearness=nearness(words), theirs_first=theirs_first, length=Length("symbol"))
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
            between("expense_ratio", "instrument_expense_ratio", least=0, below=1, or_null=True),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__gte=0, confidence__lte=1),
                name="instrument_confidence",
            ),
        ]
        indexes: ClassVar = [
            models.Index(SYMBOL, name="instrument_symbol_begins"),
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
        self.symbol = ticker(clean_text(self.symbol)).replace(" ", "")
        self.name = clean_text(self.name)
        if not self.symbol or not self.name:
            raise ValidationError("Symbol and name need at least one visible character.")

    def twin(self) -> "Instrument | None":
        """The catalogue's instrument of the same symbol, for one's own."""
        return Instrument.objects.catalogue().filter(symbol=self.symbol).first() if self.owner_id else None

    def share(self) -> None:
        """From now on it is the catalogue's; staff stand for what it is made of."""
        values = {"owner": None, "keeps_own": False, "classified_by": self.ClassifiedBy.STAFF, "reviewed": True}
        self._decide(**values, confidence=None)

    def keep_own(self) -> None:
        self.keeps_own = True
        self.save(update_fields=["keeps_own", "updated_at"])


class RequestedInstrument(Instrument):
    """Somebody's own, as staff see it: a symbol that the catalogue may lack."""

    class Meta:
        proxy = True
        default_permissions = ()


class AccountQuerySet(OwnedQuerySet):
    def summed(self) -> Self:
        """With the exact worth of what it holds, and how many positions that is, with and without a price."""
        price = F("positions__instrument__current_price")
        exact = models.DecimalField(max_digits=60, decimal_places=14)
        nothing = models.Value(Decimal(0), output_field=exact)
        return self.annotate(
            invested=Coalesce(models.Sum(F("positions__quantity") * price, output_field=exact), nothing),
            position_count=models.Count("positions"),
            unpriced_count=models.Count("positions", filter=Q(positions__instrument__current_price__isnull=True)),
        ).order_by("created_at", "id")  # a grouped query forgets the order of Meta


class Account(Versioned, TimeStamped):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="accounts")
    name = models.CharField(max_length=80)
    kind = models.CharField("type", max_length=16, choices=list(ACCOUNT_KINDS.items()))
    purpose = models.CharField(max_length=200, blank=True)
    cash_balance = models.DecimalField(
        max_digits=14, decimal_places=2, default=0, validators=[MinValueValidator(Decimal(0))]
    )
    cash_interest = models.DecimalField(
        max_digits=6, decimal_places=4, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal("0.5"))],
        help_text="A fraction a year: 0.04 is 4%. Empty where it is not known.",
    )  # fmt: skip
    counts_for_retirement = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "name"], name="account_name_once"),
            between("cash_balance", "account_cash", least=0, below=MONEY_BELOW),
            between("cash_interest", "account_cash_interest", least=0, below=1, or_null=True),
        ]
        indexes: ClassVar = [models.Index(fields=["user", "created_at", "id"], name="account_by_user")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        """NameTaken where another request took the name between the check and the write."""
        try:
            with transaction.atomic():
                super().save(*args, **options)
        except IntegrityError as error:
            if "account_name_once" not in str(error):
                raise
            raise NameTaken(self.name) from error

    def get_absolute_url(self) -> str:
        return reverse("account", args=[self.pk])


class Position(Versioned, TimeStamped):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="positions", db_index=False
    )
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="positions")
    instrument = models.ForeignKey(Instrument, on_delete=models.RESTRICT, related_name="positions")
    quantity = models.DecimalField(max_digits=20, decimal_places=8)
    cost_basis = models.DecimalField(
        "total cost", max_digits=16, decimal_places=2, null=True, blank=True,
        help_text="What you paid for all of it, in dollars. Optional.",
    )  # fmt: skip
    as_of_date = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["instrument__symbol", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "instrument"], name="position_once_per_account"),
            between("quantity", "position_quantity", above=Decimal(0), below=QUANTITY_BELOW),
            between("cost_basis", "position_cost_basis", least=0, below=MONEY_BELOW, or_null=True),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "account"], name="position_by_user"),
            models.Index(fields=["user", "instrument"], name="position_by_holding"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity.normalize():f} {self.instrument_id}"

    def clean(self) -> None:
        if self.account_id and self.account.user_id != self.user_id:
            raise ValidationError({"account": "This account belongs to somebody else."})
        if self.instrument_id and self.instrument.owner_id not in (None, self.user_id):
            raise ValidationError({"instrument": "This instrument is somebody else's own."})
