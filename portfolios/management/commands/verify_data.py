"""Check the stored data and list every problem."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from people import acting_as_staff
from people.isolation.purposes import Purpose
from portfolios.models import Account, Instrument, Position
from portfolios.quality.integrity import find_problems


class Command(BaseCommand):
    help = "Checks splits, constraints, prices, owners and profiles. Lists every problem and then exits with 1."

    def handle(self, *args: Any, **options: Any) -> None:
        with acting_as_staff(Purpose.VERIFICATION):
            found = find_problems()
            counts = [model._default_manager.count() for model in (Instrument, Account, Position)]
        for line in found:
            self.stdout.write(f"- {line}")
        if found:
            raise CommandError(f"{len(found)} problems found.")
        self.stdout.write("{} instruments, {} accounts and {} positions: no problems found.".format(*counts))
