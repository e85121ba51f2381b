"""The document of an analysis on its pages: letter, actions, sections and tables; and earlier texts as printed."""

import html
import re

import pytest
from django.utils.html import strip_tags

from advisors.document.document import LETTER_TITLES, RETIREMENT_SECTIONS, Note, Source
from advisors.tests.support.documents import sample_document
from analysis.tests.support import stored_analyses
from analysis.tests.views.test_analyses import TABS, open_tab


@pytest.fixture
def job(alice):
    return stored_analyses.completed(alice)


def find_headings(text):
    return [html.unescape(heading) for heading in re.findall(r"<h2[^>]*>([^<]*)</h2>", text)]


def read_text(html_text):
    """Return what a person reads, with single spaces."""
    return " ".join(html.unescape(strip_tags(html_text)).split())


def test_the_overview_has_letter_and_sections(as_alice, job):
    headings = find_headings(open_tab(as_alice, job))
    document = job.report_payload.document
    sections = [section.title for section in document.sections if section.key not in RETIREMENT_SECTIONS]
    assert len(sections) > 5
    assert headings[1 : len(sections) + 2] == ["The details", *sections]
    letter = re.findall(r"<h3[^>]*>([^<]*)</h3>", open_tab(as_alice, job))
    assert letter == list(LETTER_TITLES.values())


def test_every_sentence_is_on_a_page_once(as_alice, job):
    """The letter repeats what matters most, so it is left out of the sections."""
    document = job.report_payload.document
    overview, retirement = open_tab(as_alice, job), open_tab(as_alice, job, "retirement")
    letter = re.search(r'<article class="card letter".*?</article>', overview, re.DOTALL)[0]
    assert [s.text for s in document.letter.sentences if read_text(letter).count(s.text) != 1] == []
    pages = {"overview": read_text(overview.replace(letter, "")), "retirement": read_text(retirement)}
    for section in document.sections:
        own = "retirement" if section.key in RETIREMENT_SECTIONS else "overview"
        counts = {name: [page.count(s.text) for s in section.sentences] for name, page in pages.items()}
        assert counts.pop(own) == [1] * len(section.sentences), section.title
        assert not any(map(any, counts.values())), section.title


def test_a_table_has_its_cells_and_its_total(as_alice, job):
    text = open_tab(as_alice, job)
    assert '<th scope="row">Brokerage</th><td>Taxable brokerage</td><td class="num">$100,707</td>' in text
    assert '<tr class="total"><th scope="row">Total</th><td></td><td class="num">$180,960</td>' in text
    assert "<caption>Your accounts</caption>" in text


def test_letter_and_tab_list_the_same_actions(as_alice, job):
    document = job.report_payload.document
    titles = [action.title.text for action in document.actions]
    assert len(titles) > 1
    for tab, pattern in (("overview", r"<strong>(.*?)</strong>"), ("recommendations", r"<h3>(.*?)</h3>")):
        html_list = re.search(
            r'<ol class="(?:letter-actions|actions-list)">.*?</ol>', open_tab(as_alice, job, tab), re.DOTALL
        )
        assert [read_text(one) for one in re.findall(pattern, html_list[0])] == titles
    assert [
        action["title"] for action in as_alice.get(f"/api/jobs/{job.pk}").json()["summary_payload"]["actions"]
    ] == titles


def test_an_action_has_its_reason_and_options(as_alice, job):
    page = read_text(open_tab(as_alice, job, "recommendations"))
    for action in job.report_payload.document.actions:
        assert [sentence.text for sentence in action.sentences if sentence.text not in page] == []
    assert "All three together" in page


def test_every_list_of_actions_ends_with_the_warning(as_alice, job):
    for tab in ("overview", "recommendations"):
        page = read_text(open_tab(as_alice, job, tab))
        closing = page.index("Educational only, not advice by a registered adviser. Check before you trade.")
        assert closing > page.index(job.report_payload.document.actions[-1].title.text)


def test_background_names_its_author_and_source(as_alice, alice):
    document = sample_document()
    note = Note(text="Bonds <b>fall</b> when rates rise.", cites=(1,))
    first = document.sections[0].model_copy(update={"blocks": (*document.sections[0].blocks, note)})
    source = Source(number=1, topic="Rates & bonds", url="https://ok.example/rates", publisher="The bank",
                    label="From an outside source, accepted by staff")  # fmt: skip
    cited = document.model_copy(update={"sections": (first, *document.sections[1:]), "sources": (source,)})
    report = stored_analyses.result()["report_payload"].model_copy(update={"document": cited})
    text = open_tab(as_alice, stored_analyses.completed(alice, report_payload=report))
    assert "General background, written by AI, not about your figures." in text
    assert "Bonds &lt;b&gt;fall&lt;/b&gt; when rates rise." in text
    assert '<a href="#source-1">[1]</a>' in text and 'id="source-1"' in text
    assert '<a href="https://ok.example/rates" rel="noopener noreferrer nofollow">Rates &amp; bonds</a>' in text
    assert "The bank. From an outside source, accepted by staff</li>" in text


@pytest.fixture
def earlier_job(alice):
    return stored_analyses.completed(alice, **stored_analyses.earlier_result())


def test_an_earlier_report_is_shown_as_printed(as_alice, earlier_job):
    text = open_tab(as_alice, earlier_job)
    assert "An earlier version of Alex wrote this report." in text
    assert "<h2>Portfolio report</h2>" in text
    assert '<td class="align-right">60.0%</td>' in text
    assert "You own <strong>$1,000</strong>." in text
    assert "<p>The money lasts in <strong>72.4%</strong> of the futures.</p>" in open_tab(
        as_alice, earlier_job, "retirement"
    )


def test_earlier_actions_are_shown_by_priority(as_alice, earlier_job):
    text = open_tab(as_alice, earlier_job, "recommendations")
    assert text.index("Sell the single stock") < text.index("Save more")
    assert "It helps most." in text
    assert "72.4%" in text


def test_a_new_report_does_not_claim_to_be_old(as_alice, job):
    assert not [tab for tab in TABS if "earlier version" in open_tab(as_alice, job, tab)]
