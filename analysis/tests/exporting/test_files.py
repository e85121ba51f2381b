"""The files of an analysis: from page, API and command, with text that stays text."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from advisors.retirement.scenarios.proposals import CandidateChange
from analysis.exporting.building import build_bundle
from analysis.exporting.differences import ReplayedFiles
from analysis.exporting.files import EXPORT_FILES
from analysis.exporting.reading import read_bundle
from analysis.exporting.replaying import replay
from analysis.exporting.spreadsheet import HEADINGS, write_workbook
from analysis.jobs import dispatch
from analysis.jobs.lease import claim
from analysis.models import Job
from analysis.tests.support.alices_portfolio import alice_owns_the_demo
from analysis.tests.support.model_runs import analyze_the_demo
from analysis.worker.tasks import run_job
from people import acting_as
from people.models import AuditEvent
from portfolios.valuation.portfolio import Portfolio

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("https://example.com")', "\t=1", " =1", "＝1", "'=1", "a|=1"]


def cells_of(content):
    sheet = load_workbook(io.BytesIO(content))["Holdings"]
    first, *rows = sheet.iter_rows()
    assert tuple(cell.value for cell in first) == HEADINGS
    return rows


@pytest.fixture
def with_names(finished):
    """Return a function that gives the accounts and instruments of the snapshot another name."""

    def rename(name):
        snapshot = finished.snapshot
        accounts = tuple(one.model_copy(update={"name": name}) for one in snapshot.accounts)
        instruments = tuple(one.model_copy(update={"name": name, "symbol": name}) for one in snapshot.instruments)
        return snapshot.model_copy(update={"accounts": accounts, "instruments": instruments})

    return rename


def test_the_workbook_adds_up(finished):
    rows = [[cell.value for cell in row] for row in cells_of(write_workbook(finished.snapshot))]
    *parts, total = [dict(zip(HEADINGS, row, strict=True)) for row in rows]
    assert round(total["Value"], 2) == float(Portfolio(finished.snapshot).valuation.total)
    assert sum(part["Value"] for part in parts) == pytest.approx(total["Value"])
    assert sum(part["Weight"] for part in parts) == pytest.approx(1, abs=1e-4)
    known = [part for part in parts if part["Gain"] is not None]
    assert all(part["Gain"] == pytest.approx(part["Value"] - part["Cost"]) for part in known)
    assert len(known) > 3


@pytest.mark.parametrize("name", FORMULAS)
def test_no_name_becomes_a_formula(with_names, name):
    rows = cells_of(write_workbook(with_names(name)))
    texts = [cell for row in rows for cell in row if isinstance(cell.value, str)]
    assert texts
    assert {cell.data_type for cell in texts} == {"s"}


def test_a_name_with_control_characters_is_written(with_names):
    names = {row[0].value for row in cells_of(write_workbook(with_names("a\x00b\u202ec")))}
    assert names == {"a b c", "Total"}


@pytest.mark.parametrize("file", EXPORT_FILES, ids=lambda one: one.file)
def test_page_api_and_command_give_the_same(as_alice, alice, finished, tmp_path, file):
    page = as_alice.get(reverse(file.view_name, args=[finished.pk]))
    assert page["Content-Disposition"] == f'attachment; filename="{file.name_for(finished)}"'
    assert page["Content-Type"] == file.content_type
    call_command("export_analysis", file.file, email=alice.email, to=tmp_path / "made")
    made = (tmp_path / "made").read_bytes()
    if file.file != "holdings.xlsx":  # a workbook has the time of its writing
        assert made == page.content
    with acting_as(alice.pk):
        assert AuditEvent.objects.filter(action="exported_analysis", details=file.label).count() == 2


def test_the_report_is_the_one_on_the_page(as_alice, finished):
    text = as_alice.get(reverse("export_report", args=[finished.pk])).content.decode()
    assert text.startswith("# Your analysis of ")
    assert finished.report_payload.content in text


def test_a_new_analysis_replays_to_the_byte(as_alice, finished, tmp_path):
    (tmp_path / "file").write_bytes(as_alice.get(reverse("export_analysis", args=[finished.pk])).content)
    analysis = read_bundle(tmp_path / "file").analysis
    assert ReplayedFiles.of(replay(analysis)) == ReplayedFiles.of(analysis)


@pytest.mark.slow
def test_an_analysis_of_a_model_replays_too(analyze_with_model):
    job, _ = analyze_with_model()
    analysis = build_bundle(job).analysis
    assert any(sentence.author == "model" for sentence in analysis.document.all_sentences)
    assert ReplayedFiles.of(replay(analysis)) == ReplayedFiles.of(analysis)


@pytest.mark.parametrize("key", ["retirement_projection", "rebalance_recommendation", "risk_assessment"])
def test_a_part_replays_to_the_byte(alice, key):
    alice_owns_the_demo(alice)
    job = dispatch.start(user=alice, job_type=key).job
    run_job(claim(job.pk, alice.pk))
    analysis = build_bundle(Job.objects.get(pk=job.pk)).analysis
    assert ReplayedFiles.of(replay(analysis)) == ReplayedFiles.of(analysis)


@pytest.mark.slow
def test_changes_that_an_agent_tried_are_tried_again(alice, monkeypatch):
    tried = (
        CandidateChange("save_more", 1234.567),
        CandidateChange("retire_later", 1),
        CandidateChange("spend_less", 7.5),
    )
    monkeypatch.setattr("advisors.retirement.agent.propose_changes", lambda situation: tried)
    analysis = build_bundle(analyze_the_demo(alice)).analysis
    assert {fact.of for fact in analysis.outputs["retirement"].list_facts()} == {
        "save_more_1234_567", "retire_later_1", "spend_less_7_5"
    }  # fmt: skip
    assert ReplayedFiles.of(replay(analysis)) == ReplayedFiles.of(analysis)


def test_an_earlier_analysis_has_no_bundle(as_alice, alice, finished):
    Job.objects.filter(pk=finished.pk).update(made_with=None)
    page = as_alice.get(reverse("export_analysis", args=[finished.pk]), follow=True)
    assert "kept too little to compute it again" in page.content.decode()
    with pytest.raises(CommandError, match="earlier version"):
        call_command("export_analysis", "analysis.json", email=alice.email)


def test_a_bundle_names_nobody_but_its_owner(finished, alice):
    text = json.dumps(json.loads(build_bundle(finished).model_dump_json()))
    assert alice.email not in text
    assert str(alice.pk) not in text


def test_the_menu_links_every_file(as_alice, finished):
    page = as_alice.get(reverse("analysis", args=[finished.pk])).content.decode()
    assert all(f'href="{reverse(file.view_name, args=[finished.pk])}" download' in page for file in EXPORT_FILES)
    printed = as_alice.get(reverse("analysis", args=[finished.pk]), {"tab": "all"}).content.decode()
    assert "Print or save as PDF</span></button>" in printed
