"""The Lambda function of both stages: pages, messages and scheduled runs through Zappa's handler."""

import importlib

import pytest
from django.db import connection

from alex.aws.queue_functions import DEAD_LETTERS, QueueFunctions
from alex.tests.support.lambda_calls import context, http_event, queue_arn, scheduled_event, visible_messages
from analysis.jobs import dispatch
from analysis.tests.support.langfuse_server import langfuse
from portfolios.catalogue import seed
from portfolios.changes import demo


def test_the_web_function_answers_a_page(db, handler):
    answer = handler("web")(http_event("/"), None)
    assert (answer["statusCode"], "Alex" in answer["body"]) == (200, True)


@pytest.mark.slow
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


@pytest.mark.slow
def test_langfuse_is_sent_before_the_freeze(transactional_db, queue, handler, settings):
    seed.seed_catalogue(catalogue=seed.read_catalogue())
    with langfuse(settings) as stub:
        job = dispatch.start(user=demo.create_demo_user()).job
        handler("worker")(visible_messages(queue), context())
        assert stub.root.attributes["session.id"] == str(job.pk)


def test_a_message_of_an_unknown_queue_is_an_error(db, queue, handler):
    queue.send_message(MessageBody="for somebody else")
    event = visible_messages(queue, arn=queue_arn("invoices"))
    with pytest.raises(Exception, match="events from arn:aws:sqs:us-east-1:123456789012:invoices"):
        handler("worker")(event, context())


@pytest.mark.parametrize("rule", ["alex-daily", "nightly-alex.aws.lambda_events.keep_warm_callback"])
def test_a_rule_without_a_function_is_an_error(db, handler, rule):
    with pytest.raises(Exception, match="No function of this package handles events from arn:aws:events"):
        handler("worker")(scheduled_event(rule), context())


def test_an_event_of_another_kind_is_an_error(db, handler):
    with pytest.raises(Exception, match="No function of this package handles events from aws.s3"):
        handler("worker")({"source": "aws.s3", "detail-type": "Object Created"}, context())


def test_a_rule_reaches_the_function_it_names(db, handler, settings):
    settings.RESEARCH_FEEDS = []
    answer = handler("worker")(scheduled_event("every-two-hours-alex.aws.lambda_events.research"), context())
    assert answer == {"done": "RESEARCH_FEEDS is not set: nothing is read."}


def test_a_management_command_may_answer_nothing(db, handler):
    assert handler("worker")({"manage": "check"}, context()) == {}
    assert handler("worker")({"command": "gc.enable"}, context()) is None


def test_the_connection_is_closed_after_any_event(transactional_db, handler):
    handler("worker")({"command": "analysis.jobs.dispatch.reap"}, context())
    assert connection.connection is None


@pytest.mark.parametrize("name", ["alex-tasks", f"alex-tasks{DEAD_LETTERS}"])
def test_each_function_of_a_queue_exists(name, settings):
    settings.TASK_QUEUE = "alex-tasks"
    (function,) = QueueFunctions().get(queue_arn(name))
    module, attribute = function.rsplit(".", 1)
    assert callable(getattr(importlib.import_module(module), attribute))
