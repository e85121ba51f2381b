"""Store the notes that ship with Alex in the library."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from pydantic import ValidationError

from advisors.library.notes import enqueue_embedding
from advisors.library.seed import read_seed_library, seed_library


class Command(BaseCommand):
    help = "Stores the notes that ship with Alex in the library of the agents. Safe to repeat; other notes stay."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            library = read_seed_library()
        except ValidationError as error:
            raise CommandError(f"The file of notes is not valid. Nothing was changed.\n{error}") from error
        done = seed_library(library)
        if done.added or done.updated:
            enqueue_embedding()
        self.stdout.write(
            f"Notes: {done.added} added, {done.updated} updated, {done.unchanged} unchanged, {done.removed} removed, "
            f"{done.kept} left as others wrote them."
        )
