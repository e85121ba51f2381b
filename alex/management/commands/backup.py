"""manage.py backup FILE: save the database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from alex.postgres.backup import BackupFailed, save_database


class Command(BaseCommand):
    help = "Save all tables to one file, which `manage.py restore` reads. People can go on working meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            size = save_database(options["file"])
        except BackupFailed as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"{options['file']}: {size / 1e6:.1f} MB. It holds personal data: keep it as safe as the database."
        )
