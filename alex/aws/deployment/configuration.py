"""Where to deploy to, and where the parts are."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings


@dataclass(frozen=True)
class Configuration:
    """infra: the folder with the Terraform files. build: where packages and static files are built."""

    region: str
    infra: Path = settings.BASE_DIR / "infra"
    build: Path = settings.BASE_DIR / "build"

    def client(self, service: str, **options: Any) -> Any:
        """Return a client of an AWS service in this Region."""
        import boto3  # only when it is needed: `manage.py help` lists the commands too

        return boto3.client(service, region_name=self.region, **options)

    @cached_property
    def account(self) -> str:
        """Return the number of the account. Asks AWS once."""
        return str(self.client("sts").get_caller_identity()["Account"])

    @property
    def deployment_bucket(self) -> str:
        """Return the name of the bucket with packages and Terraform's state, the one thing Terraform does not own."""
        return f"alex-deployments-{self.account}-{self.region}"
