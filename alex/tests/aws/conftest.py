"""An SQS queue in memory, and the function as Lambda calls it, within the process of the tests."""

import importlib
import sys

import boto3
import pytest
from django_q.conf import Conf
from moto import mock_aws

from alex.aws import sqs
from alex.aws.packaging.project_files import render_zappa_settings
from alex.tests.support.lambda_calls import REGION, stage_variables


@pytest.fixture
def queue(monkeypatch, settings):
    """An SQS queue that django-q2 sends to, as QUEUE=sqs sets it up."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setattr(Conf, "BROKER_CLASS", "alex.aws.sqs.CachedSqsBroker")
    with mock_aws():
        forget_clients()
        yield boto3.resource("sqs").create_queue(QueueName=settings.TASK_QUEUE)
    forget_clients()


def forget_clients():
    sqs.sqs_client.cache_clear()
    sqs.queue_url.cache_clear()


@pytest.fixture
def handler(monkeypatch, tmp_path, settings):
    """Return a function that builds the Lambda function of a stage."""

    def build(stage):
        (tmp_path / "zappa_settings.py").write_text(render_zappa_settings(stage, settings.BASE_DIR))
        monkeypatch.syspath_prepend(tmp_path)
        for name in ("zappa_settings", "alex.aws.lambda_function"):
            monkeypatch.delitem(sys.modules, name, raising=False)
        zappa = importlib.import_module("zappa.handler")
        monkeypatch.setattr(zappa.LambdaHandler, "_LambdaHandler__instance", None)
        return importlib.import_module("alex.aws.lambda_function").lambda_handler

    for name in (*stage_variables(), "SERVERTYPE", "FRAMEWORK", "PROJECT", "STAGE"):
        monkeypatch.setenv(name, "set back after the test")
    return build


@pytest.fixture(autouse=True)
def keep_test_connection(monkeypatch, request):
    """Leave the connection of a test's own transaction open."""
    if "transactional_db" not in request.fixturenames:
        monkeypatch.setattr("django.db.connections.close_all", lambda: None)
        monkeypatch.setattr("django_q.monitor.close_old_django_connections", lambda: None)
        monkeypatch.setattr("django_q.worker.close_old_django_connections", lambda: None)
