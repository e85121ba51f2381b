"""The entry points of AWS Lambda: batches, dead letters, scheduled runs and their limits."""

import subprocess
import sys
import time

import pytest
from django.db import OperationalError
from django_q.tasks import async_task

from alex.aws import lambda_events, sqs
from alex.tests.support.lambda_calls import context, visible_messages
from analysis.jobs import dispatch, progress
from analysis.jobs.lease import claim
from analysis.models import Job


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


def test_a_start_sends_a_delayed_watch_message(alice, queue, settings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        dispatch.start(user=alice)
    assert sqs.CachedSqsBroker(settings.TASK_QUEUE).queue_size() == 1
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


def test_a_dead_letter_waits_for_the_database(alice, queue, monkeypatch, django_capture_on_commit_callbacks, caplog):
    with django_capture_on_commit_callbacks(execute=True):
        job = dispatch.start(user=alice).job
    event = visible_messages(queue)
    with monkeypatch.context() as outage:
        outage.setattr(dispatch, "acting_as", raising(OperationalError("the database is away")))
        with pytest.raises(lambda_events.BatchFailed):
            lambda_events.process_dead_letters(event, context())
    assert lambda_events.process_dead_letters(event, context()) == {"batchItemFailures": []}
    job.refresh_from_db()
    assert job.status == "failed"


def raising(error):
    def fail(*_, **__):
        raise error

    return fail


def test_only_the_unrecorded_dead_letter_returns(alice, queue, monkeypatch, caplog):
    async_task("math.sqrt", 9)
    async_task("analysis.worker.tasks.run_analysis", "job", "person")
    monkeypatch.setattr(dispatch, "acting_as", raising(OperationalError("the database is away")))
    event = visible_messages(queue)
    failures = lambda_events.process_dead_letters(event, context())["batchItemFailures"]
    assert failures == [{"itemIdentifier": event["Records"][1]["messageId"]}]


def test_an_unreadable_dead_letter_is_logged(db, queue, caplog):
    queue.send_message(MessageBody="not signed")
    assert lambda_events.process_dead_letters(visible_messages(queue), context()) == {"batchItemFailures": []}
    assert "cannot be read, so no job can be told" in caplog.text


def test_a_scheduled_run_ends_before_the_function():
    late = context(seconds=lambda_events.STOP_MARGIN_SECONDS + 1)
    with (
        pytest.raises(lambda_events.ScheduledRunFailed, match="time was nearly over"),
        lambda_events.scheduled_run(late),
    ):
        time.sleep(5)


def test_zappa_never_sees_a_type_error():
    with (
        pytest.raises(lambda_events.ScheduledRunFailed, match="unsupported operand"),
        lambda_events.scheduled_run(context()),
    ):
        _ = 1 + "1"


def test_a_scheduled_reap_dispatches_jobs(alice, queue):
    lease = claim(dispatch.start(user=alice).job.pk, alice.pk)
    progress.start(lease, "report")
    Job.objects.update(lease_until="2020-01-01T00:00Z")
    assert lambda_events.reap({}, None) == {"dispatched": 1, "failed": 0}


def test_the_daily_event_runs_the_daily_tasks(alice):
    assert lambda_events.daily({}, context()) == {
        "done": "0 portfolios recorded",
        "forgotten": "deleted the texts of 0 spans, and 0 traces at Langfuse",
        "cleaned": "deleted 0 people, 0 demo visitors and 0 exports, encrypted 0 second factors with the current key",
        "scheduled": "0 analyses started, digests: none",
    }


def test_research_without_feeds_wakes_no_database(db, settings, django_assert_num_queries):
    settings.RESEARCH_FEEDS = []
    with django_assert_num_queries(0):
        assert lambda_events.research({}, context()) == {"done": "RESEARCH_FEEDS is not set: nothing is read."}


@pytest.mark.processes
def test_a_web_process_imports_no_agents(settings):
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
