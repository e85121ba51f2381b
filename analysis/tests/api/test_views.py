"""Analyses in the API."""

from analysis.models import Job
from analysis.tests.support import stored_analyses
from portfolios.tests.api.test_views import call, error_of


def test_a_second_start_returns_the_same_job(as_alice):
    first = call(as_alice, "post", "analyze", {})
    again = call(as_alice, "post", "analyze", {})
    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json()["job_id"] == again.json()["job_id"]
    assert Job.objects.count() == 1


def test_a_repeated_key_returns_its_job(as_alice, alice):
    key = {"Idempotency-Key": "monday"}
    started = call(as_alice, "post", "analyze", {}, **key).json()["job_id"]
    call(as_alice, "post", f"jobs/{started}/cancel", {})
    again = call(as_alice, "post", "analyze", {}, **key)
    assert (again.status_code, again.json()["job_id"]) == (200, started)


def test_a_start_takes_no_fields(as_alice):
    response = call(as_alice, "post", "analyze", {"user": "bob"})
    assert (response.status_code, list(error_of(response)["fields"])) == (400, ["user"])


def test_the_list_leaves_out_payloads(as_alice, alice):
    job = stored_analyses.completed(alice)
    full_job = call(as_alice, "get", f"jobs/{job.pk}").json()
    (listed_job,) = call(as_alice, "get", "jobs").json()["results"]
    payloads = {"report_payload", "charts_payload", "retirement_payload", "summary_payload"}
    assert all(full_job[name] for name in payloads)
    assert [step["name"] for step in full_job["steps"]][:2] == ["prepare", "tag"]
    assert not (payloads | {"steps", "request_payload"}) & set(listed_job)
    assert isinstance(full_job["retirement_payload"]["success_probability"], float)


def test_the_latest_job_comes_first(as_alice, alice):
    earlier, later = stored_analyses.completed(alice), stored_analyses.failed(alice)
    assert [row["id"] for row in call(as_alice, "get", "jobs").json()["results"]] == [str(later.pk), str(earlier.pk)]


def test_only_an_active_job_can_be_cancelled(as_alice, alice):
    job = stored_analyses.running(alice)
    assert call(as_alice, "post", f"jobs/{job.pk}/cancel", {}).json()["status"] == "cancelled"
    late = call(as_alice, "post", f"jobs/{job.pk}/cancel", {})
    assert (late.status_code, error_of(late)["code"]) == (409, "ended")
    assert late.json()["current"]["status"] == "cancelled"


def test_a_list_of_jobs_makes_few_queries(as_alice, alice, django_assert_max_num_queries):
    for _ in range(5):
        stored_analyses.failed(alice)
    with django_assert_max_num_queries(19):  # most of them read the rate limit from the cache table
        call(as_alice, "get", "jobs")
