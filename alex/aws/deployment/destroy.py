"""The steps of `manage.py destroy`: back to nothing, but for a final snapshot of the database."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from alex.aws.deployment.configuration import Configuration
from alex.aws.deployment.database import FINAL_SNAPSHOT, find_cluster
from alex.aws.deployment.steps import Step
from alex.aws.deployment.terraform import BUCKETS, DATABASE, Terraform

VECTOR_INDEX = "research-notes"


class Destruction:
    """Everything that Terraform made goes. The final snapshot stays, and its name holds the time.

    Each step can be repeated: after a failure the next run goes on.
    """

    def __init__(self, configuration: Configuration, *, now: datetime | None = None) -> None:
        self.configuration = configuration
        self.snapshot = f"{FINAL_SNAPSHOT}{now or datetime.now(UTC):%Y%m%d-%H%M%S}"

    def steps(self) -> Iterator[Step]:
        yield Step(
            "Unprotect the database",
            f"switch off deletion protection and name the final snapshot {self.snapshot}",
            self.unprotect_database,
        )
        yield Step("Empty the buckets", "delete every version of every file, and all vectors", self.empty_buckets)
        yield Step("Destroy everything", "run `terraform destroy` in infra/", self.destroy_infrastructure)
        details = "delete the secrets at once, so that a new deployment can use their names"
        yield Step("Delete the secrets", details, self.delete_secrets)
        details = "delete packages and Terraform's state with their bucket"
        yield Step("Delete the deployment bucket", details, self.delete_deployment_bucket)

    @cached_property
    def terraform(self) -> Terraform:
        # Terraform wants every variable, also those that say nothing about what goes
        return Terraform(self.configuration, {
            "package_bucket": self.configuration.deployment_bucket, "web_package": "none", "worker_package": "none",
            "deletion_protection": "false", "final_snapshot": self.snapshot,
        })  # fmt: skip

    def unprotect_database(self) -> str:
        self.terraform.init()
        exists = find_cluster(self.configuration.client("rds")) is not None
        self.terraform.apply(only=[DATABASE, BUCKETS] if exists else [BUCKETS])
        return f"The final snapshot will be {self.snapshot}." if exists else "The database is gone already."

    def empty_buckets(self) -> str:
        client, own = self.configuration.client("s3"), self.configuration.deployment_bucket
        ending = f"-{self.configuration.account}-{self.configuration.region}"
        names = [found["Name"] for found in client.list_buckets()["Buckets"]]
        buckets = [name for name in names if name.startswith("alex-") and name.endswith(ending) and name != own]
        count = sum(empty_bucket(client, bucket) for bucket in buckets)
        vectors = delete_vectors(self.configuration, f"alex-vectors{ending}")
        return f"{count} versions of files and {vectors} vectors deleted."

    def destroy_infrastructure(self) -> str:
        self.terraform.destroy()
        return f"Everything is gone but {self.snapshot}. `manage.py aws recreate` starts again from it."

    def delete_secrets(self) -> str:
        """Delete what Secrets Manager would keep for a week and refuse to make again under the same name."""
        client = self.configuration.client("secretsmanager")
        pages = client.get_paginator("list_secrets").paginate(IncludePlannedDeletion=True)
        names = [found["Name"] for page in pages for found in page["SecretList"] if found["Name"].startswith("alex/")]
        for name in names:
            client.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
        return f"{len(names)} secrets deleted."

    def delete_deployment_bucket(self) -> str:
        client, bucket = self.configuration.client("s3"), self.configuration.deployment_bucket
        count = empty_bucket(client, bucket)
        client.delete_bucket(Bucket=bucket)
        return f"{count} versions of files deleted, and {bucket}."


def empty_bucket(client: Any, bucket: str) -> int:
    """Delete every version of every file and every mark of a deletion. Return how many."""
    count = 0
    for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket):
        found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        versions = [{"Key": version["Key"], "VersionId": version["VersionId"]} for version in found]
        if versions:
            client.delete_objects(Bucket=bucket, Delete={"Objects": versions, "Quiet": True})
        count += len(versions)
    return count


def delete_vectors(configuration: Configuration, bucket: str) -> int:
    """Delete every vector, since a vector bucket must be empty before it goes. Return how many."""
    client = configuration.client("s3vectors")
    place = {"vectorBucketName": bucket, "indexName": VECTOR_INDEX}
    count = 0
    try:
        for page in client.get_paginator("list_vectors").paginate(**place):
            keys = [vector["key"] for vector in page["vectors"]]
            if keys:
                client.delete_vectors(keys=keys, **place)
            count += len(keys)
    except client.exceptions.NotFoundException:
        return 0  # the stack was not made, or is gone already
    return count
