"""`manage.py deploy`: its steps, against AWS in memory and a stand-in for Terraform."""

from io import StringIO

import boto3
import pytest
from django.core.management import CommandError, call_command

from advisors import team
from alex.aws.deployment import database_login, packages, static_files
from alex.aws.deployment.deploy import DATABASE_COMMANDS, Deployment
from alex.aws.deployment.errors import DeploymentFailed
from alex.aws.deployment.steps import Step, run_steps
from alex.aws.deployment.terraform import Terraform
from alex.aws.deployment.worker_commands import run_command

BUCKET = "alex-deployments-123456789012-us-east-1"


def test_a_dry_run_prints_every_step_and_does_none(monkeypatch):
    monkeypatch.setenv("TERRAFORM", "not installed")
    out = StringIO()
    call_command("deploy", "--dry-run", stdout=out)
    printed = out.getvalue()
    steps = list(Deployment(None).steps())
    assert [step.title in printed and step.details in printed for step in steps] == [True] * len(steps)
    assert all(f"ask {spec.role}" in printed for spec in team.analysts())
    assert all(f"manage.py {command}" in printed for command in DATABASE_COMMANDS)


def test_steps_come_in_an_order_that_works(configuration):
    titles = [step.title for step in Deployment(configuration).steps()]
    order = [
        "Build the packages", "Upload the packages", "Prepare an upgrade", "Apply Terraform", "Give the app a login",
        "Run migrate --noinput", "Upload static files", "Invalidate CloudFront", "Test: sign in", "Test: one analysis",
    ]  # fmt: skip
    assert [titles.index(title) for title in order] == sorted(titles.index(title) for title in order)


def test_a_failed_step_ends_the_run():
    ran = []

    def fail():
        raise DeploymentFailed("no answer")

    steps = [Step("One", "", lambda: ran.append(1) or "done"), Step("Two", "", fail), Step("Three", "", ran.clear)]
    with pytest.raises(DeploymentFailed, match="Step 2, Two: no answer"):
        run_steps(steps, dry_run=False, write=lambda line: None)
    assert ran == [1]


def test_the_deployment_bucket_is_private(aws, configuration):
    for _ in range(2):
        packages.create_bucket(configuration)
    client = boto3.client("s3")
    blocked = client.get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"]
    assert all(blocked.values()) and client.get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"


def test_packages_are_uploaded_once_by_content(aws, configuration):
    packages.create_bucket(configuration)
    assert packages.upload_packages(configuration).startswith("Uploaded packages/web-")
    assert packages.upload_packages(configuration) == "Both packages were there already."
    (configuration.build / "web.zip").write_bytes(b"changed")
    assert "worker" not in packages.upload_packages(configuration)


def test_a_missing_package_says_how_to_build_it(configuration):
    (configuration.build / "worker.zip").unlink()
    with pytest.raises(DeploymentFailed, match="manage.py package"):
        packages.find_packages(configuration)


def test_terraform_gets_packages_and_region(aws, configuration, terraform):
    steps = {step.title: step for step in Deployment(configuration).steps()}
    assert steps["Prepare an upgrade"].run() == "This is the first deployment."
    steps["Apply Terraform"].run()
    init, apply, _ = terraform()
    keys = packages.find_packages(configuration)
    assert f"-backend-config=bucket={BUCKET}" in init and "-backend-config=use_lockfile=true" in init
    assert {
        "-auto-approve", "-var=region=us-east-1", f"-var=package_bucket={BUCKET}", f"-var=web_package={keys.web}",
        f"-var=worker_package={keys.worker}",
    } <= set(apply)  # fmt: skip
    assert not any("restore_snapshot" in argument for argument in apply)


def test_an_upgrade_migrates_before_the_pages_change(worker, configuration, terraform):
    boto3.client("s3").create_bucket(Bucket="alex-static")
    steps = {step.title: step for step in Deployment(configuration).steps()}
    assert "new version" in steps["Prepare an upgrade"].run()
    init, apply, *outputs = terraform()
    assert "init" in init and {"apply", "-target=aws_lambda_function.worker"} <= set(apply)
    assert all("output" in call for call in outputs)
    assert boto3.client("s3").list_objects_v2(Bucket="alex-static")["KeyCount"] == 2


def test_the_error_of_terraform_is_shown(configuration, terraform, monkeypatch):
    monkeypatch.setenv("TERRAFORM_FAILS", "apply")
    with pytest.raises(DeploymentFailed, match="terraform apply failed:\nError: apply was told to fail"):
        Terraform(configuration).apply()


def test_a_missing_terraform_is_named(configuration, monkeypatch):
    monkeypatch.setenv("TERRAFORM", "not installed")
    with pytest.raises(DeploymentFailed, match="Terraform is not installed"):
        Terraform(configuration).apply()


def test_a_state_without_outputs_is_explained(configuration, terraform, tmp_path):
    (tmp_path / "outputs.json").write_text("{}")
    with pytest.raises(DeploymentFailed, match="no complete deployment"):
        Terraform(configuration).outputs()


def test_the_worker_function_runs_commands(worker, configuration):
    assert isinstance(run_command(configuration, "alex-worker", "migrate --noinput"), str)


def test_static_files_get_headers_and_go_once(aws, configuration, terraform):
    client = boto3.client("s3")
    client.create_bucket(Bucket="alex-static")
    outputs = Terraform(configuration).outputs()
    assert static_files.upload_static_files(configuration, outputs) == "2 of 2 files uploaded."
    assert static_files.upload_static_files(configuration, outputs) == "0 of 2 files uploaded."
    style = client.head_object(Bucket="alex-static", Key="static/css/app.0123456789ab.css")
    assert (style["ContentType"], style["CacheControl"]) == ("text/css", static_files.FOREVER)
    robots = client.head_object(Bucket="alex-static", Key="static/robots.txt")
    assert robots["CacheControl"] == static_files.AN_HOUR


def test_a_rotation_that_does_not_end_is_reported(configuration, monkeypatch):
    class Secrets:
        def rotate_secret(self, **_):
            return {"VersionId": "new"}

        def describe_secret(self, **_):
            return {"VersionIdsToStages": {"old": ["AWSCURRENT"], "new": ["AWSPENDING"]}}

    monkeypatch.setattr(type(configuration), "client", lambda self, service: Secrets())
    waits = []
    with pytest.raises(DeploymentFailed, match="/aws/lambda/alex-rotation"):
        database_login.rotate_login(configuration, "alex/database", waits.append)
    assert sum(waits) == database_login.WAIT_SECONDS


def test_the_command_names_the_failed_step(aws, terraform, monkeypatch):
    monkeypatch.setattr(packages, "find_packages", lambda _: packages.Packages("web", "worker"))
    monkeypatch.setattr(packages, "upload_packages", lambda _: "Uploaded.")
    monkeypatch.setenv("TERRAFORM_FAILS", "init")
    with pytest.raises(CommandError, match="Step 3, Prepare an upgrade: terraform init failed"):
        call_command("deploy", "--no-build", stdout=StringIO())


def test_missing_credentials_are_explained(monkeypatch):
    monkeypatch.setattr("botocore.session.Session.get_credentials", lambda self: None)
    with pytest.raises(CommandError, match="AWS does not know who you are"):
        call_command("aws", "status")


def test_what_aws_refuses_is_shown(aws, configuration, terraform):
    steps = {step.title: step for step in Deployment(configuration).steps()}
    with pytest.raises(DeploymentFailed, match="Step 1, Upload static files: AWS refused: .*NoSuchBucket"):
        run_steps([steps["Upload static files"]], dry_run=False, write=lambda line: None)
