"""manage.py compare: what changed between two analyses, and why."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analysis.comparison.requesting import OTHER_CURRENCY, comparable, has_one_currency
from analysis.models import Job
from analysis.results.comparison import print_changed, print_comparison
from people import acting_as
from people.models import User


class Command(BaseCommand):
    help = "Compare two analyses of a person, factor by factor. Nothing is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("jobs", nargs=2, type=UUID, metavar="JOB")
        parser.add_argument("--email", default="demo@example.com", help="of the user (default: %(default)s)")
        parser.add_argument("--json", action="store_true", help="print the whole comparison as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        from analysis.comparison.computing import compare_jobs

        result = compare_jobs(*self._load(options["email"], options["jobs"]))
        if options["json"]:
            self.stdout.write(result.model_dump_json(indent=2))
            return
        for measure in print_comparison(result):
            self.stdout.write(f"{measure.label}: {measure.before} to {measure.after}, {measure.difference}")
            for row in measure.rows:
                self.stdout.write(f"  {row.text:>14}  {row.label}{f', {row.within}' if row.within else ''}")
        for label, before, after in print_changed(result):
            self.stdout.write(f"{label}: {before} to {after}")

    def _load(self, email: str, ids: list[UUID]) -> list[Job]:
        """Return the two analyses, the earlier one first."""
        user = User.objects.find_by_address(email)
        if user is None:
            raise CommandError(f"There is no user {email}.")
        with acting_as(user.pk):
            found = list(Job.objects.filter(pk__in=comparable(user).filter(pk__in=ids)).order_by("created_at"))
            is_alike = has_one_currency(*found)
        if len(found) != len(ids):
            raise CommandError("Name two different completed analyses of this person.")
        if not is_alike:
            raise CommandError(OTHER_CURRENCY)
        return found
