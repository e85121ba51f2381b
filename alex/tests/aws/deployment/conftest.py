"""AWS in memory and a stand-in for the program Terraform."""

import json
import sys

import boto3
import pytest
from moto import mock_aws

from alex.aws.deployment.configuration import Configuration
from alex.tests.support import fake_terraform

REGION, ACCOUNT = "us-east-1", "123456789012"


@pytest.fixture
def aws(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with mock_aws(config={"lambda": {"use_docker": False}}):
        yield


@pytest.fixture
def configuration(tmp_path):
    """Return a configuration with two built packages and two static files."""
    build, infra = tmp_path / "build", tmp_path / "infra"
    (build / "static" / "css").mkdir(parents=True)
    infra.mkdir()
    for kind in ("web", "worker"):
        (build / f"{kind}.zip").write_bytes(kind.encode())
    (build / "static" / "css" / "app.0123456789ab.css").write_text("body {}")
    (build / "static" / "css" / "app.0123456789ab.css.gz").write_text("compressed")
    (build / "static" / "robots.txt").write_text("all")
    return Configuration(REGION, infra=infra, build=build)


@pytest.fixture
def terraform(monkeypatch, tmp_path):
    """Let the commands find our stand-in. Return a function that gives its calls so far."""
    program = tmp_path / "terraform"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{fake_terraform.__file__}" "$@"\n')
    program.chmod(0o755)
    calls, outputs = tmp_path / "calls", tmp_path / "outputs.json"
    calls.touch()
    values = {
        "address": "https://alex.example.com", "distribution_id": "EDFDVBD6EXAMPLE", "static_bucket": "alex-static",
        "worker_function": "alex-worker", "app_secret_arn": "alex/app", "database_secret_arn": "alex/database",
        "has_model": False,
    }  # fmt: skip
    outputs.write_text(json.dumps({name: {"value": value} for name, value in values.items()}))
    monkeypatch.setenv("TERRAFORM", str(program))
    monkeypatch.setenv("TERRAFORM_CALLS", str(calls))
    monkeypatch.setenv("TERRAFORM_OUTPUTS", str(outputs))
    return lambda: [json.loads(line) for line in calls.read_text().splitlines()]


@pytest.fixture
def worker(aws):
    """Create the worker function, which answers every call."""
    role = boto3.client("iam").create_role(RoleName="worker", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    boto3.client("lambda").create_function(
        FunctionName="alex-worker", Runtime="python3.13", Role=role, Handler="handler.lambda_handler",
        Code={"ZipFile": b"PK\x05\x06" + bytes(18)},
    )  # fmt: skip
