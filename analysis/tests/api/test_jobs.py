"""A job in the API, the commands and the admin."""

import json
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from rest_framework.renderers import JSONRenderer

from advisors.charter.chart import Chart, Point
from advisors.planner.output import Action, Impact
from analysis.api.serializers import JobListSerializer, JobSerializer
from analysis.job_kinds import REQUEST_MODELS
from analysis.jobs import dispatch, progress
from analysis.jobs.lease import claim
from analysis.models import Job, Span, Step
from analysis.payloads import ReportPayload, RetirementPayload, SummaryPayload
from analysis.tests.support.step_outputs import OUTPUTS, FocusRequest
from people.models import AuditEvent


@pytest.fixture
def job(alice, monkeypatch):
    monkeypatch.setitem(REQUEST_MODELS, "portfolio_analysis", FocusRequest)
    return dispatch.start(user=alice, request_payload=FocusRequest(focus="fees")).job


@pytest.fixture
def lease(job):
    return claim(job.pk, job.user_id)


def as_json(job):
    return json.loads(JSONRenderer().render(JobSerializer(job).data))


def test_a_new_job_has_the_agreed_shape(job):
    found = as_json(job)
    steps = found.pop("steps")
    assert found == {
        "id": str(job.pk),
        "job_type": "portfolio_analysis",
        "status": "pending",
        "request_payload": {"focus": "fees"},
        "report_payload": None,
        "charts_payload": None,
        "retirement_payload": None,
        "summary_payload": None,
        "error_code": "",
        "error_message": "",
        "wait_reason": "",
        "retry_at": None,
        "created_at": job.created_at.isoformat().replace("+00:00", "Z"),
        "started_at": None,
        "completed_at": None,
    }
    assert steps[0] == {
        "name": "prepare",
        "agent": "planner",
        "status": "waiting",
        "message": "",
        "started_at": None,
        "finished_at": None,
    }


def test_money_and_shares_in_payloads_are_numbers(job, lease):
    lease.complete(
        report_payload=ReportPayload(
            content="# Report", generated_at=datetime(2026, 1, 2, tzinfo=UTC), model="m", figures_checked=3,
            figures_corrected=0,
        ),
        charts_payload={
            "regions": Chart(
                title="t", description="d", type="pie", unit="usd",
                data=[Point(name="A", value="12.34", percentage="100.0", color="#000000")],
            )
        },
        retirement_payload=RetirementPayload(analysis="a", success_probability="0.88", standard_error="0.003"),
        summary_payload=SummaryPayload(
            content="s", actions=[Action(title="t", reason="r", impact=[Impact(fact="f", text="x")], priority=1)]
        ),
    )  # fmt: skip
    found = as_json(Job.objects.get())
    assert found["status"] == "completed"
    assert found["charts_payload"]["regions"]["data"] == [
        {"name": "A", "value": 12.34, "percentage": 100.0, "color": "#000000"}
    ]
    assert found["retirement_payload"]["success_probability"] == 0.88
    assert found["summary_payload"]["actions"][0]["priority"] == 1
    assert found["report_payload"]["generated_at"] == "2026-01-02T00:00:00Z"


def test_a_list_leaves_out_payloads_and_steps(job):
    found = JobListSerializer(Job.objects.without_large_columns(), many=True).data[0]
    assert not any(name.endswith("_payload") for name in found)
    assert "steps" not in found


def test_progress_signals_follow_the_write(lease):
    signals = []

    def listen(name, status, **_):
        signals.append((name, status, Step.objects.get(name=name).status))

    progress.step_changed.connect(listen)
    progress.start(lease, "report", "Writing")
    progress.finish(lease, "report", OUTPUTS["report"])
    progress.step_changed.disconnect(listen)
    assert signals == [("report", "running", "running"), ("report", "done", "done")]


def test_a_long_message_is_cut_visibly(job, lease):
    progress.update_message(lease, "report", "word " * 100)
    message = job.steps.get(name="report").message
    assert len(message) == 200 and message.endswith("…")


def test_a_restarted_step_clears_its_failure(job, lease):
    progress.fail(lease, "report", "x", "It broke.")
    progress.start(lease, "report")
    step = job.steps.get(name="report")
    assert (step.status, step.finished_at, step.error_code, step.attempts) == ("running", None, "", 1)


