from django.apps import AppConfig
from django.db.models.signals import pre_migrate


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        from people.roles import prepare_roles

        pre_migrate.connect(prepare_roles, sender=self)
