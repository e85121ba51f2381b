import json
from decimal import Decimal

import pytest

from advisors.actions.action import FIXED_LINE
from advisors.retirement import step as retirement_step
from analysis.jobs.lease import claim_analysis
from analysis.models import Job, Step
from analysis.results.document import load_facts
from analysis.tests.support.alices_portfolio import alice_owns, alice_owns_nothing, alice_owns_the_demo
from analysis.tests.support.model_runs import run_analysis
from analysis.worker.tasks import run_job
from portfolios.facts.families import Family, Measure
from portfolios.models import Instrument

pytestmark = pytest.mark.slow

SPECIALISTS = ["report", "charts", "retirement"]


def test_every_step_runs_once_and_payloads_appear(finished):
    assert finished.status == Job.Status.COMPLETED
    assert [(s.name, s.status, s.attempts) for s in finished.steps.all()] == [
        (name, "done", 1) for name in ("prepare", "tag", "plan", *SPECIALISTS, "conclude")
    ]
    assert finished.report_payload.content.startswith("## Where you stand\n\nYou")
    assert finished.model == finished.report_payload.model == "built-in writer"
    assert 4 <= len(finished.charts_payload) <= 6
    assert [action.priority for action in finished.summary_payload.actions] == list(
        range(1, len(finished.summary_payload.actions) + 1)
    )


def test_the_report_counts_checked_figures(finished):
    report = finished.report_payload
    printed = json.dumps([report.document.model_dump(mode="json"), charts_of(finished)])
    assert report.figures_checked == printed.count('"type": "figure"')
    assert f"{report.figures_checked} figures checked, 0 corrected" in report.content
    assert "[[" not in json.dumps([report.content, finished.summary_payload.model_dump(mode="json")])


def charts_of(job):
    return [chart.model_dump(mode="json")["caption"] for chart in job.charts_payload.values()]


def printed_sentences(job):
    captions = [sentence for chart in job.charts_payload.values() for sentence in chart.caption]
    return [*job.report_payload.document.all_sentences, *captions]


def test_every_printed_figure_is_a_stored_fact(finished):
    known = load_facts(finished)
    figures = [figure for sentence in printed_sentences(finished) for figure in sentence.figures]
    assert len(figures) > 100 and all(figure.fact in known for figure in figures)


def test_every_list_of_actions_is_the_same(finished):
    document, summary = finished.report_payload.document, finished.summary_payload
    assert [action.id for action in document.actions] == [action.id for action in summary.actions]
    assert [action.title.text for action in document.actions] == [action.title for action in summary.actions]
    assert 3 <= len(summary.actions) <= 5
    titles = [f"{action.priority}. **{action.title.text}**" for action in document.actions]
    assert all(title in finished.report_payload.content for title in titles)


def test_the_disclaimer_is_in_every_payload(finished):
    payloads = (finished.report_payload, finished.summary_payload, finished.retirement_payload)
    assert all(FIXED_LINE in payload.model_dump_json() for payload in payloads)


def test_page_report_and_plan_share_one_total(finished, alice):
    from django.utils import timezone

    from portfolios.models.snapshots import take_snapshot
    from portfolios.valuation.value import compute_valuation

    total = compute_valuation(take_snapshot(alice.pk, now=timezone.now())).total
    assert finished.facts.value(Family.PORTFOLIO, Measure.VALUE) == total
    assert f"${total:,.0f}" in finished.report_payload.content
    for key in ("asset_class", "regions", "sectors"):
        assert sum(point.value for point in finished.charts_payload[key].data) == total


def test_the_projection_starts_at_owned_wealth(finished):
    retirement = finished.retirement_payload
    assert retirement.fan.real["50"][0] == pytest.approx(
        float(finished.facts.value(Family.PLAN, Measure.START)), abs=0.01
    )
    assert 0 < retirement.success_probability < 1
    share = float(retirement.success_probability)
    assert float(retirement.standard_error) == pytest.approx((share * (1 - share) / 10_000) ** 0.5, rel=1e-6)


def test_trades_on_the_page_are_facts(finished):
    plans = {plan.plan: plan for plan in finished.summary_payload.rebalancing}
    assert list(plans) == ["minimal", "full"]  # the second goes on to gold, which the letter leaves out
    trades = [(trade.fact_key, trade.dollars) for trade in plans["minimal"].trades]
    assert [(fact.of, fact.value) for fact in finished.facts.members(Family.TRADE, Measure.DOLLARS)] == trades
    assert finished.facts.value(Family.TRADES, Measure.SOLD, "minimal") == plans["minimal"].sold
    figure_texts = {figure.fact: figure.text for figure in finished.summary_payload.key_figures}
    assert figure_texts["risk.score"] == str(finished.facts.value(Family.RISK, Measure.SCORE))


def test_the_data_grade_is_in_step_and_payload(finished):
    assert finished.report_payload.grade == "C"  # the demo has sample prices
    assert finished.steps.get(name="plan").message.startswith("Data grade C. Consulting")


def test_the_same_portfolio_gives_the_same_report(finished, alice):
    again = run_analysis(alice)
    assert without_the_time(again) == without_the_time(finished)
    assert again.charts_payload == finished.charts_payload
    assert again.retirement_payload.fan == finished.retirement_payload.fan