def test_failed_and_skipped_steps_are_finished(lease):
    progress.finish(lease, "prepare", OUTPUTS["prepare"])
    progress.skip(lease, "tag", "Nothing to classify")
    progress.fail(lease, "charts", "x", "It broke.")
    progress.start(lease, "report")
    finished, _ = progress.load_finished_and_cost(lease)
    assert set(finished) == {"prepare", "tag", "charts"}
    assert finished["prepare"].output == OUTPUTS["prepare"]


def test_writing_progress_costs_few_queries(lease, django_assert_num_queries):
    with django_assert_num_queries(7):  # savepoint, set the user, lock, read the log, update, reset, release
        progress.update_message(lease, "report", "Writing")


def analyze(*arguments):
    out, err = StringIO(), StringIO()
    call_command("analyze", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_analyze_prints_progress_to_stderr(alice, pipeline):
    out, err = analyze("--email", alice.email, "--json")
    assert json.loads(out)["status"] == "completed"
    assert "report     running" in err and "conclude   done" in err


def test_analyze_always_waits_for_the_result(alice, pipeline):
    waited, err = analyze("--email", alice.email, "--wait", "--json")
    assert json.loads(waited)["status"] == "completed"
    assert "conclude   done" in err
    assert analyze("--email", alice.email, "--wait")[0] == analyze("--email", alice.email)[0]


def test_analyze_fails_when_the_analysis_does(alice, pipeline, monkeypatch):
    async def fail(lease):
        from analysis.jobs.errors import AnalysisFailed

        raise AnalysisFailed("no_luck", "There was no luck.")

    pipeline.analyze_portfolio = fail
    with pytest.raises(CommandError, match="failed. There was no luck."):
        analyze("--email", alice.email)


def test_analyze_refuses_an_unknown_part(alice):
    with pytest.raises(CommandError, match="invalid choice"):
        analyze("--email", alice.email, "--job-type", "astrology")


def test_analyze_reports_an_unknown_user(db):
    with pytest.raises(CommandError, match=r"There is no user nobody@example\.com"):
        analyze("--email", "nobody@example.com")


def test_analyze_leaves_a_running_analysis_alone(alice, lease, pipeline):
    with pytest.raises(CommandError, match="already running"):
        analyze("--email", alice.email)


def test_reap_prints_its_counts(job):
    Job.objects.update(dispatched_at=None)
    out = StringIO()
    call_command("reap", stdout=out)
    assert out.getvalue() == "1 sent again, 0 failed.\n"


@pytest.fixture
def span(job):
    now = datetime.now(UTC)
    return Span.objects.create(
        job=job, user_id=job.user_id, span_id="s", kind="agent", name="n", started_at=now, ended_at=now
    )


@pytest.mark.parametrize("model", ["job", "span"])
def test_staff_can_read_jobs_and_spans(as_sam, job, span, model):
    row = {"job": job, "span": span}[model]
    assert as_sam.get(reverse(f"admin:analysis_{model}_changelist")).status_code == 200
    page = as_sam.get(reverse(f"admin:analysis_{model}_change", args=[row.pk]))
    assert page.status_code == 200
    assert b'name="_save"' not in page.content


@pytest.mark.parametrize("model", ["job", "span"])
def test_staff_cannot_change_jobs_and_spans(as_sam, job, span, model):
    row = {"job": job, "span": span}[model]
    assert as_sam.get(reverse(f"admin:analysis_{model}_add")).status_code == 403
    assert as_sam.post(reverse(f"admin:analysis_{model}_change", args=[row.pk]), {"status": "x"}).status_code == 403
    assert as_sam.post(reverse(f"admin:analysis_{model}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", ["job", "span"])
def test_staff_views_are_recorded_in_the_audit(as_sam, sam, job, span, model):
    row = {"job": job, "span": span}[model]
    as_sam.get(reverse(f"admin:analysis_{model}_changelist"))
    as_sam.get(reverse(f"admin:analysis_{model}_change", args=[row.pk]))
    events = AuditEvent.objects.filter(user=sam, action="viewed_holdings", object_type=model).order_by("pk")
    assert [event.object_id for event in events] == ["", str(row.pk)]
