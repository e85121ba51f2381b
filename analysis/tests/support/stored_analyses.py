"""Store analyses in every state, for tests of pages that show them."""

import uuid
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from advisors.charter.chart import Chart, Point
from advisors.claims.own_trades import build_own_plans
from advisors.document.markdown import document_to_markdown, letter_to_markdown
from advisors.planner.output import Action, Impact, KeyFigure
from advisors.tests.support.documents import sample_document
from analysis.models import Job, Step
from analysis.payloads import ReportPayload, RetirementPayload, SummaryPayload
from analysis.pipeline.made_with import describe_software
from people import acting_as
from portfolios.models.snapshots import take_snapshot
from portfolios.tests.support.sample_portfolios import owned

EARLIER_REPORT = """# Portfolio report

You own **$1,000** in one account.

| Asset class | Share |
|:------------|------:|
| Equity | 60.0% |
| Cash | 40.0% |

1. Keep it
   - for now
"""
CHECKED = (41, 2)
"""The figures of each of these analyses that were checked and corrected."""
PREPARED = {
    "prepare": ("done", "Read 17 positions in 3 accounts"),
    "tag": ("skipped", "Every symbol is classified"),
    "plan": ("done", "All three specialists are asked"),
}
AT_WORK = {
    **PREPARED,
    "report": ("running", "Looking up facts about costs"),
    "charts": ("done", "Four charts"),
    "retirement": ("running", "Testing a retirement two years later"),
}
FINISHED = {
    **PREPARED,
    "report": ("done", "Six sections"),
    "charts": ("done", "Four charts"),
    "retirement": ("done", "10,000 futures"),
    "conclude": ("done", "Three actions"),
}
BROKEN = {
    **PREPARED,
    "report": ("failed", "The model did not answer within 60 seconds."),
    "charts": ("done", "Four charts"),
    "retirement": ("skipped", "Not reached."),
    "conclude": ("skipped", "Not reached."),
}


def create_job(user, *, steps=(), **columns):
    with acting_as(user.pk):
        job = Job.objects.create(user=user, started_at=timezone.now(), **columns)
        for order, (step, spec) in enumerate(job.kind.steps()):
            set_step(job, step.name, *dict(steps).get(step.name, ("waiting", "")), agent=spec.role, order=order)
    return job


def set_step(job, name, status, message="", **columns):
    """Store a step with the times that fit its status."""
    is_started, is_finished = status in ("running", "done", "failed"), status in ("done", "failed")
    failure = {"error_code": "model_timeout", "error_message": message} if status == "failed" else {}
    moment = job.started_at
    values = {
        "status": status,
        "message": message,
        "started_at": moment if is_started else None,
        "finished_at": moment + timedelta(seconds=2) if is_finished else None,
        **failure,
        **columns,
    }
    with acting_as(job.user_id):
        Step.objects.update_or_create(job=job, user_id=job.user_id, name=name, defaults=values)


def pending(user, **columns):
    return create_job(user, dispatched_at=timezone.now(), **columns)


def running(user, steps=AT_WORK):
    now = timezone.now()
    lease = {"lease_token": uuid.uuid4(), "lease_until": now + timedelta(hours=1), "attempt": 1}
    return create_job(user, steps=steps, status="running", dispatched_at=now, **lease)


def failed(user):
    reason = "The model did not answer within 60 seconds. Nothing of yours has changed."
    return create_job(user, steps=BROKEN, status="failed", error_code="model_timeout", error_message=reason)


def cancelled(user):
    return create_job(user, steps=PREPARED, status="cancelled")


def completed(user, steps=FINISHED, **columns):
    with acting_as(user.pk):
        snapshot = take_snapshot(user.pk, now=timezone.now())
    return create_job(user, steps=steps, status="completed", completed_at=timezone.now(), snapshot=snapshot,
                   made_with=describe_software(), model="built-in writer", **{**result(), **columns})  # fmt: skip


def complete(job):
    """Complete a job as the worker's last UPDATE does."""
    with acting_as(job.user_id):
        Job.objects.filter(pk=job.pk).set_status(Job.Status.COMPLETED, completed_at=timezone.now(), **result())


def result():
    document, now = sample_document(), timezone.now()
    count = f"*{CHECKED[0]} figures checked, {CHECKED[1]} corrected.*"
    report = ReportPayload(
        content=f"{document_to_markdown(document)}\n\n{count}", document=document, generated_at=now,
        model="built-in writer", figures_checked=CHECKED[0], figures_corrected=CHECKED[1],
    )  # fmt: skip
    summary = SummaryPayload(
        content=letter_to_markdown(document.letter),
        actions=[Action.from_printed(one) for one in document.actions],
        key_figures=[KeyFigure(fact="risk.score", label="Risk, one to ten", text="7")],
        rebalancing=build_own_plans(
            owned(("taxable", 5, {"VTI": 800, "BND": 195}), targets={"equity": 60, "cash": 40})
        ),
    )
    return {
        "report_payload": report,
        "charts_payload": charts(),
        "retirement_payload": retirement(),
        "summary_payload": summary,
    }


def earlier_result():
    """Return the texts of an analysis that an earlier version of Alex wrote."""
    report, summary = result()["report_payload"], result()["summary_payload"]
    return {
        "report_payload": report.model_copy(update={"content": EARLIER_REPORT, "document": None}),
        "summary_payload": summary.model_copy(update={"content": "You own **$1,000**.", "actions": earlier_actions()}),
    }


def earlier_actions():
    saving = Action(title="Save more", reason="It helps most.", impact=[Impact(fact="s", text="72.4%")], priority=2)
    return [saving, Action(title="Sell the single stock", reason="It is 12.5% of everything.", priority=1)]


def charts():
    parts = [("Equity", "600.00", "60.0", "#209dd7"), ("Cash", "400.00", "40.0", "#7cb342")]
    drift = [("Equity", "-3.5", None, "#209dd7"), ("Cash", "3.5", None, "#7cb342")]
    kinds = (("asset_class", "donut", "usd", parts), ("regions", "pie", "usd", parts),
             ("sectors", "horizontalBar", "usd", parts), ("drift", "bar", "points", drift),
             ("retirement", "line", "usd", [(f"Year {n}", 1000 + n, None, "#753991") for n in range(20)]))  # fmt: skip
    return {key: chart(key, kind, unit, rows) for key, kind, unit, rows in kinds}


def chart(key, kind, unit, rows):
    points = [Point(name=n, value=Decimal(v), percentage=p and Decimal(p), color=c) for n, v, p, c in rows]
    return Chart(title=f"The {key}", description=f"A sentence about the {key}.", type=kind, unit=unit, data=points)


def retirement():
    years = list(range(31))
    fan = {level: [1000.0 + int(level) * year for year in years] for level in ("5", "10", "25", "50", "75", "90", "95")}
    return RetirementPayload(
        analysis="## Readiness\n\nThe money lasts in **72.4%** of the futures.",
        success_probability=Decimal("0.7241"),
        standard_error=Decimal("0.0047"),
        estimated_income=Decimal("71250"),
        fan={"years": years, "real": fan, "retirement_year": 10},
        interval=[0.715, 0.733],
        swings=[
            {"name": "n", "label": "fees higher", "success": -0.02, "standard_error": 0.001, "estimated_income": -900.0}
        ],
        not_modelled=["taxes"],
        at_retirement={"10": 900_000.0, "50": 1_234_567.0, "90": 2_000_000.0},
    )
