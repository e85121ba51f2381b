"""A user's profile."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from people.fields import SchemaField
from people.isolation.access import RowAccess
from people.isolation.purposes import Purpose
from people.kept_pages.page_data import PageData
from people.models import TimeStamped
from portfolios import bounds
from portfolios.currencies import BASE_CURRENCY, CURRENCY_CHOICES
from portfolios.fields.split import SplitField
from portfolios.household.inputs import HouseholdInputs
from portfolios.models.base import Versioned, build_range_constraint, list_of
from portfolios.taxonomy import ASSET_CLASSES, REGION_TARGETS
from portfolios.valuation.assumptions import CONFIRMABLE, ConfirmableField, assumed_fields, confirmed_with
from portfolios.valuation.snapshot import DEFAULT_BENCHMARK


def default_asset_class_targets() -> dict[str, Decimal]:
    return {"equity": Decimal(70), "fixed_income": Decimal(30)}


def default_region_targets() -> dict[str, Decimal]:
    return {"north_america": Decimal(50), "international": Decimal(50)}


class Profile(Versioned, TimeStamped):
    """One per user. `confirmed` names the fields that the user confirmed; the other CONFIRMABLE fields are assumed."""

    page_data = PageData()
    row_access = RowAccess(reads=(Purpose.HISTORY,))

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile")
    display_name = models.CharField(max_length=bounds.DISPLAY_NAME_LENGTH, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    years_until_retirement = models.PositiveSmallIntegerField(default=20)
    retirement_age = models.PositiveSmallIntegerField(null=True, blank=True)
    plan_to_age = models.PositiveSmallIntegerField(default=95)
    target_retirement_income = models.DecimalField(**bounds.RETIREMENT_INCOME.column_options, null=True, blank=True)
    annual_contribution = models.DecimalField(**bounds.CONTRIBUTION.column_options, default=0)
    contribution_growth = models.DecimalField(**bounds.CONTRIBUTION_GROWTH.column_options, default=0)
    asset_class_targets = SplitField(ASSET_CLASSES, default=default_asset_class_targets)
    region_targets = SplitField(REGION_TARGETS, default=default_region_targets)
    accepted_cut = models.DecimalField(
        max_digits=4,
        decimal_places=2,
        default=0,
        help_text="Fraction of spending you could cut in bad years: 0.1 is 10%.",
    )
    whole_shares = models.BooleanField(default=False)
    minimum_trade = models.DecimalField(**bounds.MINIMUM_TRADE.column_options, default=0)
    benchmark = models.CharField(
        max_length=bounds.SYMBOL_LENGTH, default=DEFAULT_BENCHMARK, db_default=DEFAULT_BENCHMARK
    )
    base_currency = models.CharField(
        "currency of totals", max_length=3, choices=CURRENCY_CHOICES, default=BASE_CURRENCY, db_default=BASE_CURRENCY
    )
    confirmed = SchemaField(list[ConfirmableField], default=list, blank=True)
    household = SchemaField(HouseholdInputs, default=HouseholdInputs, db_default={}, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            build_range_constraint("years_until_retirement", "profile_years", **bounds.YEARS_UNTIL_RETIREMENT.limits),
            build_range_constraint("plan_to_age", "profile_plan_to_age", **bounds.PLAN_TO_AGE.limits),
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True)
                | Q(birth_year__gte=bounds.BIRTH_YEAR.minimum, birth_year__lt=bounds.BIRTH_YEAR.maximum + 1),
                name="profile_birth_year",
            ),
            models.CheckConstraint(
                condition=Q(retirement_age__isnull=True)
                | Q(
                    birth_year__isnull=False,
                    retirement_age__gte=bounds.RETIREMENT_AGE.minimum,
                    retirement_age__lt=bounds.RETIREMENT_AGE.maximum + 1,
                ),
                name="profile_retirement_age",
            ),
            models.CheckConstraint(
                condition=Q(target_retirement_income__isnull=True)
                | Q(
                    target_retirement_income__gte=bounds.RETIREMENT_INCOME.minimum,
                    target_retirement_income__lt=bounds.RETIREMENT_INCOME.exclusive_maximum,
                ),
                name="profile_income",
            ),
            build_range_constraint("annual_contribution", "profile_contribution", **bounds.CONTRIBUTION.limits),
            build_range_constraint("contribution_growth", "profile_growth", **bounds.CONTRIBUTION_GROWTH.limits),
            build_range_constraint(
                "accepted_cut", "profile_accepted_cut", minimum=0, exclusive_maximum=Decimal("1.01")
            ),
            build_range_constraint("minimum_trade", "profile_minimum_trade", **bounds.MINIMUM_TRADE.limits),
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
        """Store values and confirm the fields that the user stated, and only those."""
        birth_year = values.get("birth_year", self.birth_year)
        super().change(**values, confirmed=confirmed_with(self.confirmed, stated, birth_year=birth_year))

    def age(self, *, today: date) -> int:
        """Return the age in years. Without a birth year, assume retirement at 65."""
        if self.birth_year is not None:
            return today.year - self.birth_year
        return max(18, 65 - self.years_until_retirement)

    def compute_years_until_retirement(self, *, today: date) -> int:
        if self.retirement_age is not None and self.birth_year is not None:
            return max(0, self.retirement_age - self.age(today=today))
        return self.years_until_retirement
