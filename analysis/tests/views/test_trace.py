"""The Trace tab: what it shows of real analyses, who may see it, and how it escapes hostile texts."""

import re

import pytest
from django.urls import reverse

from analysis.jobs.lease import claim, claim_analysis
from analysis.models import Job, Span
from analysis.tests.support import stored_analyses
from analysis.tests.support.alices_portfolio import alice_owns_the_demo
from analysis.tests.support.good_model import agree, playing
from analysis.tests.support.model_runs import run_analysis
from analysis.worker.tasks import run_job
from people.tests.support.cast import signed_in

pytestmark = pytest.mark.slow

ATTACK = '"><script>alert(1)</script><img src=x onerror=alert(2)> [x](javascript:alert(3)) {{7*191}}'
HTMX = {"HX-Request": "true"}


def open_trace(client, job, **query):
    response = client.get(reverse("analysis", args=[job.pk]), {"tab": "trace", **query})
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def job(finished):
    return finished


def report_request(job):
    return job.spans.filter(kind="generation", step="report").first()


def test_the_tab_shows_how_an_analysis_was_made(as_alice, job):
    text = open_trace(as_alice, job)
    for expected in (
        'id="tab-trace" aria-current="page"', "worked at the same time", "Needs tagging: SOFI",
        "Portfolio Analyst writes the text", "Tool <code>what_if_changed</code>", "The built-in writer",
        "The built-in writer uses no tokens and costs nothing.", "Sentence by sentence",
        "Data and assumptions</strong>", "Chosen by the built-in writer; verdict: ",
    ):  # fmt: skip
        assert expected in text


def test_the_waterfall_has_a_bar_for_every_step(as_alice, job):
    table = re.search(r'<table class="waterfall".*?</table>', open_trace(as_alice, job), re.DOTALL)[0]
    assert table.count('class="bar of-step"') == 7
    assert table.count('class="bar of-agent"') == 6
    assert "style=" not in table
    widths = [int(width) for width in re.findall(r'class="bar of-\w+" x="\d+" width="(\d+)"', table)]
    assert all(0 < width <= 1000 for width in widths)


def test_every_internal_link_has_a_target(as_alice, job):
    text = open_trace(as_alice, job)
    targets = set(re.findall(r'href="#(trace-[^"]+)"', text))
    assert len(targets) > 10
    assert targets <= set(re.findall(r'id="([^"]+)"', text))


def test_a_span_text_loads_on_demand(as_alice, job):
    request = report_request(job)
    assert request.answer not in open_trace(as_alice, job)
    page = open_trace(as_alice, job, span=request.span_id)
    assert "worth\ncompany\n" in page.split("Answer</p>")[1].split("</pre>")[0]
    address = reverse("analysis", args=[job.pk])
    fragment = as_alice.get(address, {"tab": "trace", "span": request.span_id}, headers=HTMX).content.decode()
    assert "<html" not in fragment
    assert "nothing was sent to it" in fragment


def test_a_deleted_text_is_reported(as_alice, job):
    response = as_alice.get(reverse("analysis", args=[job.pk]), {"tab": "trace", "span": "gone"}, headers=HTMX)
    assert "The texts of this request are no longer stored" in response.content.decode()


def test_prompts_and_answers_are_escaped(as_alice, job):
    row = report_request(job)
    Span.objects.filter(pk=row.pk).update(prompt=ATTACK, answer=ATTACK, name=ATTACK, model=ATTACK, error=ATTACK)
    for text in (open_trace(as_alice, job, span=row.span_id), open_trace(as_alice, job)):
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert 'href="javascript:' not in text
        assert "1337" not in text
    assert "&lt;script&gt;alert(1)" in open_trace(as_alice, job, span=row.span_id)


def test_a_stranger_and_staff_find_no_trace(as_bob, as_sam, job):
    for visitor in (as_bob, as_sam):
        for query in ({}, {"span": report_request(job).span_id}):
            for headers in ({}, HTMX):
                response = visitor.get(reverse("analysis", args=[job.pk]), {"tab": "trace", **query}, headers=headers)
                assert response.status_code == 404


