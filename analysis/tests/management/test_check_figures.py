"""`manage.py check_figures`: check the figures of a text against the facts of one analysis."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from advisors.tests.support.corpus_portfolios import engineer, situation
from advisors.tests.support.documents import sample_case
from analysis.tests.support import stored_analyses

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(alice):
    return stored_analyses.create_job(
        alice, status="completed", completed_at=timezone.now(), snapshot=engineer(), facts=situation("engineer").facts
    )


def run(job_id, path, *options):
    out = io.StringIO()
    try:
        call_command("check_figures", "--job", str(job_id), "--text", str(path), *options, stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue()
    return 0, out.getvalue()


def write_file(tmp_path, text):
    path = tmp_path / "report.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_text_of_known_figures_passes(job, tmp_path):
    status, out = run(job.pk, write_file(tmp_path, "“NVDA” is 34.2% of everything."), "--json")
    (entry,) = json.loads(out)["matched"]
    assert (status, json.loads(out)["ok"], json.loads(out)["figures"]) == (0, True, 1)
    assert entry["text"] == "34.2%" and "holding.nvda.share" in entry["facts"]
    assert (entry["start"], entry["end"], entry["value"], entry["unit"], entry["op"]) == (10, 15, 34.2, "percent", None)


def test_offsets_count_each_character_of_the_file(job, tmp_path):
    path = write_file(tmp_path, "")
    path.write_bytes(b"All of it:\r\n\r\nNVDA is 43.2% of it.\r\n")
    (entry,) = json.loads(run(job.pk, path, "--json")[1])["unmatched"]
    assert path.read_bytes().decode()[entry["start"] : entry["end"]] == entry["text"] == "43.2%"


def test_an_unknown_figure_has_its_reason(job, tmp_path):
    status, out = run(job.pk, write_file(tmp_path, "NVDA is 43.2% of it."), "--json")
    report = json.loads(out)
    assert (status, report["ok"], [entry["text"] for entry in report["unmatched"]]) == (1, False, ["43.2%"])
    assert set(report["unmatched"][0]) == {"start", "end", "text", "value", "unit", "reason"}


def test_plain_output_has_the_same_figures(job, tmp_path):
    status, out = run(job.pk, write_file(tmp_path, "NVDA is $12."))
    assert (status, out.splitlines()) == (1, ["1 figures, 0 matched.", "8-11 '$12': no_fact"])


@pytest.fixture
def report(alice):
    """Return a finished analysis with the text of its report."""
    case, result = sample_case(), stored_analyses.result()
    job = stored_analyses.create_job(
        alice, status="completed", completed_at=timezone.now(), snapshot=case.portfolio.snapshot, facts=case.facts,
        **result,
    )  # fmt: skip
    return job, result["report_payload"].content


def test_an_untouched_report_passes(report, tmp_path):
    job, text = report
    status, out = run(job.pk, write_file(tmp_path, text), "--json")
    assert (status, json.loads(out)["unmatched"]) == (0, [])
    assert json.loads(out)["figures"] > 50


def test_an_altered_report_is_refused(report, tmp_path):
    job, text = report
    status, out = run(job.pk, write_file(tmp_path, text.replace("$", "$1", 1)), "--json")
    assert (status, [entry["reason"] for entry in json.loads(out)["unmatched"]]) == (1, ["altered"])


def test_bad_input_has_its_own_status(job, tmp_path):
    text, latin = write_file(tmp_path, "Fine."), tmp_path / "latin"
    latin.write_bytes(b"\xe9")
    assert run("nonsense", text)[0] == 2
    assert run("00000000-0000-0000-0000-000000000000", text)[0] == 2
    assert run(job.pk, tmp_path / "missing")[0] == 2
    assert run(job.pk, latin)[0] == 2
