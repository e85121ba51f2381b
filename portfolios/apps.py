from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_save


class PortfoliosConfig(AppConfig):
    name = "portfolios"

    def ready(self) -> None:
        from portfolios.sign_up import give_profile

        post_save.connect(give_profile, sender=settings.AUTH_USER_MODEL, dispatch_uid="profile at sign-up")
