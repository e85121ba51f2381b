from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_delete, post_save


class PortfoliosConfig(AppConfig):
    name = "portfolios"

    def ready(self) -> None:
        from portfolios.changes.history import record_holding_change, record_own_price_change
        from portfolios.sign_up import create_profile

        post_save.connect(create_profile, sender=settings.AUTH_USER_MODEL, dispatch_uid="profile at sign-up")
        for signal in (post_save, post_delete):
            for model in ("Account", "Position"):
                signal.connect(record_holding_change, sender=self.get_model(model), dispatch_uid=f"value of {model}")
        post_save.connect(
            record_own_price_change, sender=self.get_model("Instrument"), dispatch_uid="value of own instruments"
        )
