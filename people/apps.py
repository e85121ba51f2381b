"""The people app. It connects the database role and the normal form of addresses to Django's signals."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate, pre_save


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        from people.database_role import create_app_role
        from people.kept_pages.triggers import apply_triggers
        from people.sign_in.addresses import normalize_before_save

        pre_migrate.connect(create_app_role, sender=self)
        post_migrate.connect(apply_triggers, sender=self, dispatch_uid="triggers of the data version")
        pre_save.connect(normalize_before_save, sender="account.EmailAddress")
