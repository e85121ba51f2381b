"""What staff decide about market data for everybody."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from people.models import TimeStamped


class MarketSettings(TimeStamped):
    """The one row of switches. Without the row, everything is off."""

    ONLY = 1

    asks_yahoo = models.BooleanField(
        "ask Yahoo Finance for prices",
        default=False,
        help_text="Once a day, for the catalogue's instruments that somebody holds, without a key. It is unofficial: "
        "Yahoo promises nothing, may stop it at any time, and its terms are yours to check. While it is on, Massive is "
        "not asked.",
    )

    class Meta:
        verbose_name = verbose_name_plural = "market settings"
        constraints: ClassVar = [models.CheckConstraint(condition=Q(pk=1), name="market_settings_once")]

    def __str__(self) -> str:
        return "Market settings"

    @classmethod
    def load(cls) -> Self:
        """Return the stored row, or an unsaved one with everything off."""
        return cls.objects.filter(pk=cls.ONLY).first() or cls(pk=cls.ONLY)