def without_the_time(job):
    taken = job.snapshot.taken_at
    written, minute = job.report_payload.content, f"{taken:%B} {taken.day}, {taken:%Y, %H:%M}"
    assert minute in written
    return written.replace(minute, "now")


def test_the_tagger_classifies_unknown_symbols(finished, alice):
    sofi = Instrument.objects.get(owner=alice)
    assert (sofi.classified_by, sofi.allocation_asset_class) == ("tagger", {"equity": Decimal(100)})
    assert sofi.rationale and sofi.confidence and not sofi.reviewed


def test_a_second_run_has_nothing_to_classify(finished, alice):
    tag = run_analysis(alice).steps.get(name="tag")
    assert (tag.status, tag.message) == ("skipped", "Every holding is classified")


def test_a_run_stores_spans_of_its_agents(finished):
    spans = finished.spans.all()
    assert {span.agent for span in spans if span.kind == "agent"} == {
        "Planner", "Tagger", "Reporter", "Charter", "Retirement",
    }  # fmt: skip
    assert {span.name for span in spans if span.kind == "function"} == {"what_if_changed"}


def test_specialists_work_at_the_same_time(finished):
    steps = [finished.steps.get(name=name) for name in SPECIALISTS]
    assert max(step.started_at for step in steps) < min(step.finished_at for step in steps)


def test_an_empty_portfolio_lists_what_is_missing(alice):
    alice_owns_nothing(alice)
    job = run_analysis(alice)
    assert job.status == Job.Status.COMPLETED
    assert "You have not recorded anything yet." in job.report_payload.content
    assert job.summary_payload.actions[0].kind == "record_holdings"
    assert (job.charts_payload, job.retirement_payload) == ({}, None)
    assert [s.status for s in job.steps.filter(name__in=["charts", "retirement"])] == ["skipped", "skipped"]


def test_a_portfolio_without_prices_is_reported(alice):
    alice_owns(alice, price=None)
    job = run_analysis(alice)
    assert job.status == Job.Status.COMPLETED
    assert "left_out" in {sentence.kind for sentence in job.report_payload.document.all_sentences}
    assert job.summary_payload.actions[0].kind == "set_price"
    assert job.facts.value(Family.PORTFOLIO, Measure.VALUE) == 0


@pytest.mark.parametrize(("step", "card"), [("charts", "Chart Specialist"), ("retirement", "Retirement Planner")])
def test_a_failed_specialist_is_named(alice, monkeypatch, step, card):
    def fail(*args):
        raise ZeroDivisionError

    monkeypatch.setattr(f"advisors.{'charter' if step == 'charts' else step}.step.work", fail)
    alice_owns_the_demo(alice)
    job = run_analysis(alice)
    assert job.status == Job.Status.COMPLETED
    assert job.steps.get(name=step).error_code == "specialist_failed"
    assert f"{card} could not finish" in job.report_payload.content


def test_without_a_report_there_is_no_analysis(alice, monkeypatch):
    def fail(*args):
        raise ZeroDivisionError

    monkeypatch.setattr("advisors.reporter.step.work", fail)
    alice_owns_the_demo(alice)
    job = run_analysis(alice)
    assert job.status == Job.Status.PENDING  # until the third attempt fails it
    assert job.report_payload is None


def test_a_resumed_run_skips_finished_steps(alice, monkeypatch):
    alice_owns_the_demo(alice)
    lease = claim_analysis(alice)
    work = retirement_step.work

    def interrupt(*args):
        raise KeyError("the worker is gone")

    monkeypatch.setattr("analysis.pipeline.conclude.conclude", interrupt)
    run_job(lease)
    monkeypatch.undo()
    assert retirement_step.work is work
    from analysis.jobs.lease import claim

    Job.objects.filter(pk=lease.job_id).update(retry_at=None)  # due at once
    run_job(claim(lease.job_id, alice.pk))
    attempts = dict(Step.objects.filter(job=lease.job_id).values_list("name", "attempts"))
    assert attempts == dict.fromkeys(("prepare", "tag", "plan", *SPECIALISTS), 1) | {"conclude": 2}
    assert Job.objects.get(pk=lease.job_id).status == Job.Status.COMPLETED


def test_a_failed_run_leaves_no_trace_in_memory(alice, monkeypatch):
    from advisors.tracing.recorder import recorder

    def fail(*args):
        raise ZeroDivisionError

    monkeypatch.setattr("advisors.reporter.step.work", fail)
    alice_owns_the_demo(alice)
    before = set(recorder._spans)  # spans of tests that ran one agent
    run_analysis(alice)
    assert set(recorder._spans) == before


def test_a_deleted_instrument_stops_nothing(alice, monkeypatch):
    from analysis.pipeline import prepare

    alice_owns(alice)
    monkeypatch.setattr(prepare, "find_instrument", lambda lease, instrument_id: None)
    job = run_analysis(alice)
    assert job.status == Job.Status.COMPLETED
    assert job.steps.get(name="tag").message == "Looked at nothing new"
