from django.apps import AppConfig
from django.db.models.signals import pre_migrate, pre_save


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        from people.addresses import normalize_before_save
        from people.roles import prepare_roles

        pre_migrate.connect(prepare_roles, sender=self)
        pre_save.connect(normalize_before_save, sender="account.EmailAddress")
