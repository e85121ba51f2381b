"""Somebody who tries the demo gets a finished analysis of what they own."""

import re

import pytest

from analysis.models import Job, Span, Step
from analysis.sample.copying import copy_sample
from analysis.sample.stored import load_sample
from analysis.views.analyses import TABS
from people import acting_as
from people.tests.support.cast import signed_in
from portfolios.changes.demo import create_demo_user
from portfolios.models import Account, Instrument, Position
from portfolios.tests.support.seeded_catalogue import lay_catalogue

pytestmark = pytest.mark.django_db
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@pytest.fixture
def visitor(db):
    lay_catalogue()
    return create_demo_user()


def test_the_copy_has_all_that_was_stored(visitor):
    stored, job = load_sample(), copy_sample(visitor)
    job.refresh_from_db()
    assert job.facts == stored.facts and job.report_payload == stored.report_payload
    assert (job.status, job.is_sample, job.created_at) == ("completed", True, stored.created_at)
    assert (job.steps.count(), job.spans.count()) == (len(stored.steps), len(stored.spans))


def test_its_ids_are_those_of_own_rows(visitor):
    copy_sample(visitor)
    own = {str(visitor.pk)}
    for model in (Account, Position, Instrument):
        own |= {str(pk) for pk in model.objects.values_list("pk", flat=True)}
    snapshot = Job.objects.get().snapshot.model_copy(update={"alternatives": ()})
    incomes = {str(one.id) for one in snapshot.profile.income}
    assert set(ID.findall(snapshot.model_dump_json())) <= own | incomes
    assert set(ID.findall(Job.objects.get().summary_payload.model_dump_json())) <= own
    assert not set(ID.findall(load_sample().snapshot.model_dump_json())) & own


def test_each_tab_of_the_copy_opens(visitor):
    job, client = copy_sample(visitor), signed_in(visitor)
    for tab in (*TABS, "all"):
        page = client.get(f"/analyses/{job.pk}/?tab={tab}")
        assert page.status_code == 200 and "made on" in page.content.decode()


def test_two_visitors_get_copies_of_their_own(visitor):
    jobs = [copy_sample(visitor), copy_sample(create_demo_user())]
    assert Span.objects.filter(job=jobs[0]).count() == Span.objects.filter(job=jobs[1]).count() > 0
    assert Step.objects.filter(user=visitor).count() == jobs[0].steps.count()


def test_who_owns_something_else_gets_none(visitor):
    with acting_as(visitor.pk):
        Position.objects.owned_by(visitor).first().delete()
        assert copy_sample(visitor) is None
    assert not Job.objects.exists()
