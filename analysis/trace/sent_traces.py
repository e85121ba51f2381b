"""Remember which traces Langfuse received, and have it delete them when their time is over or their job is gone."""

import uuid
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from advisors.models import SentTrace
from analysis.models import Job
from analysis.usage.model_settings import langfuse_projects
from people import acting_as_staff
from people.isolation.purposes import Purpose

MAX_DELETED_AT_ONCE = 100


def record_trace(role: str, job_id: uuid.UUID | None, question_id: uuid.UUID | None = None) -> str:
    """Return the id for a new trace, and store it first: a trace that is sent can then always be deleted."""
    trace = SentTrace.objects.create(role=role, job_id=job_id, question_id=question_id)
    return trace.trace_id.hex


def delete_old_traces(questions: QuerySet[Any], *, now: datetime) -> int:
    """Have Langfuse delete traces older than TRACE_PROMPT_DAYS, or of a deleted job or question; return how many.

    questions: all that there are. What Langfuse does not accept stays recorded for the round of the next day.
    """
    from advisors.tracing.langfuse_client import get_client

    deleted, projects = 0, langfuse_projects()
    with acting_as_staff(Purpose.RETENTION):
        moment = now - timedelta(days=settings.TRACE_PROMPT_DAYS)
        due = SentTrace.objects.due(moment, Job.objects.all(), questions)
        traces = due.order_by("role", "created_at").values_list("role", "trace_id")
        ids_by_role = {role: [pk for _, pk in rows] for role, rows in groupby(traces, key=itemgetter(0))}
    for role, ids in ids_by_role.items():
        project = projects.for_role(role)
        for start in range(0, len(ids), MAX_DELETED_AT_ONCE):
            batch = ids[start : start + MAX_DELETED_AT_ONCE]
            if project and get_client(project).delete([pk.hex for pk in batch]):
                deleted += SentTrace.objects.filter(pk__in=batch).delete()[0]
    return deleted
