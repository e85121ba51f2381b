"""The deployment on AWS, run in memory: Zappa's own handler, a queue of moto, the real start and the real run."""

import importlib
import json
import subprocess
import sys
from types import SimpleNamespace

import boto3
import pytest
from django.conf import settings
from django_q.conf import Conf
from django_q.tasks import async_task
from moto import mock_aws

from alex.aws import lambda_events, sqs
from analysis.jobs import dispatch, progress
from analysis.jobs.lease import claim
from analysis.models import Job
from analysis.tests.support.langfuse_server import langfuse
from portfolios.catalogue import seed
from portfolios.changes import demo

pytestmark = pytest.mark.slow

ACCOUNT, REGION = "123456789012", "us-east-1"
QUEUE = settings.TASK_QUEUE


@pytest.fixture
def queue(monkeypatch):
    """An SQS queue that django-q2 sends to, as QUEUE=sqs sets it up."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setattr(Conf, "BROKER_CLASS", "alex.aws.sqs.CachedSqsBroker")
    with mock_aws():
        forget_clients()
        yield boto3.resource("sqs").create_queue(QueueName=QUEUE)
    forget_clients()


def forget_clients():
    sqs.sqs_client.cache_clear()
    sqs.queue_url.cache_clear()


@pytest.fixture
def handler(monkeypatch, tmp_path):
    """Return Zappa's Lambda function for a stage of zappa_settings.json."""

    def build(stage):
        (tmp_path / "zappa_settings.py").write_text(zappa_settings(stage))
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.delitem(sys.modules, "zappa_settings", raising=False)
        module = importlib.import_module("zappa.handler")
        monkeypatch.setattr(module.LambdaHandler, "_LambdaHandler__instance", None)
        return module.LambdaHandler.lambda_handler

    environment = json.loads((settings.BASE_DIR / "zappa_settings.json").read_text())["base"]["environment_variables"]
    for name in (*environment, "AWS_REGION", "SERVERTYPE", "FRAMEWORK", "PROJECT", "STAGE"):
        monkeypatch.setenv(name, "set back after the test")
    return build


def zappa_settings(stage):
    from zappa.cli import ZappaCLI

    cli = ZappaCLI()
    cli.api_stage = stage
    cli.load_settings(str(settings.BASE_DIR / "zappa_settings.json"))
    return cli.get_zappa_settings_string().replace("ACCOUNT_ID", ACCOUNT)


def context(seconds=900):
    return SimpleNamespace(get_remaining_time_in_millis=lambda: seconds * 1000)


def visible_messages(queue):
    """Return the event that Lambda gets for the messages now visible."""
    messages = queue.receive_messages(MaxNumberOfMessages=10, AttributeNames=["All"])
    return {"Records": [record(message) for message in messages]}


def record(message):
    return {
        "messageId": message.message_id,
        "receiptHandle": message.receipt_handle,
        "body": message.body,
        "attributes": message.attributes,
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{QUEUE}",
        "awsRegion": REGION,
    }


def test_the_web_function_answers_a_page(db, handler):
    answer = handler("web")(http_event("/"), None)
    assert (answer["statusCode"], "Alex" in answer["body"]) == (200, True)


def http_event(path):
    return {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"host": "localhost", "accept": "text/html"},
        "requestContext": {
            "domainName": "localhost",
            "stage": "$default",
            "http": {"method": "GET", "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7"},
        },
        "isBase64Encoded": False,
    }


def test_a_start_through_sqs_ends_in_a_report(transactional_db, queue, handler):
    seed.seed_catalogue(catalogue=seed.read_catalogue())
    user = demo.create_demo_user()
    job = dispatch.start(user=user).job
    event = visible_messages(queue)
    assert len(event["Records"]) == 1  # the watch message comes a minute later
    assert handler("worker")(event, context()) == {"batchItemFailures": []}
    job.refresh_from_db()
    assert (job.status, job.error_message) == ("completed", "")
    assert job.report_payload.content.startswith("#")


def test_langfuse_is_sent_before_the_freeze(transactional_db, queue, handler, settings):
    seed.seed_catalogue(catalogue=seed.read_catalogue())
    with langfuse(settings) as stub:
        job = dispatch.start(user=demo.create_demo_user()).job
        handler("worker")(visible_messages(queue), context())
        assert stub.root.attributes["session.id"] == str(job.pk)


