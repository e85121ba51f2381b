"""manage.py aws: the database on AWS."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from alex.aws.deployment import database
from alex.aws.deployment.configuration import Configuration
from alex.aws.deployment.deploy import Deployment
from alex.aws.deployment.errors import DeploymentFailed, explain_aws_errors
from alex.aws.deployment.steps import run_steps
from alex.aws.region import find_region


class Command(BaseCommand):
    help = "Shows, stops or starts the database on AWS, or deploys again from its final snapshot."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["status", "pause", "resume", "recreate"])
        parser.add_argument("--region", default=find_region(), help="Default: %(default)s")
        parser.add_argument("--dry-run", action="store_true", help="For recreate: print the steps without doing them.")

    def handle(self, *args: Any, **options: Any) -> None:
        action, configuration = options["action"], Configuration(options["region"])
        try:
            with explain_aws_errors():
                if action == "status":
                    self.stdout.write("\n".join(database.describe(configuration)))
                elif action == "pause":
                    self.stdout.write(database.pause(configuration))
                elif action == "resume":
                    self.stdout.write(database.resume(configuration))
                else:
                    steps = Deployment(configuration, restore=True).steps()
                    run_steps(steps, dry_run=options["dry_run"], write=self.stdout.write)
        except DeploymentFailed as error:
            raise CommandError(str(error)) from None
