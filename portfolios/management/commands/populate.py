"""Add the sample accounts to a user."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from people import acting_as
from people.models import User
from portfolios.changes.demo import CatalogueMissing, add_sample_accounts
from portfolios.changes.limits import TooManyHoldings


class Command(BaseCommand):
    help = "Adds the sample accounts and positions to a user. Safe to repeat: existing data is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.find_by_address(options["email"])
        if user is None:
            raise CommandError(f"No user has the email {options['email']}.")
        try:
            with acting_as(user.pk):
                added = add_sample_accounts(user=user)
        except (CatalogueMissing, TooManyHoldings) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{user.email}: {added.accounts} accounts and {added.positions} positions added.")
