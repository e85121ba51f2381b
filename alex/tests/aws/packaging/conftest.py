"""The built packages, once for all tests and processes."""

import pytest

from alex.tests.support.lambda_packages import unzipped
from alex.tests.support.sqs_bridge import SqsBridge


@pytest.fixture(scope="session")
def web_package():
    return unzipped("web")


@pytest.fixture(scope="session")
def worker_package():
    return unzipped("worker")


@pytest.fixture
def bridge(queue):
    """A server that other processes reach SQS by, in front of the same queues as `queue`."""
    with SqsBridge().serve() as server:
        yield server
