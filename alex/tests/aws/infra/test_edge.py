"""The function at the edge, run by the JavaScript engine that comes with Playwright."""

import json
import subprocess

import pytest
from playwright._impl._driver import compute_driver_executable

from alex.tests.support.terraform_files import INFRA, settings


@pytest.mark.processes
def test_the_edge_replaces_the_forwarded_host():
    headers = {"host": {"value": "alex.example.com"}, "x-forwarded-host": {"value": "evil.example.com"}}
    program = (INFRA / "forwarded_host.js").read_text()
    program += f"console.log(JSON.stringify(handler({json.dumps({'request': {'uri': '/', 'headers': headers}})})))"
    node = compute_driver_executable()[0]
    answer = json.loads(subprocess.run([node, "-e", program], capture_output=True, text=True, check=True).stdout)
    assert answer["uri"] == "/"
    assert answer["headers"] == {"host": headers["host"], "x-forwarded-host": {"value": "alex.example.com"}}


def test_every_page_passes_the_function():
    behavior = settings("aws_cloudfront_distribution", "main")["default_cache_behavior"][0]
    function = {"event_type": "viewer-request", "function_arn": "${aws_cloudfront_function.forwarded_host.arn}"}
    assert behavior["function_association"] == [function]
    assert settings("aws_cloudfront_function", "forwarded_host")["publish"] is True
