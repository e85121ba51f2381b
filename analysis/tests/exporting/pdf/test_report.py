"""The PDF of an analysis: its pages, its text, and that it is the same each time."""

import io
import os
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader

from advisors.document.document import LETTER_TITLES, Document
from analysis.exporting.building import CannotExport
from analysis.exporting.pdf.paper import printable
from analysis.exporting.pdf.report import write_pdf
from analysis.jobs import dispatch
from analysis.jobs.lease import claim
from analysis.models import Job
from analysis.tests.support.alices_portfolio import alice_owns, alice_owns_the_demo
from analysis.tests.support.model_runs import run_analysis
from analysis.worker.tasks import run_job
from portfolios.changes import demo
from portfolios.tests.support import bulk_rows
from portfolios.valuation.snapshot import RecordedValue

PAGES = range(4, 7)


def read(job):
    """Return the pages of a job's PDF. ALEX_KEEP_PDFS names a folder to look at them."""
    content = write_pdf(Job.objects.get(pk=job.pk))
    if folder := os.environ.get("ALEX_KEEP_PDFS"):
        Path(folder, f"{job.holdings}-{job.job_type}.pdf").write_bytes(content)
    return PdfReader(io.BytesIO(content))


def words_of(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.fixture
def large(alice):
    """Return the analysis of 200 holdings in 30 accounts."""
    demo.fill_sample_profile(user=alice)
    accounts = bulk_rows.open_accounts([alice], 30)
    bulk_rows.list_instruments(200)
    bulk_rows.fill_accounts(accounts, 7)
    return run_analysis(alice)


def test_the_sample_has_four_to_six_pages(finished):
    reader = read(finished)
    assert len(reader.pages) in PAGES
    last = len(reader.pages)
    assert [f"Page {n} of {last}" in page.extract_text() for n, page in enumerate(reader.pages, 1)] == (
        [False] + [True] * (last - 1)
    )


def test_one_account_has_four_to_six_pages(alice):
    alice_owns(alice)
    assert len(read(run_analysis(alice)).pages) in PAGES


def test_many_holdings_have_four_to_six_pages(large):
    reader = read(large)
    assert len(reader.pages) in PAGES
    assert "And 20 more" in words_of(reader)


def test_the_letter_is_in_it_word_for_word(finished):
    document, words = finished.report_payload.document, words_of(read(finished))
    said = [sentence.text for sentence in document.letter.sentences]
    said += [sentence.text for action in document.actions for sentence in action.sentences]
    assert [text for text in said if " ".join(printable(text).split()) not in words] == []
    assert all(LETTER_TITLES[key] in words for key in LETTER_TITLES)
    assert words.count(document.closing) == 3


def test_every_figure_stands_in_the_document(finished):
    document, words = finished.report_payload.document, words_of(read(finished))
    rows = [row for section in document.sections for block in section.blocks if block.type == "table"
            and block.key in ("accounts", "holdings", "targets", "changes") for row in block.rows]  # fmt: skip
    figures = [part.text for row in rows for cell in row for part in cell if part.type == "figure"]
    assert figures and [text for text in figures if text not in words] == []
    assert all(one.text in words for one in finished.summary_payload.key_figures)


def test_the_outline_names_the_parts(finished):
    outline = [one.title for one in read(finished).outline if not isinstance(one, list)]
    assert (outline[0], outline[2:]) == ("Cover", ["Charts", "Tables", "What these figures rest on"])


def test_the_same_analysis_gives_the_same_bytes(finished):
    assert write_pdf(finished) == write_pdf(Job.objects.get(pk=finished.pk))


def test_the_value_over_time_is_drawn(finished):
    last = finished.snapshot.taken_at.date()
    days = tuple(
        RecordedValue(date=last - timedelta(n), total=Decimal(692_000 - 100 * n), added=Decimal(0))
        for n in range(200, -1, -1)
    )
    finished.snapshot = finished.snapshot.model_copy(update={"history": days})
    finished.save()
    reader = read(finished)
    assert "the gap is your gain" in words_of(reader)
    assert len(reader.pages) in PAGES


def test_names_are_printed_as_text(finished):
    name = "**Łucja** <b>Ωmega</b> 日\u202eb"
    profile = finished.snapshot.profile.model_copy(update={"display_name": name})
    finished.snapshot = finished.snapshot.model_copy(update={"profile": profile})
    finished.save()
    assert "For **Łucja** <b>Ωmega</b> ? b" in words_of(read(finished))


@pytest.fixture
def with_document(finished):
    """Return a function that reads the PDF of the analysis with another document."""

    def change(document):
        finished.report_payload = finished.report_payload.model_copy(update={"document": document})
        finished.save()
        return read(finished)

    return change


def test_many_recommendations_are_cut(finished, with_document):
    document = finished.report_payload.document
    many = tuple(one.model_copy(update={"priority": n}) for n, one in enumerate(document.actions * 6, 1))
    reader = with_document(document.model_copy(update={"actions": many}))
    assert len(reader.pages) in PAGES
    assert "more, which Alex lists under Recommendations" in words_of(reader)
    assert LETTER_TITLES["leaves_out"] in reader.pages[2].extract_text()


def test_long_names_break_no_table(finished, with_document):
    text = finished.report_payload.document.model_dump_json()
    for name, longest in (("401(k) at work", 80), ("Vanguard S&P 500 ETF", 160), ("NVDA", 20)):
        assert f'"{name}"' in text
        text = text.replace(f'"{name}"', f'"{("Wide" * 50)[:longest]}"')
    reader = with_document(Document.model_validate_json(text))
    assert len(reader.pages) in PAGES
    assert reader.pages[2].extract_text().startswith("Charts")  # the letter is made to fit one page
    assert "WideW" in words_of(reader) and "…" in words_of(reader)
    rights = []
    for page in reader.pages:
        page.extract_text(visitor_text=lambda text, cm, tm, *_: rights.append((tm[4], text)))
    assert all(0 <= x < 612 for x, text in rights if text.strip())


def test_an_analysis_without_document_has_none(finished):
    finished.report_payload = finished.report_payload.model_copy(update={"document": None})
    with pytest.raises(CannotExport, match="earlier version"):
        write_pdf(finished)


def test_a_server_without_the_library_says_so(finished, monkeypatch):
    monkeypatch.setattr("analysis.exporting.pdf.report.find_spec", lambda name: None)
    with pytest.raises(CannotExport, match="your browser writes it"):
        write_pdf(finished)


@pytest.mark.parametrize("key", ["retirement_projection", "rebalance_recommendation", "instrument_research"])
def test_a_part_has_a_pdf_too(alice, key):
    alice_owns_the_demo(alice)
    job = dispatch.start(user=alice, job_type=key).job
    run_job(claim(job.pk, alice.pk))
    words = words_of(read(Job.objects.get(pk=job.pk)))
    assert job.kind.label in words and "Disclaimer" in words
