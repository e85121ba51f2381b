"""The steps of `manage.py deploy`, and of `manage.py aws recreate`."""

import json
from collections.abc import Iterator
from functools import cached_property, partial

from advisors import team
from alex.aws.deployment import database, database_login, packages, smoke_test, static_files
from alex.aws.deployment.certificates import download_certificates
from alex.aws.deployment.configuration import Configuration
from alex.aws.deployment.errors import DeploymentFailed
from alex.aws.deployment.steps import Step
from alex.aws.deployment.terraform import WORKER, Outputs, Terraform
from alex.aws.deployment.worker_commands import function_exists, run_command

WORKER_FUNCTION = "alex-worker"
MIGRATE = "migrate --noinput"
DATABASE_COMMANDS = (MIGRATE, "seed_instruments", "seed_library", "seed_demo")
DEMO_EMAIL = "demo@example.com"
OPTIONS_OF_AGENTS = {
    "tagger": " --symbol VTI",
    "researcher": " --article alex/aws/deployment/data/article.txt",
}


def ask_command(role: str) -> str:
    """Return the command that asks an agent about the demo user's portfolio, or the researcher about an article."""
    return f"ask {role} --email {DEMO_EMAIL}{OPTIONS_OF_AGENTS.get(role, '')}"


class Deployment:
    """restore: make the database from the newest final snapshot, instead of an empty one."""

    def __init__(self, configuration: Configuration, *, build: bool = True, restore: bool = False) -> None:
        self.configuration, self.build, self.restore = configuration, build, restore

    def steps(self) -> Iterator[Step]:
        configuration = self.configuration
        if self.build:
            details = "download the certificates of AWS's databases into certificates/, unless they are there"
            yield Step("Get the certificates", details, download_certificates)
            yield Step("Build the packages", "run `manage.py package`", partial(packages.build_packages, configuration))
        details = "create a private bucket for packages and Terraform's state"
        yield Step("Create the deployment bucket", details, partial(packages.create_bucket, configuration))
        details = "upload web.zip and worker.zip under the hash of their content"
        yield Step("Upload the packages", details, partial(packages.upload_packages, configuration))
        details = "if Alex is there already: update alex-worker, migrate, and upload static files, all before new pages"
        yield Step("Prepare an upgrade", details, self.prepare_upgrade)
        snapshot = ", with the database from the newest final snapshot" if self.restore else ""
        yield Step(
            "Apply Terraform", f"run `terraform init` and `terraform apply` in infra/{snapshot}", self.apply_terraform
        )
        details = "rotate the secret alex/database and wait for its new password"
        yield Step(
            "Give the app a login",
            details,
            lambda: database_login.rotate_login(configuration, self.outputs.database_secret_arn),
        )
        for command in DATABASE_COMMANDS:
            details = f"call alex-worker with `manage.py {command}`"
            yield Step(f"Run {command}", details, partial(self._run, command))
        yield Step("Upload static files", "copy build/static to the bucket behind CloudFront", self._upload_static)
        yield Step(
            "Invalidate CloudFront",
            "invalidate /static/*",
            lambda: static_files.invalidate(configuration, self.outputs),
        )
        yield from self.smoke_test_steps()

    def smoke_test_steps(self) -> Iterator[Step]:
        yield Step("Test: sign in", f"open the site and sign in as {DEMO_EMAIL}", self.sign_in_as_demo)
        for role in (spec.role for spec in team.analysts()):
            command = ask_command(role)
            yield Step(
                f"Test: ask {role}",
                f"call alex-worker with `manage.py {command}`",
                partial(self.ask_agent, role, command),
            )
        details = "start an analysis and wait until the worker has taken it from the queue and completed it"
        yield Step("Test: one analysis", details, lambda: smoke_test.analyze(self.visitor))

    @property
    def outputs(self) -> Outputs:
        """Return the outputs of Terraform as they are now: a step may have changed them."""
        return Terraform(self.configuration).outputs()

    @cached_property
    def visitor(self) -> smoke_test.Visitor:
        return smoke_test.Visitor(self.outputs.address)

    def prepare_upgrade(self) -> str:
        """Bring the database and the static files to the new version while the old pages still answer."""
        self.terraform.init()
        if not function_exists(self.configuration, WORKER_FUNCTION):
            return "This is the first deployment."
        self.terraform.apply(only=[WORKER])
        self._run(MIGRATE)
        self._upload_static()
        return "The database and the static files are those of the new version."

    @property
    def terraform(self) -> Terraform:
        keys = packages.find_packages(self.configuration)
        variables = {
            "package_bucket": self.configuration.deployment_bucket, "web_package": keys.web,
            "worker_package": keys.worker,
        }  # fmt: skip
        if self.restore:
            snapshots = database.final_snapshots(self.configuration.client("rds"))
            if not snapshots:
                raise DeploymentFailed("There is no final snapshot. `manage.py deploy` makes an empty database.")
            variables["restore_snapshot"] = snapshots[0]
        return Terraform(self.configuration, variables)

    def apply_terraform(self) -> str:
        self.terraform.apply()
        return f"Everything is there: {self.outputs.address}"

    def _run(self, command: str) -> str:
        run_command(self.configuration, self.outputs.worker_function, command)
        return "Done."

    def _upload_static(self) -> str:
        return static_files.upload_static_files(self.configuration, self.outputs)

    def sign_in_as_demo(self) -> str:
        client = self.configuration.client("secretsmanager")
        secret = json.loads(client.get_secret_value(SecretId=self.outputs.app_secret_arn)["SecretString"])
        return smoke_test.sign_in(self.visitor, DEMO_EMAIL, secret["DEMO_PASSWORD"])

    def ask_agent(self, role: str, command: str) -> str:
        if role == "researcher" and not self.outputs.has_model:
            return "Left out: without a model the researcher writes nothing."
        return self._run(command)
