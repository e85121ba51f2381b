"""The bucket of a deployment, and the packages in it."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command

from alex.aws.deployment.configuration import Configuration
from alex.aws.deployment.errors import DeploymentFailed

KINDS = ("web", "worker")
WITHOUT_LOCATION = "us-east-1"  # S3 refuses to be told this one


@dataclass(frozen=True)
class Packages:
    """The keys of both packages in the deployment bucket. A key holds the hash of its package."""

    web: str
    worker: str


def build_packages(configuration: Configuration) -> str:
    """Build both packages and collect the static files."""
    call_command("package", output=configuration.build)
    return f"Both packages are in {configuration.build}."


def find_packages(configuration: Configuration) -> Packages:
    """Return the keys of the built packages. Raises DeploymentFailed if one is missing."""
    keys = {}
    for kind in KINDS:
        file = package_file(configuration, kind)
        if not file.exists():
            raise DeploymentFailed(f"{file} is missing. Build it with `manage.py package`.")
        with file.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        keys[kind] = f"packages/{kind}-{digest[:16]}.zip"
    return Packages(**keys)


def package_file(configuration: Configuration, kind: str) -> Path:
    return configuration.build / f"{kind}.zip"


def create_bucket(configuration: Configuration) -> str:
    """Create the deployment bucket, private, encrypted and versioned. Safe to repeat."""
    client, bucket = configuration.client("s3"), configuration.deployment_bucket
    if bucket not in {found["Name"] for found in client.list_buckets()["Buckets"]}:
        location = {"LocationConstraint": configuration.region}
        options = {} if configuration.region == WITHOUT_LOCATION else {"CreateBucketConfiguration": location}
        client.create_bucket(Bucket=bucket, **options)
    client.put_public_access_block(
        Bucket=bucket,
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True,
        },
    )  # fmt: skip
    encryption = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}
    client.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration=encryption)
    client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    return f"Packages and Terraform's state are in {bucket}."


def upload_packages(configuration: Configuration) -> str:
    """Upload the packages whose content is not there yet."""
    client, bucket, packages = configuration.client("s3"), configuration.deployment_bucket, find_packages(configuration)
    stored = {found["Key"] for found in client.list_objects_v2(Bucket=bucket, Prefix="packages/").get("Contents", [])}
    new = [(kind, key) for kind in KINDS if (key := getattr(packages, kind)) not in stored]
    for kind, key in new:
        client.upload_file(str(package_file(configuration, kind)), bucket, key)
    return f"Uploaded {', '.join(key for _, key in new)}." if new else "Both packages were there already."
