"""Research notes in a report: the reporter's tool finds them, the text cites them by number, code lists them."""

from datetime import UTC, datetime
from itertools import count

import pytest

from advisors.library import notes
from advisors.note import Note
from advisors.reporter import agent, writer
from advisors.reporter.prompts import CITATION_INSTRUCTIONS
from advisors.runtime.builtin import BuiltinScript, ScriptedCall
from advisors.runtime.run import run_agent
from advisors.writing.citations import find_link_errors, write_sources_section
from analysis.jobs.lease import claim
from analysis.models import Job
from analysis.results.markdown_html import render_markdown
from analysis.tests.support.model_runs import copy_analysis, record_analysis
from analysis.worker.tasks import run_job

pytestmark = pytest.mark.django_db
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
    """Make the reporter search the library and append `adds` to the built-in report; `results` holds what it found."""

    class Reporter:
        adds, queries, results, tools, instructions = "", QUERIES, None, (), ""

    fake = Reporter()
    calls = count()

    async def play(acting, task, *, context, script, **options):
        if acting.output_type is None:
            fake.tools, fake.instructions = [tool.name for tool in acting.tools], acting.instructions

            def answer(results):
                fake.results = results.get("search_library")
                return f"{writer.write_report(context.situation)}\n\n{fake.adds}"

            searches = tuple(ScriptedCall("search_library", {"query": query}) for query in fake.queries)
            script = BuiltinScript(answer=answer, calls=searches if next(calls) == 0 else ())
        return await run_agent(acting, task, context=context, script=script, **options)

    monkeypatch.setattr(agent, "run_agent", play)
    return fake


def run_and_load_report(job):
    run_job(claim(job.pk, job.user_id))
    return Job.objects.get(pk=job.pk).report_payload


def test_only_cited_sources_are_listed(library, reporter, job):
    reporter.adds = "Money has become cheaper [1]. That helps bonds [1]."
    report = run_and_load_report(job)
    assert "Money has become cheaper [1]." in report.content
    assert (
        "- \\[1\\] [Rates are cut to 4%](<https://www.fed.example.gov/a?b=1&c=(2)>), fed.example.gov, October 29, 2026"
        in (report.content)
    )
    assert "Gold at a record" not in report.content
    assert report.sections_rewritten == []


def test_the_page_links_to_each_source(library, reporter, job):
    reporter.adds = "Metal is dear [2]."
    page = render_markdown(run_and_load_report(job).content)
    assert (
        '<a href="https://gold.example.org/a"' in page
        and "[2]" in page
        and "gold.example.org, October 29, 2026" in page
    )


def test_the_tool_numbers_notes_for_citing(library, reporter, job):
    run_and_load_report(job)
    assert reporter.results[0]["notes"][0] == {
        "cite_as": "[1]", "title": RATES.topic, "host": "fed.example.gov", "date": "2026-10-29", "text": RATES.text,
    }  # fmt: skip
    assert reporter.results[1]["notes"][0]["cite_as"] == "[2]"
    assert reporter.tools == ["look_up_facts", "search_library"] and CITATION_INSTRUCTIONS in reporter.instructions


UNCITABLE = [
    "So they say [3].", "So they say [0].", "See [1](https://evil.example).", "See [1]: x", "It is 4 per cent [1].",
    "See [[1]].",
]  # fmt: skip


@pytest.mark.parametrize("adds", UNCITABLE)
def test_unknown_sources_and_links_are_refused(library, reporter, job, adds):
    reporter.adds = adds
    report = run_and_load_report(job)
    assert report.sections_rewritten == ["Report"]
    assert adds not in report.content and "## Sources" not in report.content


def test_the_number_of_searches_is_limited(library, reporter, job):
    reporter.queries = ("gold",) * 7
    run_and_load_report(job)
    assert ["error" in results for results in reporter.results] == [False] * 5 + [True] * 2


def test_without_notes_there_is_no_search_tool(reporter, job):
    reporter.queries = ()
    run_and_load_report(job)
    assert reporter.tools == ["look_up_facts"] and CITATION_INSTRUCTIONS not in reporter.instructions


def test_a_library_does_not_change_built_in_texts(library, job):
    assert "## Sources" not in run_and_load_report(job).content


def test_known_sources_are_listed_once_in_order():
    section = write_sources_section("b [2] a [1] again [2] none [7]", [RATES, GOLD])
    assert [line[:7] for line in section.splitlines()[2:]] == ["- \\[1\\]", "- \\[2\\]"]
    assert write_sources_section("nothing", [RATES]) == ""


def test_titles_and_addresses_are_escaped():
    note = Note("A [x](https://evil.example) <b>*b*", "t", "https://a.example/x> [y](https://evil.example", AT)
    page = render_markdown(write_sources_section("[1]", [note]))
    assert page.count("<a ") == page.count('<a href="https://a.example/') == 1
    assert "<b>" not in page


def test_a_number_with_a_target_is_a_fault():
    assert len(find_link_errors("[1](x) [2]: y [3][z] [4] ok [5].")) == 3
