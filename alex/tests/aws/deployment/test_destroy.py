"""`manage.py destroy` and `manage.py aws`, against AWS in memory and a stand-in for Terraform."""

from datetime import UTC, datetime
from io import StringIO

import boto3
import pytest
from django.core.management import CommandError, call_command

from alex.aws.deployment import database
from alex.aws.deployment.deploy import Deployment
from alex.aws.deployment.destroy import Destruction, empty_bucket
from alex.aws.deployment.errors import DeploymentFailed
from alex.aws.deployment.packages import create_bucket
from alex.aws.deployment.steps import run_steps

NOW = datetime(2026, 11, 29, 8, 30, tzinfo=UTC)


@pytest.fixture
def cluster(aws):
    boto3.client("rds").create_db_cluster(
        DBClusterIdentifier="alex", Engine="aurora-postgresql", MasterUsername="alex_owner",
        MasterUserPassword="not used here", ServerlessV2ScalingConfiguration={"MinCapacity": 0, "MaxCapacity": 4},
    )  # fmt: skip


def write_versions(bucket):
    client = boto3.client("s3")
    client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    for content in (b"old", b"new"):
        client.put_object(Bucket=bucket, Key="file", Body=content)
    client.delete_object(Bucket=bucket, Key="file")


def test_a_dry_run_asks_and_deletes_nothing(monkeypatch):
    monkeypatch.setenv("TERRAFORM", "not installed")
    out = StringIO()
    call_command("destroy", "--dry-run", stdout=out)
    assert all(step.title in out.getvalue() for step in Destruction(None).steps())


@pytest.mark.parametrize("typed", ["", "yes", "destroy"])
def test_other_words_delete_nothing(typed, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda _: typed)
    with pytest.raises(CommandError, match="Nothing was deleted"):
        call_command("destroy", stdout=StringIO())


def test_every_version_of_a_file_goes(aws):
    boto3.client("s3").create_bucket(Bucket="alex-exports")
    write_versions("alex-exports")
    assert empty_bucket(boto3.client("s3"), "alex-exports") == 3
    boto3.client("s3").delete_bucket(Bucket="alex-exports")


def test_nothing_is_left_but_a_snapshot(cluster, configuration, terraform):
    create_bucket(configuration)
    client = boto3.client("s3")
    for bucket in ("alex-static-123456789012-us-east-1", "somebody-else"):
        client.create_bucket(Bucket=bucket)
        write_versions(bucket)
    boto3.client("secretsmanager").create_secret(Name="alex/app", SecretString="{}")
    run_steps(Destruction(configuration, now=NOW).steps(), dry_run=False, write=lambda line: None)
    assert [bucket["Name"] for bucket in client.list_buckets()["Buckets"]] == [
        "alex-static-123456789012-us-east-1",
        "somebody-else",
    ]  # fmt: skip  the first is Terraform's to delete
    assert "Versions" not in client.list_object_versions(Bucket="alex-static-123456789012-us-east-1")
    assert client.list_object_versions(Bucket="somebody-else")["Versions"]
    assert boto3.client("secretsmanager").list_secrets()["SecretList"] == []


def test_protection_goes_off_before_the_deletion(cluster, configuration, terraform):
    create_bucket(configuration)
    run_steps(Destruction(configuration, now=NOW).steps(), dry_run=False, write=lambda line: None)
    _, unprotect, destroy = terraform()
    assert {"apply", "-target=aws_rds_cluster.main", "-var=deletion_protection=false"} <= set(unprotect)
    assert {"destroy", "-var=final_snapshot=alex-final-20261129-083000"} <= set(destroy)


def test_a_database_that_is_gone_is_not_made_again(aws, configuration, terraform):
    create_bucket(configuration)
    next(Destruction(configuration, now=NOW).steps()).run()
    assert not any("aws_rds_cluster" in argument for call in terraform() for argument in call)


def test_the_newest_snapshot_is_restored(cluster, configuration, terraform):
    client = boto3.client("rds")
    for name in ("alex-final-20260101-000000", "alex-final-20261129-083000", "another-one"):
        client.create_db_cluster_snapshot(DBClusterSnapshotIdentifier=name, DBClusterIdentifier="alex")
    deployment = Deployment(configuration, restore=True)
    next(step for step in deployment.steps() if step.title == "Apply Terraform").run()
    assert "-var=restore_snapshot=alex-final-20261129-083000" in terraform()[0]


def test_without_a_snapshot_nothing_is_restored(aws, configuration, terraform):
    step = next(step for step in Deployment(configuration, restore=True).steps() if step.title == "Apply Terraform")
    with pytest.raises(DeploymentFailed, match="no final snapshot"):
        step.run()
    assert terraform() == []


def test_the_database_is_paused_and_resumed(cluster, configuration):
    assert "status       available" in database.describe(configuration)
    database.pause(configuration)
    assert "status       stopped" in database.describe(configuration)
    with pytest.raises(DeploymentFailed, match="The database is stopped, not available"):
        database.pause(configuration)
    database.resume(configuration)
    assert "status       available" in database.describe(configuration)


def test_a_missing_database_is_said(aws):
    out = StringIO()
    call_command("aws", "status", stdout=out)
    assert out.getvalue() == "The database does not exist.\n"
    with pytest.raises(CommandError, match="not there"):
        call_command("aws", "resume")


def test_recreate_prints_where_the_database_comes_from():
    out = StringIO()
    call_command("aws", "recreate", "--dry-run", stdout=out)
    assert "newest final snapshot" in out.getvalue()
