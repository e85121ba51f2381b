"""Clients of AWS are built in one place, with limits."""

import re
from pathlib import Path

import pytest

from alex.aws.clients import build_client

ROOT = Path(__file__).resolve().parents[3]
APPS = ("alex", "advisors", "analysis", "people", "portfolios")
MAKERS = {"alex/aws/clients.py", "alex/aws/deployment/configuration.py"}
"""Where clients are built: of functions and servers, and of the commands that deploy."""


def test_only_the_makers_build_clients():
    sources = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "tests" not in path.parts]
    found = {
        str(path.relative_to(ROOT)) for path in sources if re.search(r"\bboto3\.(client|resource)\(", path.read_text())
    }
    assert found == MAKERS


@pytest.mark.parametrize("service", ["sqs", "secretsmanager", "s3vectors", "sagemaker-runtime", "rds", "sesv2", "s3"])
def test_a_client_has_limits_and_a_region(service, monkeypatch):
    monkeypatch.setenv("DEFAULT_AWS_REGION", "eu-central-1")
    client = build_client(service, seconds=4, attempts=2)
    assert (client.meta.config.connect_timeout, client.meta.config.read_timeout) == (4, 4)
    assert client.meta.config.retries["total_max_attempts"] == 2
    assert client.meta.region_name == "eu-central-1"
