"""Queue messages: one with the old name of a task still runs."""

import pytest
from django.utils.module_loading import import_string
from django_q.brokers import get_broker
from django_q.models import Failure, OrmQ
from django_q.tasks import async_task

from analysis.jobs import dispatch
from analysis.worker.message import RENAMED_TASKS, read_message, run_message

TASKS_OF_0_1_0 = {
    "analysis.tasks.run_analysis": ("JOB", "ALICE"),
    "analysis.tasks.watch_analysis": ("JOB", "ALICE"),
    "analysis.tasks.classify_instruments": ("ALICE", [], False),
    "analysis.retention.run_task": (),
    "portfolios.daily.run_task": (),
    "portfolios.pricing.refreshing.run_task": ([], "SAM"),
    "advisors.researching.run_task": (),
    "advisors.library.notes.embed_waiting": (),
}
"""Every task that version 0.1.0 could queue, with the arguments of a message."""


@pytest.fixture
def job(transactional_db, alice, pipeline):
    job = dispatch.start(user=alice).job
    OrmQ.objects.all().delete()
    return job


@pytest.fixture
def enqueue(alice, sam, job):
    ids = {"JOB": str(job.pk), "ALICE": str(alice.pk), "SAM": str(sam.pk)}

    def enqueue(name):
        arguments = [ids.get(argument, argument) if isinstance(argument, str) else argument
                     for argument in TASKS_OF_0_1_0[name]]  # fmt: skip
        return async_task(name, *arguments, ack_failure=True)

    return enqueue


def run_next_message():
    broker = get_broker()
    [(ack_id, package)] = broker.dequeue()
    assert run_message(package, ack_id, broker)


def test_every_old_task_has_a_current_name():
    assert set(RENAMED_TASKS) == set(TASKS_OF_0_1_0)
    assert all(callable(import_string(name)) for name in RENAMED_TASKS.values())


@pytest.mark.parametrize("name", TASKS_OF_0_1_0)
def test_a_message_with_an_old_name_runs(enqueue, name):
    enqueue(name)
    run_next_message()
    assert [task.result for task in Failure.objects.all()] == []


def test_a_message_with_an_unknown_name_fails(transactional_db):
    async_task("analysis.tasks.unknown", ack_failure=True)
    run_next_message()
    assert "analysis.tasks.unknown" in Failure.objects.get().result


def test_an_old_message_runs_its_analysis(enqueue, job):
    enqueue("analysis.tasks.run_analysis")
    run_next_message()
    job.refresh_from_db()
    assert job.status == "completed"


def test_a_current_task_name_is_not_changed(db):
    async_task("os.getpid")
    assert read_message(OrmQ.objects.get().payload)["func"] == "os.getpid"
