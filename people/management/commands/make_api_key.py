"""`manage.py make_api_key`: create an API key and print it once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from people.api_keys import create_api_key
from people.models import ApiKey, User

DEFAULT_DAYS = 365


class Command(BaseCommand):
    help = "Create an API key for a program that acts for a user. It is printed once and cannot be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True, help="email address of the user")
        parser.add_argument("--name", required=True, help="purpose of the key")
        parser.add_argument(
            "--scope", action="append", choices=ApiKey.Scope.values, help="what the key may do (default: research)"
        )
        parser.add_argument(
            "--days", type=int, default=DEFAULT_DAYS, help="days until it expires (default: %(default)s; 0: never)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.find_by_address(options["email"])
        if user is None:
            raise CommandError(f"There is no user {options['email']}.")
        if options["days"] < 0:
            raise CommandError("--days must not be negative.")
        scopes = options["scope"] or [ApiKey.Scope.RESEARCH]
        row, key = create_api_key(user=user, name=options["name"][:60], scopes=scopes, days=options["days"] or None)
        until = f"until {row.expires_at:%Y-%m-%d}" if row.expires_at else "until it is revoked"
        self.stderr.write(f"API key for {', '.join(scopes)}, valid {until}. Copy it now. It is not shown again.")
        self.stdout.write(key)
