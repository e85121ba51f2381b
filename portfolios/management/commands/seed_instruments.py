"""Write the catalogue that ships with Alex into the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from pydantic import ValidationError

from people import acting_as_staff
from portfolios.catalogue.seed import read_catalogue, seed_catalogue


class Command(BaseCommand):
    help = "Lays the shared catalogue of instruments into the database. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            catalogue = read_catalogue()
        except ValidationError as error:
            raise CommandError(f"The catalogue's file is not valid, nothing was changed.\n{error}") from error
        with acting_as_staff("catalogue"):
            done = seed_catalogue(catalogue=catalogue)
        self.stdout.write(
            f"Instruments: {done.created} added, {done.updated} brought up to date, {done.unchanged} unchanged, "
            f"{done.kept} left as staff changed them. Prices are samples of {catalogue.sample_price_date}."
        )
