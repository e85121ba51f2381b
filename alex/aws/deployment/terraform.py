"""Terraform, run as a program in infra/."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, ValidationError

from alex.aws.deployment.configuration import Configuration
from alex.aws.deployment.errors import DeploymentFailed

DATABASE, BUCKETS, WORKER = "aws_rds_cluster.main", "aws_s3_bucket.private", "aws_lambda_function.worker"
SHOWN_CHARACTERS = 3000
STATE_KEY = "terraform.tfstate"


class Outputs(BaseModel):
    """What infra/outputs.tf says once everything is there."""

    model_config = ConfigDict(frozen=True)

    address: str
    distribution_id: str
    static_bucket: str
    worker_function: str
    app_secret_arn: str
    database_secret_arn: str
    has_model: bool


@dataclass(frozen=True)
class Terraform:
    """variables: by name, for every call. `TERRAFORM` in the environment names another program, such as tofu."""

    configuration: Configuration
    variables: dict[str, str] = field(default_factory=dict)

    def init(self) -> None:
        """Prepare the folder, with the state in the deployment bucket. TF_PLUGIN_DIR names a folder of providers."""
        backend = {
            "bucket": self.configuration.deployment_bucket,
            "key": STATE_KEY,
            "region": self.configuration.region,
            "encrypt": "true",
            "use_lockfile": "true",
        }
        plugins = os.environ.get("TF_PLUGIN_DIR")
        self._run(
            "init", "-input=false", "-reconfigure",
            *(f"-backend-config={name}={value}" for name, value in backend.items()),
            *([f"-plugin-dir={plugins}"] if plugins else []),
        )  # fmt: skip

    def apply(self, *, only: Sequence[str] = ()) -> None:
        """Make AWS like infra/, or only some resources of it."""
        targets = [f"-target={resource}" for resource in only]
        self._run("apply", "-input=false", "-auto-approve", *targets, *self._variable_arguments(), is_shown=True)

    def destroy(self) -> None:
        self._run("destroy", "-input=false", "-auto-approve", *self._variable_arguments(), is_shown=True)

    def outputs(self) -> Outputs:
        """Return the outputs of the state. Raises DeploymentFailed if nothing was applied yet."""
        answer = json.loads(self._run("output", "-json"))
        try:
            return Outputs.model_validate({name: output["value"] for name, output in answer.items()})
        except ValidationError as error:
            raise DeploymentFailed(
                "Terraform's state has no complete deployment. Run `manage.py deploy` first."
            ) from error

    def _variable_arguments(self) -> list[str]:
        variables = {"region": self.configuration.region, **self.variables}
        return [f"-var={name}={value}" for name, value in variables.items()]

    def _run(self, *arguments: str, is_shown: bool = False) -> str:
        """Return what Terraform printed, or let it print. Raises DeploymentFailed with the end of its errors."""
        command = [find_program(), f"-chdir={self.configuration.infra}", *arguments]
        environment = {**os.environ, "TF_IN_AUTOMATION": "1", "TF_CLI_ARGS": "-no-color"}
        found = subprocess.run(  # noqa: S603
            command, stdout=None if is_shown else subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False,
            env=environment,
        )  # fmt: skip
        if found.returncode:
            errors = found.stderr[-SHOWN_CHARACTERS:]
            raise DeploymentFailed(f"terraform {arguments[0]} failed:\n{errors}")
        return found.stdout or ""


def find_program() -> str:
    """Return the path of Terraform. Raises DeploymentFailed if it is not installed."""
    program = shutil.which(os.environ.get("TERRAFORM", "terraform"))
    if program is None:
        raise DeploymentFailed("Terraform is not installed. Version 1.11 or newer is needed (docs/deploy.md).")
    return program
