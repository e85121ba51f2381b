"""manage.py restore FILE: replace the database by a saved copy."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from alex.postgres.backup import BackupFailed, load_database

CONFIRMATION = "replace everything"


class Command(BaseCommand):
    help = "Replace all tables by those of a file of `manage.py backup`, and migrate them. Stop web and worker first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        question = f"All data in the database will be replaced. Type '{CONFIRMATION}' to go on: "
        if not options["yes"] and input(question) != CONFIRMATION:
            raise CommandError("Nothing was changed.")
        call_command("migrate", verbosity=0)  # an empty database needs the role of the app
        try:
            load_database(options["file"])
        except BackupFailed as error:
            raise CommandError(f"Nothing was changed. {error}") from None
        call_command("migrate", verbosity=0)  # the copy may come from an older version
        self.stdout.write("Restored.")
