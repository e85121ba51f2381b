"""`manage.py reencrypt_second_factors`: use the current SECRET_KEY for every stored secret of a second factor."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from people.sign_in.second_factor import remove_factors
from people.sign_in.stored_secrets import reencrypt_second_factors


class Command(BaseCommand):
    help = (
        "Encrypts the secrets of authenticator apps and recovery codes with the current SECRET_KEY. Run it before a "
        "key leaves SECRET_KEY_FALLBACKS. Exits with 1 if some cannot be read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--remove-unreadable", action="store_true",
            help="remove those that no key can read; their owners sign in without them and set up new ones",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        done = reencrypt_second_factors()
        self.stdout.write(f"Encrypted {done.changed} with the current key.")
        if not done.unreadable:
            return
        if not options["remove_unreadable"]:
            raise CommandError(
                f"{len(done.unreadable)} cannot be read: their key is missing. Put it back into SECRET_KEY_FALLBACKS, "
                "or remove them with --remove-unreadable."
            )
        self.stdout.write(f"Removed {remove_factors(done.unreadable)} that no key can read.")