def test_bob_cannot_read_alices_span_texts(as_bob, bob, job):
    own = stored_analyses.completed(bob)
    address, span = reverse("analysis", args=[own.pk]), report_request(job)
    text = as_bob.get(address, {"tab": "trace", "span": span.span_id}, headers=HTMX).content.decode()
    assert "no longer stored" in text
    assert span.answer not in text


def test_staff_see_spans_without_texts(sam, job):
    client = signed_in(sam)
    span = report_request(job)
    Span.objects.filter(pk=span.pk).update(prompt="her-secret-prompt", answer="her-secret-answer")
    for path in ("", f"{span.pk}/change/"):
        assert "her-secret" not in client.get(f"/admin/analysis/span/{path}").content.decode()


def test_every_request_shows_tokens_and_cost(as_alice, alice, settings, monkeypatch):
    alice_owns_the_demo(alice)
    with playing("openai", settings, monkeypatch):
        agree(alice)
        job = run_analysis(alice)
    text = open_trace(as_alice, job)
    assert f"<dd>${job.cost_usd:.4f}</dd>" in text
    assert text.count("100 tokens in, 20 out, $") == job.spans.filter(kind="generation").count()
    assert f"Portfolio Analyst, {settings.LLM_MODEL}" in text
    assert "Chosen by the model" in text
    assert "system:" in open_trace(as_alice, job, span=report_request(job).span_id)


def test_an_unknown_price_is_called_unknown(as_alice, job):
    job.spans.filter(kind="generation").update(input_tokens=5, cost_usd=None)
    text = open_trace(as_alice, job)
    assert "<dt>Cost</dt><dd>unknown</dd>" in text
    assert "the total cost is incomplete" in text


def test_each_attempt_is_shown_separately(as_alice, alice, monkeypatch):
    def fail(*args):
        raise ZeroDivisionError

    alice_owns_the_demo(alice)
    lease = claim_analysis(alice)
    with monkeypatch.context() as patched:
        patched.setattr("analysis.pipeline.conclude.conclude", fail)
        run_job(lease)
    Job.objects.filter(pk=lease.job_id).update(retry_at=None)  # due at once
    run_job(claim(lease.job_id, alice.pk))
    text = open_trace(as_alice, Job.objects.get(pk=lease.job_id))
    assert text.count('<table class="waterfall"') == 2
    assert "The work was interrupted and resumed" in text
    assert "Finished by an earlier attempt: Prepare" in text


@pytest.mark.parametrize("span_id", ["'", "x" * 500, "../../etc"])
def test_a_broken_span_id_does_not_fail(as_alice, job, span_id):
    assert "Over time" in open_trace(as_alice, job, span=span_id)


def test_a_failed_analysis_shows_what_happened(as_alice, alice, monkeypatch):
    def fail(*args):
        raise ZeroDivisionError

    monkeypatch.setattr("advisors.reporter.step.work", fail)
    alice_owns_the_demo(alice)
    job = run_analysis(alice)
    Job.objects.filter(pk=job.pk).update(status="failed", error_code="x")
    text = open_trace(as_alice, job)
    assert "This analysis did not finish" in text
    assert '<span class="badge bad">Something unexpected went wrong.</span>' in text
    assert "Sentence by sentence" not in text
    plain = as_alice.get(reverse("analysis", args=[job.pk])).content.decode()
    assert '<a href="?tab=trace">What happened, step by step</a>' in plain


def test_a_running_analysis_has_no_trace_yet(as_alice, alice):
    assert 'class="stack loose trace"' not in open_trace(as_alice, stored_analyses.running(alice))


def test_without_spans_the_tab_says_so(as_alice, alice):
    assert "Nothing was recorded: this analysis" in open_trace(as_alice, stored_analyses.completed(alice))


def test_the_trace_makes_few_queries(as_alice, job, django_assert_max_num_queries):
    open_trace(as_alice, job, span=report_request(job).span_id)  # never kept, so the next view is the first one
    with django_assert_max_num_queries(14) as captured:
        open_trace(as_alice, job)
    spans = [query["sql"] for query in captured.captured_queries if 'FROM "analysis_span"' in query["sql"]]
    assert len(spans) == 1
    assert '"analysis_span"."answer",' not in spans[0]
    with django_assert_max_num_queries(15):
        open_trace(as_alice, job, span=report_request(job).span_id)
