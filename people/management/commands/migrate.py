"""`manage.py migrate`, run by the database role that owns the tables."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        owned: Any = connections[options["database"]]  # alex.postgres
        with owned.as_owner():
            super().handle(*args, **options)
