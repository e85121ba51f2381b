"""The real Terraform, where it is installed, in a copy of infra/."""

import logging
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from alex.tests.support.terraform_files import INFRA

logger = logging.getLogger(__name__)

STEP_SECONDS = 420
PROVIDER = "registry.terraform.io/hashicorp/aws"
NAMED_FOLDERS = ("TF_PLUGIN_DIR", "TF_PLUGIN_CACHE_DIR")
PLACES_OF_PROGRAMS = (
    "/opt", "/usr/share", "/usr/lib", "/usr/local/share", "/usr/local/lib",
    "~/.terraform.d", "~/.local/share/terraform",
)  # fmt: skip
WHAT_MOTO_LACKS = """
resource "aws_budgets_budget" "month" { # moto cannot list its tags
  count = 0
}
resource "aws_sqs_queue_redrive_allow_policy" "dead_letters" { # moto never returns it
  count = 0
}
"""
LOCAL_STATE = """
terraform {
  backend "local" {}
}
"""


def find_terraform():
    """Return (program, folder with the AWS provider), or skip the test in plain words."""
    program, plugins = shutil.which("terraform"), find_provider()
    if program is None:
        pytest.skip("Terraform is not installed: infra/ was neither validated nor applied")
    if plugins is None:
        pytest.skip("Terraform's AWS provider was not found (TF_PLUGIN_DIR): infra/ was neither validated nor applied")
    return program, plugins


def find_provider():
    """Return the folder of providers that the environment names, or one in a usual place. None if there is none."""
    named = [Path(os.environ[name]) for name in NAMED_FOLDERS if os.environ.get(name)]
    places = [Path(place).expanduser() for place in PLACES_OF_PROGRAMS]
    usual = [found.parent for place in places for found in place.glob("*/registry.terraform.io")]
    return next((folder for folder in [*named, *usual] if (folder / PROVIDER).is_dir()), None)


def copy_infra(folder, *, local_state):
    """Copy infra/ into a folder, without the few resources that the stand-in cannot make."""
    shutil.copytree(INFRA, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".terraform*", "terraform.tfvars"))
    (folder / "moto_override.tf").write_text(WHAT_MOTO_LACKS + (LOCAL_STATE if local_state else ""))
    return folder


class Root:
    """A copy of infra/ that Terraform works in."""

    def __init__(self, folder, terraform, environment):
        self.folder, (self.program, self.plugins) = folder, terraform
        self.environment = {**os.environ, **environment, "TF_IN_AUTOMATION": "1"}
        copy_infra(folder, local_state=True)
        self.run("init", "-input=false", f"-plugin-dir={self.plugins}")

    def run(self, *arguments, **variables):
        given = [f"-var={name}={value}" for name, value in variables.items()]
        started = time.monotonic()
        found = subprocess.run(
            [self.program, f"-chdir={self.folder}", *arguments, *given], env=self.environment, capture_output=True,
            text=True, timeout=STEP_SECONDS, check=False,
        )  # fmt: skip
        logger.info("terraform %s: %.0f s", arguments[0], time.monotonic() - started)
        assert found.returncode == 0, " ".join(found.stderr.replace("│", "").split())  # without its frames and breaks
        return found.stdout
