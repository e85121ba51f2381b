"""The app of accounts and positions, and what happens when its rows or users are saved."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_delete, post_save


def create_profile(*, instance: Any, created: bool, raw: bool = False, **_: Any) -> None:
    """Give a new user a profile. Its defaults are on the model and count as assumed."""
    from people import acting_as
    from portfolios.models import Profile

    if created and not raw:
        with acting_as(instance.pk):
            Profile.objects.create(user=instance)


class PortfoliosConfig(AppConfig):
    name = "portfolios"

    def ready(self) -> None:
        from portfolios.changes.history import record_holding_change, record_own_price_change

        post_save.connect(create_profile, sender=settings.AUTH_USER_MODEL, dispatch_uid="profile at sign-up")
        for signal in (post_save, post_delete):
            for model in ("Account", "Position"):
                signal.connect(record_holding_change, sender=self.get_model(model), dispatch_uid=f"value of {model}")
        post_save.connect(
            record_own_price_change, sender=self.get_model("Instrument"), dispatch_uid="value of own instruments"
        )
