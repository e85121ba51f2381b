"""Every figure in an analysis links to its fact on every tab, and equals the figure in the API."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from advisors.document.document import RETIREMENT_SECTIONS, Paragraph, Table
from advisors.document.markdown import document_to_markdown, section_to_markdown
from advisors.document.parts import FigurePart
from analysis.models import Job
from analysis.results.document import load_facts
from analysis.results.markdown_html import render_markdown
from analysis.tests.results.test_figures import buttons
from analysis.tests.support import stored_analyses
from portfolios.facts.families import Family, Measure

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TABS = ("overview", "charts", "retirement", "recommendations", "all")


@pytest.fixture
def job(finished):
    return finished


@pytest.fixture
def document(job):
    return job.report_payload.document


@pytest.fixture
def open_tab(as_alice, job):
    def open_page(tab, analysis=job):
        return as_alice.get(reverse("analysis", args=[analysis.pk]), {"tab": tab}).content.decode()

    return open_page


def linked_facts(html):
    return [fact_id for fact_id, _ in buttons(html)]


def figure_facts(sentences):
    return [figure.fact for sentence in sentences for figure in sentence.figures]


def section_facts(section):
    """Return the facts of everything that a section prints, in order."""
    found = []
    for block in section.blocks:
        cells = [cell for row in block.rows for cell in row] if isinstance(block, Table) else []
        found += [part.fact for cell in cells for part in cell if isinstance(part, FigurePart)]
        found += figure_facts(block.sentences) if isinstance(block, Paragraph) else []
    return found


def part_of(html, pattern):
    return re.search(pattern, html, re.DOTALL)[0]


def test_the_letter_links_each_of_its_figures(open_tab, document):
    letter = part_of(open_tab("overview"), r'<article class="card letter"[^>]*>.*?</article>')
    actions = [sentence for action in document.actions for sentence in list_printed(action)]
    parts = (document.letter.stands, document.letter.matters, actions, document.letter.leaves_out)
    assert linked_facts(letter) == figure_facts(sentence for part in parts for sentence in part)
    assert len(linked_facts(letter)) > 15


def list_printed(action):
    """Return what the letter prints of an action: options by their titles."""
    warning = [action.warning] if action.warning else []
    return [action.title, *action.reason, *(option.title for option in action.options), *warning]


def test_the_sections_link_each_of_their_figures(open_tab, document):
    pages = {True: open_tab("retirement"), False: open_tab("overview")}
    for section in document.sections:
        page = pages[section.key in RETIREMENT_SECTIONS]
        shown = part_of(page, rf'<section class="[^"]*" id="section-{section.key}">.*?</section>')
        assert linked_facts(shown) == section_facts(section), section.title
    assert sum(len(section_facts(section)) for section in document.sections) > 200


def read_words(html):
    """Return the words that a person reads; a caption and a heading are the same to them."""
    html = re.sub(r"<summary>.*?</summary>", "", html, flags=re.DOTALL)  # it names the section again
    return unescape(strip_tags(re.sub(r"<(?!/?(?:b|em|strong|span|button|a)\b)", " <", html))).split()


def test_the_page_prints_what_the_api_returns(as_alice, open_tab, job, document):
    """The sections of page and Markdown have the same words in the same order."""
    payload = as_alice.get(reverse("api_job", args=[job.pk])).json()["report_payload"]
    text, _, end = payload["content"].rpartition("\n\n")
    assert end.startswith(f"*{payload['figures_checked']} figures checked")
    assert payload["document"] == document.model_dump(mode="json")
    assert text == document_to_markdown(document)
    for section in document.sections:
        page = open_tab("retirement" if section.key in RETIREMENT_SECTIONS else "overview")
        shown = part_of(page, rf'<section class="[^"]*" id="section-{section.key}">.*?</section>')
        assert read_words(shown) == read_words(render_markdown(section_to_markdown(section))), section.title


def test_the_other_tabs_link_their_figures(open_tab, job, document):
    actions = part_of(open_tab("recommendations"), r'<ol class="actions-list">.*?</ol>\s*<p class="muted small">')
    assert linked_facts(actions) == figure_facts(s for action in document.actions for s in action.sentences)
    charts = {key: chart for key, chart in job.charts_payload.items() if chart.caption}
    captions = re.findall(r"<figcaption.*?</figcaption>", open_tab("charts"), re.DOTALL)
    accounts = max(job.facts.members(Family.ACCOUNT, Measure.VALUE), key=lambda fact: fact.value).of
    assert [linked_facts(caption) for caption in captions] == [
        [f"account.{accounts}.share"],
        *(figure_facts(chart.caption) for chart in job.charts_payload.values()),
    ]
    assert len(charts) > 3


def test_every_printed_figure_has_a_known_fact(job, document):
    facts = load_facts(job)
    printed = [*figure_facts(document.all_sentences), *(f for s in document.sections for f in section_facts(s))]
    printed += [fact for chart in job.charts_payload.values() for fact in figure_facts(chart.caption)]
    assert [fact for fact in printed if fact not in facts] == []
    decided = [fact for sentence in document.all_sentences for fact in sentence.decided_by]
    assert [fact for fact in decided if fact not in facts] == []


def test_every_row_of_a_fact_chart_is_linked(open_tab, job):
    html = open_tab("charts")
    for key in {"asset_class", "regions", "sectors", "top_holdings", "accounts", "drift"} & set(job.charts_payload):
        rows = re.search(rf'data-chart="chart-{key}".*?<tbody>(.*?)</tbody>', html, re.DOTALL)[1]
        assert len(buttons(rows)) == rows.count("<td"), key


def test_figures_beside_the_texts_are_linked(open_tab):
    retirement = open_tab("retirement")
    assert {"plan.success", "plan.sustained_90", "plan.at_retirement_low", "history.successes",
            "swing.retire_later.points"} <= set(linked_facts(retirement))  # fmt: skip
    assert "0.4 points" in [text for fact_id, text in buttons(retirement) if fact_id == "plan.success"]
    assert "<dt>Standard error</dt><dd>0.4 points</dd>" in retirement
    assert {"portfolio.value", "risk.score", "plan.success"} <= set(linked_facts(open_tab("overview")))
    advised = set(linked_facts(open_tab("recommendations")))
    assert {"trades.minimal.sold", "asset_class.equity.after"} <= advised
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
    html, message = open_tab("overview"), f"{job.report_payload.figures_checked} figures checked"
    assert html.count(message) == 1
    assert html.index(message) < html.index("<article")
    assert f"{message}, 0 corrected" in job.report_payload.content


def test_rewritten_sections_are_named(open_tab, alice):
    payload = stored_analyses.result()["report_payload"].model_copy(
        update={"sections_rewritten": ["Report and Charts"]}
    )
    html = open_tab("trace", stored_analyses.completed(alice, report_payload=payload))
    assert "Rewritten by the built-in writer: Report and Charts" in html


@pytest.mark.parametrize("tab", TABS)
def test_without_facts_a_document_is_plain_text(open_tab, job, tab):
    Job.objects.filter(pk=job.pk).update(facts=None)
    job.steps.update(output=None)
    html = open_tab(tab)
    assert buttons(html) == []
    assert "fact-card" not in html
    assert "figures checked" in html
    assert tab in ("charts", "retirement") or "$" in html


@pytest.mark.parametrize("tab", TABS)
def test_a_page_of_figures_is_small_and_quick(as_alice, job, django_assert_max_num_queries, tab):
    address = reverse("analysis", args=[job.pk])
    as_alice.get(address)  # fills the caches of the process
    with django_assert_max_num_queries(11):
        page = as_alice.get(address, {"tab": tab})
    assert len(page.content) < 450_000
