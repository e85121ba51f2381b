"""Create the demo user with a sample portfolio."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portfolios.changes.demo import DEMO_EMAIL, CatalogueMissing, seed_demo_user

LAPTOP_PASSWORD = "alex-demo-password"  # noqa: S105 public on purpose, and refused anywhere but on a laptop


class Command(BaseCommand):
    help = f"Creates {DEMO_EMAIL} with a sample portfolio. Safe to repeat: edits in the accounts are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--password", help="Default: DEMO_PASSWORD. Without it, a laptop uses a password that is printed."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        password = options["password"] or settings.DEMO_PASSWORD
        if not password and not settings.LAPTOP:
            raise CommandError("This is not a laptop: set the demo user's password with --password or DEMO_PASSWORD.")
        if not password:
            self.stdout.write(f"Demo login: {DEMO_EMAIL} / {LAPTOP_PASSWORD} (for this laptop only)")
        try:
            user, is_new, added = seed_demo_user(password=password or LAPTOP_PASSWORD)
        except CatalogueMissing as error:
            raise CommandError(str(error)) from error
        verb = "created" if is_new else "already existed"
        self.stdout.write(f"{user.email} {verb}: {added.accounts} accounts and {added.positions} positions added.")