def test_the_same_message_twice_is_one_analysis(alice, queue, monkeypatch, django_capture_on_commit_callbacks):
    jobs_run = []
    monkeypatch.setattr("analysis.worker.tasks.run_job", jobs_run.append)
    monkeypatch.setattr("analysis.worker.tasks.warm_up", lambda: None)
    with django_capture_on_commit_callbacks(execute=True):
        dispatch.start(user=alice)
    event = visible_messages(queue)
    for _ in range(2):
        assert lambda_events.process_sqs_event(event, context()) == {"batchItemFailures": []}
    assert len(jobs_run) == 1


@pytest.fixture(autouse=True)
def keep_test_connection(monkeypatch, request):
    if "transactional_db" not in request.fixturenames:
        monkeypatch.setattr("django.db.connections.close_all", lambda: None)
        monkeypatch.setattr("django_q.monitor.close_old_django_connections", lambda: None)
        monkeypatch.setattr("django_q.worker.close_old_django_connections", lambda: None)


def test_a_start_sends_a_delayed_watch_message(alice, queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        dispatch.start(user=alice)
    assert sqs.CachedSqsBroker(QUEUE).queue_size() == 1
    queue.reload()
    assert queue.attributes["ApproximateNumberOfMessagesDelayed"] == "1"


def test_an_unreadable_message_is_retried_soon(db, queue, monkeypatch, caplog):
    queue.send_message(MessageBody="not signed")
    postponed = []
    monkeypatch.setattr(sqs.CachedSqsBroker, "postpone", lambda _, handle, seconds: postponed.append(seconds))
    with pytest.raises(lambda_events.BatchFailed):
        lambda_events.process_sqs_event(visible_messages(queue), context())
    assert postponed == [30]


def test_only_the_bad_message_of_a_batch_returns(db, queue, caplog):
    async_task("math.sqrt", 9)
    queue.send_message(MessageBody="not signed")
    event = visible_messages(queue)
    bad = [r["messageId"] for r in event["Records"] if r["body"] == "not signed"]
    answer = lambda_events.process_sqs_event(event, context())
    assert answer == {"batchItemFailures": [{"itemIdentifier": name} for name in bad]}


def test_a_task_is_stopped_before_the_function_is(db, queue, caplog):
    async_task("time.sleep", 60, ack_failure=True)
    lambda_events.process_sqs_event(visible_messages(queue), context(seconds=16))  # 15 of them are kept for the answer
    assert "exceeded maximum timeout" in caplog.text


def test_a_dead_letter_fails_its_job(alice, queue, django_capture_on_commit_callbacks, caplog):
    with django_capture_on_commit_callbacks(execute=True):
        job = dispatch.start(user=alice).job
    lambda_events.process_dead_letters(visible_messages(queue), context())
    job.refresh_from_db()
    assert (job.status, job.error_code) == ("failed", "undeliverable")


def test_a_scheduled_reap_dispatches_jobs(alice, queue):
    lease = claim(dispatch.start(user=alice).job.pk, alice.pk)
    progress.start(lease, "report")
    Job.objects.update(lease_until="2020-01-01T00:00Z")
    assert lambda_events.reap({}, None) == {"dispatched": 1, "failed": 0}


@pytest.mark.parametrize("stage", ["web", "worker"])
def test_each_function_of_the_settings_exists(stage):
    stages = json.loads((settings.BASE_DIR / "zappa_settings.json").read_text())
    for event in stages[stage].get("events", []):
        module, name = event["function"].rsplit(".", 1)
        assert callable(getattr(importlib.import_module(module), name))


@pytest.mark.django_db
def test_the_daily_event_runs_the_daily_tasks(alice, monkeypatch):
    monkeypatch.setattr(lambda_events.connections, "close_all", lambda: None)
    assert lambda_events.daily({}, context()) == {
        "done": "0 portfolios recorded", "forgotten": "deleted the texts of 0 spans"
    }  # fmt: skip


@pytest.mark.django_db
def test_research_without_feeds_wakes_no_database(settings, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(lambda_events.connections, "close_all", lambda: None)
    settings.RESEARCH_FEEDS = []
    with django_assert_num_queries(0):
        assert lambda_events.research({}, context()) == {"done": "RESEARCH_FEEDS is not set: nothing is read."}


@pytest.mark.processes
def test_a_web_process_imports_no_agents():
    program = (
        "import sys, alex.wsgi\n"
        "from django.urls import get_resolver\n"
        "get_resolver().url_patterns\n"
        "import analysis.jobs.dispatch, django_q.tasks, portfolios.pricing.update, advisors.library.notes\n"
        "heavy = ('agents litellm openai numpy highspy boto3 massive feedparser trafilatura '\n"
        "         'langfuse opentelemetry').split()\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
