"""A kept page is what the view would render, for its owner alone, and until what it shows changes."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alex.tests.support.kept_pages import (
    PAGES,
    own,
    render_anew,
    tables_read,
    tokens_of,
    view,
    without_tokens,
)
from analysis.models import Span
from analysis.tests.support import stored_analyses
from people.kept_pages import views
from people.kept_pages.page_data import watched_tables
from people.kept_pages.store import MAX_AGE, store
from people.models import User
from people.tests.support.cast import signed_in
from portfolios.models import Instrument
from portfolios.tests.conftest import make_instrument

pytestmark = pytest.mark.django_db
SESSION_TABLES = {"django_session", "people_user", "session_open"}
OF_A_FINISHED_JOB = {"analysis_job", "analysis_step", "analysis_span"}
"""Their page is kept by the time at which the job last changed."""
MAX_QUERIES = 5


@pytest.fixture
def alices(alice, bob):
    store.clear()
    shared = make_instrument("VTI", current_price=Decimal(100), priced_at=timezone.now(), price_source="market")
    owned = {user: own(user, shared, name) for user, name in ((alice, "Alice"), (bob, "Bob"))}
    return SimpleNamespace(hers=owned[alice], his=owned[bob], as_alice=signed_in(alice), as_bob=signed_in(bob))


def test_every_kept_view_is_tried_here():
    tried = {name.partition(" ")[0] for name in PAGES}
    assert tried == {name.rpartition(".")[2] for name in views.kept_views}


@pytest.mark.parametrize("page", PAGES)
def test_a_kept_page_equals_the_rendered_one(page, alices):
    address = alices.hers.address(page)
    first, second = view(alices.as_alice, address), view(alices.as_alice, address)
    assert len(store) == 1
    assert without_tokens(first) == without_tokens(second) == without_tokens(render_anew(alices.as_alice, address))


@pytest.mark.parametrize("page", PAGES)
def test_tokens_of_a_kept_page_are_new(page, alices):
    address = alices.hers.address(page)
    first, second = (tokens_of(view(alices.as_alice, address)) for _ in range(2))
    assert len(first) == len(second)
    assert set(first).isdisjoint(second)


@pytest.mark.parametrize("page", PAGES)
def test_another_person_never_sees_it(page, alices):
    address = alices.hers.address(page)
    view(alices.as_alice, address)
    answer = alices.as_bob.get(address)
    assert "Alice" not in answer.content.decode()
    assert answer.status_code == (404 if str(alices.hers.account.pk) in address or "analyses" in address else 200)
    view(alices.as_bob, alices.his.address(page))
    assert "Bob" not in view(alices.as_alice, address)


@pytest.mark.django_db(transaction=True)
def test_a_kept_page_takes_few_queries(alices):
    """Count BEGIN and COMMIT too. In a test that rolls back, the middleware's transaction would be a savepoint."""
    counts = {}
    for page in PAGES:
        address = alices.hers.address(page)
        view(alices.as_alice, address)
        with CaptureQueriesContext(connection) as queries:
            view(alices.as_alice, address)
        counts[page] = len(queries)
    assert {page: count for page, count in counts.items() if count > MAX_QUERIES} == {}


@pytest.mark.parametrize("page", PAGES)
def test_every_table_of_a_kept_page_is_watched(page, alices):
    watched = {table.name for table in watched_tables()} | SESSION_TABLES
    if page.startswith("analysis"):
        watched |= OF_A_FINISHED_JOB
    assert tables_read(alices.as_alice, alices.hers.address(page)) <= watched


@pytest.mark.parametrize("page", ["dashboard", "accounts", "account", "team"])
def test_signing_out_ends_it(page, alices):
    view(alices.as_alice, alices.hers.address(page))
    alices.as_alice.logout()
    assert alices.as_alice.get(alices.hers.address(page)).status_code == 302


@pytest.mark.parametrize("query", ["?find=V", "?from=VTI", "?x=1", "?page=" + "1" * 50])
def test_a_page_with_other_parameters_is_not_kept(query, alices):
    view(alices.as_alice, alices.hers.address("account") + query)
    assert len(store) == 0


def test_the_texts_of_a_span_are_not_kept(alices):
    job = alices.hers.job
    moment = timezone.now()
    Span.objects.create(job=job, user=alices.hers.user, span_id="s1", kind="generation", name="x", prompt="Prompt",
                        started_at=moment, ended_at=moment)  # fmt: skip
    view(alices.as_alice, f"{reverse('analysis', args=[job.pk])}?tab=trace&span=s1", **{"HX-Request": "true"})
    assert len(store) == 0


def test_a_trace_without_its_texts_is_new(alices):
    job, moment = alices.hers.job, timezone.now()
    Span.objects.create(job=job, user=alices.hers.user, span_id="s1", kind="generation", name="x", prompt="Prompt",
                        started_at=moment, ended_at=moment)  # fmt: skip
    address = alices.hers.address("analysis trace")
    assert "span=s1" in view(alices.as_alice, address)
    Span.objects.clear_texts_before(timezone.now() + timedelta(days=1))
    assert "span=s1" not in view(alices.as_alice, address)


def test_answers_other_than_200_are_not_kept(alices):
    assert alices.as_alice.get(alices.his.address("account")).status_code == 404
    assert alices.as_alice.post("/accounts/add/", {"name": ""}).status_code == 422
    assert alices.as_alice.head("/dashboard/").status_code == 200
    assert len(store) == 0


def test_the_team_at_work_is_not_kept(alices):
    stored_analyses.running(alices.hers.user)
    view(alices.as_alice, "/team/")
    assert len(store) == 0


def test_an_unfinished_analysis_is_not_kept(alices):
    job = stored_analyses.failed(alices.hers.user)
    view(alices.as_alice, f"{reverse('analysis', args=[job.pk])}?tab=trace")
    assert len(store) == 0


def test_a_message_is_shown_once(alices):
    view(alices.as_alice, "/settings/plan/")
    alices.as_alice.post("/settings/plan/confirm/", {"version": "0"})
    shown = [view(alices.as_alice, "/settings/plan/") for _ in range(2)]
    assert ["Nothing was confirmed" in html for html in shown] == [True, False]


def test_a_page_is_kept_for_a_minute(alices, monkeypatch):
    view(alices.as_alice, "/accounts/")
    later = timezone.now() + MAX_AGE + timedelta(seconds=1)
    monkeypatch.setattr(views, "timezone", SimpleNamespace(now=lambda: later))
    with CaptureQueriesContext(connection) as queries:
        view(alices.as_alice, "/accounts/")
    assert len(queries) > MAX_QUERIES + 1


def test_what_a_demo_user_sees_follows_the_user(alices):
    address = alices.hers.address("team")
    view(alices.as_alice, address)
    User.objects.filter(pk=alices.hers.user.pk).update(is_demo=True)
    assert "Demo user" in view(alices.as_alice, address)


@pytest.mark.parametrize("name", ["{{ 7|add:7 }}", "csrf_token", "<b>Alice</b>"])
def test_texts_of_people_stay_texts(name, alices):
    Instrument.objects.filter(symbol="VTI").update(name=name)
    for _ in range(2):
        html = view(alices.as_alice, alices.hers.address("account"))
        assert name.replace("<", "&lt;").replace(">", "&gt;") in html
