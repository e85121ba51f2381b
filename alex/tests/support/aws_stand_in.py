"""Start the stand-in of AWS as a process, and ask it with boto3."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import boto3
import pytest

from alex.cli.processes import ROOT

START_SECONDS = 60
REGION = "us-east-1"


@contextmanager
def stand_in(folder):
    """Yield the environment in which Terraform and boto3 find the stand-in. folder: for its log."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (folder / "aws.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "alex.tests.support.aws_server", str(port)], cwd=ROOT, stdout=log, stderr=log,
            env={**os.environ, "MOTO_IAM_LOAD_MANAGED_POLICIES": "true"},
        )  # fmt: skip
        try:
            wait_for(port)
            let_functions_answer(port)
            yield {
                "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_ACCESS_KEY_ID": "testing",
                "AWS_SECRET_ACCESS_KEY": "testing", "AWS_REGION": REGION, "AWS_MAX_ATTEMPTS": "2",
                "AWS_EC2_METADATA_DISABLED": "true", "NO_PROXY": "127.0.0.1", "CHECKPOINT_DISABLE": "1",
                "TF_CLI_CONFIG_FILE": os.devnull,
            }  # fmt: skip
        finally:
            server.terminate()
            server.wait(20)


def wait_for(port):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    pytest.fail("The stand-in of AWS did not start.")


def let_functions_answer(port):
    """Functions answer at once, without Docker. They also take no message from a queue."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/moto-api/config", b'{"lambda": {"use_docker": false}}',
        {"Content-Type": "application/json"},
    )  # fmt: skip
    urllib.request.urlopen(request).close()


def client(service, environment):
    return boto3.client(
        service, region_name=REGION, endpoint_url=environment["AWS_ENDPOINT_URL"], aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )  # fmt: skip
