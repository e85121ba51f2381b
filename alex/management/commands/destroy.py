"""manage.py destroy: take Alex off AWS."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from alex.aws.deployment.configuration import Configuration
from alex.aws.deployment.destroy import Destruction
from alex.aws.deployment.errors import DeploymentFailed
from alex.aws.deployment.steps import run_steps
from alex.aws.region import find_region

CONFIRMATION = "destroy alex"


class Command(BaseCommand):
    help = "Deletes everything of Alex on AWS, except for a final snapshot of the database."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--region", default=find_region(), help="Default: %(default)s")
        parser.add_argument("--confirm", default="", help=f"The words '{CONFIRMATION}', instead of typing them.")
        parser.add_argument("--dry-run", action="store_true", help="Print the steps without doing them.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["dry_run"]:
            question = f"This deletes users, accounts and analyses. Type '{CONFIRMATION}' to go on: "
            if (options["confirm"] or input(question)).strip() != CONFIRMATION:
                raise CommandError("Nothing was deleted.")
        destruction = Destruction(Configuration(options["region"]))
        try:
            run_steps(destruction.steps(), dry_run=options["dry_run"], write=self.stdout.write)
        except DeploymentFailed as error:
            raise CommandError(
                f"{error}\nMend the cause and run this command again: it goes on where it stopped."
            ) from None
