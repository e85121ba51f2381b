"""Empty a laptop's database and seed the catalogue and the library again."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from portfolios.changes.demo import DEMO_EMAIL

LOCK_TIMEOUT = "10s"


class Command(BaseCommand):
    help = "Empties the database of a laptop and seeds the catalogue and the library again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--confirm", action="store_true", help="Yes, delete everything.")
        parser.add_argument("--drop-all", action="store_true", help="Drop all tables and run every migration again.")
        parser.add_argument("--with-test-data", action="store_true", help=f"Create {DEMO_EMAIL} afterwards.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LAPTOP:
            raise CommandError("DATABASE_URL is set: this command only empties the database of a laptop.")
        if not options["confirm"]:
            raise CommandError("This deletes every user, account and analysis. Add --confirm if you mean it.")
        try:
            if options["drop_all"]:
                with connection.as_owner(), connection.cursor() as cursor:  # type: ignore[attr-defined]
                    cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
                    cursor.execute("DROP SCHEMA public CASCADE")
                    cursor.execute("CREATE SCHEMA public")
            call_command("migrate", verbosity=0)
            if not options["drop_all"]:
                call_command("flush", interactive=False, verbosity=0)
        except OperationalError as error:
            raise CommandError(f"Something else is using the database (stop Alex first): {error}") from error
        self.stdout.write("All tables dropped and created again." if options["drop_all"] else "All rows deleted.")
        call_command("seed_instruments", stdout=self.stdout)
        call_command("seed_library", stdout=self.stdout)
        if options["with_test_data"]:
            call_command("seed_demo", stdout=self.stdout)
