"""Every figure in an analysis links to its fact on every tab, and equals the figure in the API."""

import re

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from advisors.charter.output import ChartsOutput
from advisors.planner.output import ConcludeOutput
from advisors.reporter.output import ReportOutput
from advisors.retirement.output import RetirementOutput
from advisors.verification.references import REFERENCE
from analysis.models import Job, Step
from analysis.results.markdown_html import render_markdown
from analysis.tests.results.test_figures import buttons
from analysis.tests.support import stored_analyses

pytestmark = pytest.mark.django_db
TABS = ("overview", "charts", "retirement", "recommendations", "all")


@pytest.fixture
def job(finished):
    return finished


@pytest.fixture
def open_tab(as_alice, job):
    def open_page(tab, analysis=job):
        return as_alice.get(reverse("analysis", args=[analysis.pk]), {"tab": tab}).content.decode()

    return open_page


def output(job, name, kind):
    found = job.steps.get(name=name).output
    assert type(found) is kind
    return found


def references(*texts):
    return [match[1] for text in texts for match in REFERENCE.finditer(text)]


def linked_facts(html):
    return [fact_id for fact_id, _ in buttons(html)]


def test_each_report_reference_is_one_figure(open_tab, job):
    report = output(job, Step.Name.REPORT, ReportOutput).source
    summary = output(job, Step.Name.CONCLUDE, ConcludeOutput).source
    article = re.search(r"<article.*?</article>", open_tab("overview"), re.DOTALL)[0]
    short = re.search(r'<div class="card summary.*?</div></div>', open_tab("overview"), re.DOTALL)[0]
    assert linked_facts(article) == references(report)
    assert linked_facts(short) == references(summary)
    assert len(references(report)) > 200


def test_the_page_prints_what_the_api_returns(open_tab, job):
    article = re.search(r'<article class="card"><div class="prose">(.*?)</article>', open_tab("overview"), re.DOTALL)[1]
    text, _, end = job.report_payload.content.rpartition("\n\n")
    assert end.startswith(f"*{job.report_payload.figures_checked} figures checked")
    assert strip_tags(article).split() == strip_tags(render_markdown(text)).split()


def test_the_other_tabs_link_their_figures(open_tab, job):
    retirement = output(job, Step.Name.RETIREMENT, RetirementOutput).source
    assert linked_facts(re.search(r"<article.*?</article>", open_tab("retirement"), re.DOTALL)[0]) == references(
        retirement
    )
    drafts = output(job, Step.Name.CONCLUDE, ConcludeOutput).drafts
    reasons = re.findall(r'<div class="prose">(.*?)</div>', open_tab("recommendations"), re.DOTALL)
    assert [linked_facts(reason) for reason in reasons] == [references(draft.reason) for draft in drafts]
    choices = output(job, Step.Name.CHARTS, ChartsOutput).choices
    captions = re.findall(r"<figcaption.*?</figcaption>", open_tab("charts"), re.DOTALL)
    assert sorted(map(linked_facts, captions)) == sorted(
        references(choice.title, choice.description) for choice in choices
    )


def test_every_row_of_a_fact_chart_is_linked(open_tab, job):
    html = open_tab("charts")
    for key in {"asset_class", "regions", "sectors", "top_holdings", "accounts", "drift"} & set(job.charts_payload):
        rows = re.search(rf'data-chart="chart-{key}".*?<tbody>(.*?)</tbody>', html, re.DOTALL)[1]
        assert len(buttons(rows)) == rows.count("<td"), key


def test_figures_beside_the_texts_are_linked(open_tab):
    retirement = open_tab("retirement")
    assert {"plan.success", "plan.sustained_90", "plan.at_retirement_low", "history.successes",
            "swing.retire_later.points"} <= set(linked_facts(retirement))  # fmt: skip
    assert "0.3 points" in [text for fact_id, text in buttons(retirement) if fact_id == "plan.success"]
    assert "<dt>Standard error</dt><dd>0.3 points</dd>" in retirement
    assert {"portfolio.value", "risk.score", "plan.success"} <= set(linked_facts(open_tab("overview")))
    advised = set(linked_facts(open_tab("recommendations")))
    assert {"trades.full.sold", "asset_class.equity.after"} <= advised
    assert [fact_id for fact_id in advised if fact_id.startswith("trade.") and fact_id.endswith(".dollars")]


@pytest.mark.parametrize("tab", TABS)
def test_every_figure_has_a_card_with_its_origin(open_tab, tab):
    html = open_tab(tab)
    found = re.findall(r'<div class="fact-card" id="fact-([\w-]+)" popover>(.*?)\n</div>', html, re.DOTALL)
    cards = {html_id.replace("-", "."): card for html_id, card in found}
    assert set(linked_facts(html)) == set(cards)
    assert [key for key, card in cards.items() if "<dt>How</dt>" not in card or "<dt>When</dt>" not in card] == []
    assert "[[" not in html
    assert len(set(re.findall(r' id="([^"]+)"', html))) == len(re.findall(r' id="([^"]+)"', html))


def test_the_checked_count_is_shown_once(open_tab, job):
    html, message = open_tab("overview"), f"{job.report_payload.figures_checked} figures checked, 0 corrected"
    assert html.count(message) == 1
    assert html.index(message) < html.index("<article")
    assert message in job.report_payload.content


def test_rewritten_sections_are_named(open_tab, alice):
    payload = stored_analyses.result()["report_payload"].model_copy(
        update={"sections_rewritten": ["Report and Charts"]}
    )
    html = open_tab("overview", stored_analyses.completed(alice, report_payload=payload))
    assert "Rewritten by the built-in writer: Report and Charts" in html


@pytest.mark.parametrize("tab", TABS)
def test_an_old_analysis_is_shown_as_printed(open_tab, job, tab):
    Job.objects.filter(pk=job.pk).update(facts=None)
    job.steps.update(output=None)
    html = open_tab(tab)
    assert buttons(html) == []
    assert "fact-card" not in html
    assert "figures checked, 0 corrected" in html
    assert tab in ("charts", "retirement") or "$" in html


@pytest.mark.parametrize("tab", TABS)
def test_a_page_of_figures_is_small_and_quick(as_alice, job, django_assert_max_num_queries, tab):
    address = reverse("analysis", args=[job.pk])
    as_alice.get(address)  # fills the caches of the process
    with django_assert_max_num_queries(10):
        page = as_alice.get(address, {"tab": tab})
    assert len(page.content) < 450_000
