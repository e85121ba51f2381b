"""manage.py deploy: from the code to a running Alex on AWS."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from alex.aws.deployment.configuration import Configuration
from alex.aws.deployment.deploy import Deployment
from alex.aws.deployment.errors import DeploymentFailed
from alex.aws.deployment.steps import run_steps
from alex.aws.region import find_region


class Command(BaseCommand):
    help = "Deploys Alex to AWS: packages, Terraform, migrations, static files, and a test of the result."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--region", default=find_region(), help="Default: %(default)s")
        parser.add_argument("--no-build", action="store_true", help="Use the packages in build/ as they are.")
        parser.add_argument("--dry-run", action="store_true", help="Print the steps without doing them.")

    def handle(self, *args: Any, **options: Any) -> None:
        deployment = Deployment(Configuration(options["region"]), build=not options["no_build"])
        try:
            run_steps(deployment.steps(), dry_run=options["dry_run"], write=self.stdout.write)
        except DeploymentFailed as error:
            raise CommandError(f"{error}\nNothing is rolled back. Mend the cause and deploy again.") from None
