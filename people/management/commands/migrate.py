from typing import Any

from django.core.management.commands import migrate
from django.db import connections


class Command(migrate.Command):
    """Django's migrate, run by the role that owns the tables."""

    def handle(self, *args: Any, **options: Any) -> None:
        owned: Any = connections[options["database"]]  # our backend
        with owned.as_owner():
            super().handle(*args, **options)
