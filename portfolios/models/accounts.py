"""Accounts and the positions in them."""

import uuid
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from people.isolation.access import RowAccess
from people.isolation.purposes import Purpose
from people.kept_pages.page_data import PageData
from people.models import TimeStamped
from portfolios import bounds
from portfolios.account_kinds import ACCOUNT_KIND_LABELS
from portfolios.account_numbers import END_LENGTH, HASH_LENGTH, HiddenNumber
from portfolios.currencies import BASE_CURRENCY, CURRENCY_CHOICES
from portfolios.household.inputs import MEMBER_LABELS
from portfolios.models.base import AccountNameTaken, OwnedQuerySet, Versioned, build_range_constraint
from portfolios.models.instruments import Instrument
from portfolios.models.own_prices import is_own_newer, join_own_prices
from portfolios.models.prices import previous_close
from portfolios.models.rates import ExchangeRate
from portfolios.valuation.base_currency import BaseCurrency


class AccountQuerySet(OwnedQuerySet):
    def with_totals(self, base: BaseCurrency) -> Self:
        """Annotate each account with `invested` (exact, in the base), counts, `cash_rate` and the fields of `Gains`.

        Prices and cash in other currencies are converted at the newest rate; without one, a position is unpriced.
        """
        rates = ExchangeRate.objects.as_base
        rate = rates(base, currency="positions__instrument__currency", user="user_id")
        is_own = is_own_newer("positions__instrument__")
        known = models.Case(
            models.When(is_own, then=F("own__price")), default=F("positions__instrument__current_price")
        )
        price, quantity = known * rate, F("positions__quantity")
        close = previous_close("positions__instrument__")
        before = models.Case(models.When(is_own, then=F("own__day_before")), default=close) * rate
        cost = F("positions__cost_basis") * rate
        not_cash = ~Q(positions__instrument__instrument_type="cash") & (
            Q(positions__instrument__current_price__isnull=False) | Q(own__price__isnull=False)
        )
        exact = models.DecimalField(max_digits=60, decimal_places=14)
        zero = models.Value(Decimal(0), output_field=exact)

        def add_up(amount: Any, *conditions: Q) -> Coalesce:
            return Coalesce(models.Sum(amount, output_field=exact, filter=Q(*conditions)), zero)

        return (
            join_own_prices(self, "positions__instrument__", F("user_id"))
            .annotate(
                invested=add_up(quantity * price),
                cost=add_up(cost, not_cash),
                worth=add_up(quantity * price, not_cash, Q(positions__cost_basis__isnull=False)),
                costless=models.Count(price, filter=not_cash & Q(positions__cost_basis__isnull=True)),
                day_before=add_up(quantity * before, not_cash),
                day_change=add_up(quantity * (price - before), not_cash),
                position_count=models.Count("positions"),
                priced_count=models.Count(price),
                cash_rate=rates(base, currency="currency", user="user_id"),
            )
            .order_by("created_at", "id")
        )  # a grouped query ignores Meta.ordering


class Account(Versioned, TimeStamped):
    page_data = PageData()
    row_access = RowAccess(reads=(Purpose.HISTORY,), writes=(Purpose.PROMOTION,))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="accounts")
    name = models.CharField(max_length=bounds.ACCOUNT_NAME_LENGTH)
    kind = models.CharField("type", max_length=16, choices=list(ACCOUNT_KIND_LABELS.items()))
    purpose = models.CharField(max_length=bounds.ACCOUNT_PURPOSE_LENGTH, blank=True)
    currency = models.CharField(
        "currency of its cash", max_length=3, choices=CURRENCY_CHOICES, default=BASE_CURRENCY, db_default=BASE_CURRENCY
    )
    cash_balance = models.DecimalField(
        **bounds.CASH_BALANCE.column_options, default=0, validators=[MinValueValidator(bounds.CASH_BALANCE.min_value)]
    )
    cash_interest = models.DecimalField(
        **bounds.CASH_INTEREST.column_options, null=True, blank=True,
        validators=[
            MinValueValidator(bounds.CASH_INTEREST.min_value), MaxValueValidator(bounds.CASH_INTEREST.max_value)
        ],
        help_text="Yearly rate as a fraction: 0.04 is 4%. Leave it empty if unknown.",
    )  # fmt: skip
    counts_for_retirement = models.BooleanField(default=True)
    owner = models.CharField(max_length=8, choices=list(MEMBER_LABELS.items()), default="self", db_default="self")
    number_end = models.CharField(
        "end of its number", max_length=END_LENGTH, blank=True, default="", db_default="", editable=False
    )
    number_hash = models.CharField(max_length=HASH_LENGTH, blank=True, default="", db_default="", editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "name"], name="account_name_once"),
            build_range_constraint("cash_balance", "account_cash", **bounds.CASH_BALANCE.limits),
            build_range_constraint(
                "cash_interest", "account_cash_interest", minimum=0, exclusive_maximum=1, or_null=True
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["user", "created_at", "id"], name="account_by_user")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        """Raise AccountNameTaken if another request took the name between the check and the write."""
        try:
            with transaction.atomic():
                super().save(*args, **options)
        except IntegrityError as error:
            if "account_name_once" not in str(error):
                raise
            raise AccountNameTaken(self.name) from error

    def get_absolute_url(self) -> str:
        return reverse("account", args=[self.pk])

    @property
    def name_with_number(self) -> str:
        """Return the name, with the end of the number if that is known and not in the name."""
        is_shown = not self.number_end or self.name.endswith(self.number_end)
        return self.name if is_shown else f"{self.name} (...{self.number_end})"

    def record_number(self, number: HiddenNumber) -> None:
        """Store the number, and forget it on another account of this person. The caller is in a transaction."""
        if number.hash:
            others = Account.objects.owned_by(self.user_id).filter(number_hash=number.hash).exclude(pk=self.pk)
            others.update(number_end="", number_hash="")
        self.number_end, self.number_hash = number
        self.save(update_fields=["number_end", "number_hash", "updated_at"])


class Position(Versioned, TimeStamped):
    page_data = PageData()
    row_access = RowAccess(reads=(Purpose.PRICES, Purpose.RESEARCH), writes=(Purpose.PROMOTION,))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="positions", db_index=False
    )
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="positions")
    instrument = models.ForeignKey(Instrument, on_delete=models.RESTRICT, related_name="positions")
    quantity = models.DecimalField(**bounds.QUANTITY.column_options)
    cost_basis = models.DecimalField(
        "total cost", **bounds.COST_BASIS.column_options, null=True, blank=True,
        help_text="The total you paid, in the currency of its price. Optional.",
    )  # fmt: skip
    as_of_date = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["instrument__symbol", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "instrument"], name="position_once_per_account"),
            build_range_constraint("quantity", "position_quantity", **bounds.QUANTITY.limits),
            build_range_constraint("cost_basis", "position_cost_basis", **bounds.COST_BASIS.limits, or_null=True),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "account"], name="position_by_user"),
            models.Index(fields=["user", "instrument"], name="position_by_holding"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity.normalize():f} {self.instrument_id}"

    def clean(self) -> None:
        """Refuse an account or instrument of another user."""
        if self.account_id and self.account.user_id != self.user_id:
            raise ValidationError({"account": "This account belongs to someone else."})
        if self.instrument_id and self.instrument.owner_id not in (None, self.user_id):
            raise ValidationError({"instrument": "This instrument belongs to someone else."})
