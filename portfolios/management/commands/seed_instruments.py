"""Write the catalogue that ships with Alex into the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from pydantic import ValidationError

from people import acting_as_staff
from people.isolation.purposes import Purpose
from portfolios.catalogue.seed import read_catalogue, seed_catalogue


class Command(BaseCommand):
    help = "Writes the shared catalogue of instruments into the database. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            catalogue = read_catalogue()
        except ValidationError as error:
            raise CommandError(f"The catalogue file is not valid. Nothing was changed.\n{error}") from error
        with acting_as_staff(Purpose.CATALOGUE):
            done = seed_catalogue(catalogue=catalogue)
        self.stdout.write(
            f"Instruments: {done.created} added, {done.updated} updated, {done.unchanged} unchanged, "
            f"{done.kept} left as staff changed them. Prices are samples from {catalogue.sample_price_date}."
        )
