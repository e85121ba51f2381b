"""Langfuse is asked to delete traces whose time is over, and those of deleted jobs."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from advisors.models import SentTrace
from analysis.models import Job
from analysis.tests.support.langfuse_server import DELETION_PATH, langfuse, new_keys
from analysis.trace.sent_traces import MAX_DELETED_AT_ONCE, record_trace
from analysis.worker import retention
from people import acting_as

pytestmark = pytest.mark.django_db


def record_old(days, *, role="", job_id=None):
    trace_id = record_trace(role, job_id)
    SentTrace.objects.filter(pk=trace_id).update(created_at=timezone.now() - timedelta(days=days))
    return trace_id


def test_only_old_traces_are_deleted(settings):
    old, young = record_old(91), record_old(89)
    with langfuse(settings) as stub:
        assert retention.run_task() == "deleted the texts of 0 spans, and 1 traces at Langfuse"
        assert retention.run_task() == "deleted the texts of 0 spans, and 0 traces at Langfuse"
    assert stub.deletions == [(DELETION_PATH, settings.LANGFUSE_PUBLIC_KEY, [old])]
    assert [trace.trace_id.hex for trace in SentTrace.objects.all()] == [young]


def test_traces_of_deleted_jobs_are_deleted_at_once(alice, settings):
    with acting_as(alice.pk):
        job = Job.objects.create(user=alice)
    kept, gone = record_old(1, job_id=job.pk), record_old(1, job_id=uuid.uuid4())
    with langfuse(settings) as stub:
        retention.run_task()
        assert [ids for _, _, ids in stub.deletions] == [[gone]]
        alice.delete()
        retention.run_task()
    assert [ids for _, _, ids in stub.deletions] == [[gone], [kept]]


@pytest.mark.parametrize("status", [401, 404, 429, 500])
def test_what_langfuse_refuses_is_tried_again(settings, status):
    old = record_old(91)
    with langfuse(settings, status=status) as stub:
        assert retention.run_task().endswith("and 0 traces at Langfuse")
        assert SentTrace.objects.count() == 1
        stub.status = 200
        assert retention.run_task().endswith("and 1 traces at Langfuse")
    assert [ids for _, _, ids in stub.deletions] == [[old], [old]]


def test_an_unreachable_langfuse_keeps_the_record(settings):
    record_old(91)
    with langfuse(settings):
        pass
    assert retention.run_task().endswith("and 0 traces at Langfuse")
    assert SentTrace.objects.count() == 1


def test_each_project_deletes_its_own_traces(settings):
    common, planners, planner_keys = record_old(91), record_old(91, role="planner"), new_keys()
    with langfuse(settings) as stub:
        settings.LANGFUSE_KEYS_BY_ROLE = {"planner": planner_keys}
        retention.run_task()
    keys = {key: ids for _, key, ids in stub.deletions}
    assert keys == {settings.LANGFUSE_PUBLIC_KEY: [common], planner_keys[0]: [planners]}


def test_many_traces_are_deleted_in_portions(settings):
    SentTrace.objects.bulk_create(SentTrace() for _ in range(MAX_DELETED_AT_ONCE + 1))
    SentTrace.objects.update(created_at=timezone.now() - timedelta(days=91))
    with langfuse(settings) as stub:
        retention.run_task()
    assert sorted(len(ids) for _, _, ids in stub.deletions) == [1, MAX_DELETED_AT_ONCE]
    assert not SentTrace.objects.exists()
