"""Research notes in a report: the reporter's tool finds them, a note cites them by number, code lists them."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest
from django.urls import reverse

from advisors.library import notes
from advisors.models import ResearchNote
from advisors.note import Note
from advisors.outline.prompts import NOTE_INSTRUCTIONS
from advisors.outline.writing import write_builtin_lines
from advisors.reporter import agent
from advisors.runtime.builtin import BuiltinScript, ScriptedCall
from advisors.runtime.run import run_agent
from analysis.jobs.lease import claim
from analysis.models import Job
from analysis.tests.support.model_runs import copy_analysis, record_analysis
from analysis.worker.tasks import run_job

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
AT = datetime(2026, 10, 29, 18, tzinfo=UTC)
RATES = Note(
    "Rates are cut to 4%", "- The central bank lowered its rate.", "https://www.fed.example.gov/a?b=1&c=(2)", AT
)
GOLD = Note("Gold at a record", "- Gold bullion reached a record.", "https://gold.example.org/a", AT)
QUERIES = ("central bank rate cut", "gold bullion")


@pytest.fixture(scope="module")
def rows_before_the_report(django_db_setup, django_db_blocker):
    """Return an analysis whose reporter failed: all other specialists are done, and the next attempt reports."""

    def fail(*args):
        raise ZeroDivisionError

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("advisors.reporter.step.work", fail)
        return record_analysis(django_db_blocker)


@pytest.fixture
def job(alice, rows_before_the_report):
    return copy_analysis(alice, rows_before_the_report)


@pytest.fixture
def library(db):
    for note in (RATES, GOLD):
        notes.store_note(note)


@pytest.fixture
def reporter(monkeypatch):
    """Make the reporter search the library and add a note to its outline; `results` holds what it found."""

    class Reporter:
        note, queries, results, tools, instructions = "", QUERIES, None, (), ""

    fake = Reporter()
    calls = count()

    async def play(acting, task, *, context, script, **options):
        fake.tools, fake.instructions = [tool.name for tool in acting.tools], acting.instructions

        def answer(results):
            fake.results = results.get("search_library")
            return f"{write_builtin_lines(context.menu)}\n{fake.note}"

        searches = tuple(ScriptedCall("search_library", {"query": query}) for query in fake.queries)
        script = BuiltinScript(answer=answer, calls=searches if next(calls) == 0 else ())
        return await run_agent(acting, task, context=context, script=script, **options)

    monkeypatch.setattr(agent, "run_agent", play)
    return fake


def run_and_load_document(job):
    Job.objects.filter(pk=job.pk).update(retry_at=None)  # due at once, also after a failed attempt
    run_job(claim(job.pk, job.user_id))
    return Job.objects.get(pk=job.pk).report_payload.document


def notes_in(document):
    return [block for section in document.sections for block in section.blocks if block.type == "note"]


def test_only_cited_sources_are_listed(library, reporter, job):
    reporter.note = "note: Central banks steer the price of money [1]."
    document = run_and_load_document(job)
    assert [(note.text, note.cites) for note in notes_in(document)] == [
        ("Central banks steer the price of money.", (1,))
    ]
    assert [(s.number, s.topic, s.url, s.publisher, s.published) for s in document.sources] == [
        (1, RATES.topic, RATES.source, "fed.example.gov", AT.date())
    ]


def test_a_note_with_a_publisher_names_it(reporter, job):
    notes.store_note(replace(RATES, publisher="Central Bank", source_title="Statement"))
    reporter.note = "note: Central banks steer the price of money [1]."
    assert [source.publisher for source in run_and_load_document(job).sources] == ["Statement, Central Bank"]


def test_a_note_of_a_program_is_labelled(library, reporter, job, sam):
    waiting = {"key_prefix": "alex_1a2b3c4d", "key_name": "News desk", "state": "pending"}
    ResearchNote.objects.filter(topic=RATES.topic).update(**waiting)
    reporter.note = "note: Precious metals have no interest [1]."
    (gold,) = run_and_load_document(job).sources  # a waiting note is not found, so gold has the first number
    assert (gold.topic, gold.label) == (GOLD.topic, "")
    assert reporter.results[0]["notes"] == []
    ResearchNote.objects.get(topic=RATES.topic).decide(ResearchNote.State.ACCEPTED, by=sam, now=AT)
    (found,) = notes.search_notes("central bank rate cut")
    assert found.label == "From an outside source, accepted by staff"


def test_the_page_links_to_each_source(library, reporter, job, client):
    reporter.note = "note: Precious metals have no interest [2]."
    run_and_load_document(job)
    client.force_login(job.user)
    page = client.get(reverse("analysis", args=[job.pk]), {"tab": "report"}).content.decode()
    assert 'href="https://gold.example.org/a"' in page and "[2]" in page
    assert "gold.example.org" in page and "October 29, 2026" in page


def test_the_tool_numbers_notes_for_citing(library, reporter, job):
    run_and_load_document(job)
    assert reporter.results[0]["notes"][0] == {
        "cite_as": "[1]", "title": RATES.topic, "host": "fed.example.gov", "date": "2026-10-29", "text": RATES.text,
    }  # fmt: skip
    assert reporter.results[1]["notes"][0]["cite_as"] == "[2]"
    assert reporter.tools == ["search_library"] and NOTE_INSTRUCTIONS in reporter.instructions


UNCITABLE = [
    "Central banks steer the price of money [3].", "Central banks steer the price of money [0].",
    "Central banks steer the price of money.", "Rates are known [1](https://evil.example).",
    "Rates stand at 4 per cent [1].", "Central banks steer what you own [1].",
]  # fmt: skip


@pytest.mark.parametrize("text", UNCITABLE)
def test_a_note_that_is_refused_costs_no_line(library, reporter, job, text):
    reporter.note = f"note: {text}"
    document = run_and_load_document(job)
    assert not notes_in(document) and document.sources == ()
    assert document.sections


@pytest.mark.parametrize(("commentary", "count"), [("cited", 1), ("free", 1), ("off", 0)])
def test_the_setting_switches_notes_off(library, reporter, job, settings, commentary, count):
    settings.ALEX_COMMENTARY = commentary
    reporter.note = "note: Central banks steer the price of money [1]."
    assert len(notes_in(run_and_load_document(job))) == count
    assert ("search_library" in reporter.tools) is bool(count)


def test_a_free_note_needs_no_source(reporter, job, settings):
    settings.ALEX_COMMENTARY, reporter.queries = "free", ()
    reporter.note = "note: Central banks steer the price of money."
    document = run_and_load_document(job)
    assert [note.cites for note in notes_in(document)] == [()] and document.sources == ()


def test_the_number_of_searches_is_limited(library, reporter, job):
    reporter.queries = ("gold",) * 7
    run_and_load_document(job)
    assert ["error" in results for results in reporter.results] == [False] * 5 + [True] * 2


def test_without_notes_there_is_no_search_tool(reporter, job):
    reporter.queries = ()
    run_and_load_document(job)
    assert reporter.tools == [] and NOTE_INSTRUCTIONS not in reporter.instructions


def test_a_library_does_not_change_built_in_texts(library, job):
    document = run_and_load_document(job)
    assert document.sources == () and not notes_in(document)


def test_titles_and_addresses_are_escaped(reporter, job, client):
    notes.store_note(replace(RATES, topic="A <b>*b*", source="https://a.example/x?<i>=[y](z)"))
    reporter.note = "note: Central banks steer the price of money [1]."
    reporter.queries = ("b",)
    run_and_load_document(job)
    client.force_login(job.user)
    page = client.get(reverse("analysis", args=[job.pk]), {"tab": "report"}).content.decode()
    assert "<b>*b*" not in page and "<i>" not in page
