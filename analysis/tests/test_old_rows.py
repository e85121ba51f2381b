"""JSON that version 0.1.0 stored still opens: an analysis, an import, a deletion and a profile."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse
from django.utils.html import strip_tags
from pydantic import BaseModel, ValidationError

from advisors.runtime.step_output import load_output_class
from analysis.job_kinds import WHOLE
from analysis.models import Job
from analysis.results.markdown_html import render_markdown
from analysis.tests.support import stored_analyses
from analysis.views.analyses import ALL_TABS, TABS
from portfolios.models import ImportDraft, Profile, Removal

ROWS = json.loads((Path(__file__).parent / "data" / "rows_of_0_1_0.json").read_text())


def store_raw(row, **columns):
    """Store JSON without the models, as another version left it."""
    names = ", ".join(f'"{name}" = %s::jsonb' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE {row._meta.db_table} SET {names} WHERE "{row._meta.pk.column}" = %s',
            [*(json.dumps(value) for value in columns.values()), row.pk],
        )
    row.refresh_from_db()
    return row


@pytest.fixture
def job(alice):
    job = stored_analyses.completed(alice)
    for step in job.steps.all():
        store_raw(step, output=ROWS["steps"][step.name])
    return store_raw(job, **ROWS["job"])


def test_an_old_job_is_read_as_models(job):
    assert all(isinstance(getattr(job, name), BaseModel) for name in set(ROWS["job"]) - {"charts_payload"})
    assert job.retirement_payload.fan.retirement_year == ROWS["job"]["retirement_payload"]["fan"]["retirement_year"]
    assert (
        job.retirement_payload.stories[0].years[0].why
        == (ROWS["job"]["retirement_payload"]["stories"][0]["years"][0]["why"])
    )


EARLIER_TEXTS = {"report": "content", "retirement": "analysis", "conclude": "content"}
"""Where version 0.1.0 stored the text of a step."""
SOURCES = {
    "report": {"source", "recommendations", "advice_model", "rewritten_sections"},
    "charts": {"choices"},
    "retirement": {"source", "levers"},
    "conclude": {"source", "drafts"},
}
"""What a step of version 0.1.0 stored for its checks: nobody reads it any more."""


def test_old_step_outputs_are_read_as_models(job):
    steps = {step.name: step for step in job.steps.all()}
    assert {name: type(step.output) for name, step in steps.items()} == {
        spec.name: load_output_class(spec.name) for spec, _ in WHOLE.steps()
    }
    for name, step in steps.items():
        read = step.output.model_dump(mode="json")
        unread = SOURCES.get(name, set()) | {EARLIER_TEXTS.get(name), "engine", "facts"}
        stored = {key: value for key, value in ROWS["steps"][name].items() if key not in unread}
        for plan in read.get("rebalancing", ()):
            assert {trade.pop("fact_key") for trade in plan["trades"]} <= {""}  # old trades have no facts of their own
        assert {key: as_old(read[key], value) for key, value in stored.items()} == stored


def as_old(read, stored):
    """Return what is read without the fields that version 0.1.0 did not have, which must be empty."""
    if isinstance(stored, list) and isinstance(read, list):
        return [as_old(*pair) for pair in zip(read, stored, strict=True)]
    if isinstance(stored, dict):
        assert not any(value for key, value in read.items() if key not in stored)
        return {key: as_old(read[key], value) for key, value in stored.items()}
    return read


@pytest.mark.parametrize("name", EARLIER_TEXTS)
def test_an_old_step_keeps_its_text(job, name):
    output = job.steps.get(name=name).output
    assert output.earlier_text == ROWS["steps"][name][EARLIER_TEXTS[name]]
    assert list(output.list_sections()) == []
    assert name == "conclude" or output.to_text() == output.earlier_text


def test_an_old_step_survives_its_storage(job):
    for step in job.steps.all():
        step.save()
        assert type(step).objects.get(pk=step.pk).output == step.output


def as_old_fact(fact):
    """Return the JSON of a fact as version 0.1.0 stored it, without the topic, which is not kept."""
    added = {name: fact.pop(name) for name in ("family", "measure", "of", "error")}
    assert (added["family"], added["measure"], added["error"]) == ("old", "figure", None)
    return {"id": added["of"], **fact}


def test_old_facts_are_read_with_their_ids(job):
    pairs = (
        (job.facts, ROWS["job"]["facts"]["facts"]),
        (job.steps.get(name="retirement").output.facts, ROWS["steps"]["retirement"]["facts"]["facts"]),
    )
    for sheet, stored in pairs:
        assert [fact.id for fact in sheet.facts] == [fact["id"] for fact in stored]
        for fact, old in zip(sheet.facts, stored, strict=True):
            read = as_old_fact(fact.model_dump(mode="json"))
            assert {name: read[name] for name in old if name != "topic"} == {
                name: value for name, value in old.items() if name != "topic"
            }


def test_a_step_refuses_another_step_output(job):
    report, charts = job.steps.get(name="report"), job.steps.get(name="charts")
    report.output = charts.output
    with pytest.raises(ValidationError):
        report.save()
    with pytest.raises(TypeError):
        job.steps.filter(name="report").update(output={"source": "text"})


@pytest.mark.parametrize("tab", [*TABS, ALL_TABS])
def test_the_pages_of_an_old_analysis_open(as_alice, job, tab):
    page = as_alice.get(reverse("analysis", args=[job.pk]), {"tab": tab})
    assert page.status_code == 200
    assert "No report" not in page.content.decode()


def open_text(client, job, tab):
    """Return what a person reads on a tab, with single spaces."""
    page = client.get(reverse("analysis", args=[job.pk]), {"tab": tab}).content.decode()
    return " ".join(unescape(strip_tags(page)).split())


def as_read(markdown):
    return " ".join(unescape(strip_tags(render_markdown(markdown))).split())


def test_an_old_analysis_is_shown_as_printed(as_alice, job):
    stored = ROWS["job"]
    report, _, count = stored["report_payload"]["content"].rpartition("\n\n")
    overview, everything = open_text(as_alice, job, "overview"), open_text(as_alice, job, ALL_TABS)
    for text in (overview, everything):
        assert as_read(report) in text and as_read(stored["summary_payload"]["content"]) in text
        assert as_read(count) not in text
        assert "An earlier version of Alex wrote this report." in text
    for text in (open_text(as_alice, job, "retirement"), everything):
        assert as_read(stored["retirement_payload"]["analysis"]) in text
    for text in (open_text(as_alice, job, "recommendations"), everything):
        places = [text.rindex(action["title"]) for action in stored["summary_payload"]["actions"]]
        assert places == sorted(places) and len(places) == 2
        assert [a["reason"] for a in stored["summary_payload"]["actions"] if as_read(a["reason"]) not in text] == []


def test_an_old_text_has_no_cards(as_alice, job):
    for tab in (*TABS, ALL_TABS):
        page = as_alice.get(reverse("analysis", args=[job.pk]), {"tab": tab}).content.decode()
        proses = re.findall(r'<div class="prose">.*?</div></article>', page, re.DOTALL)
        assert not [prose for prose in proses if "<button" in prose]
        assert proses or tab in ("charts", "recommendations", "trace")
        assert "Sentence by sentence" not in page


def test_the_api_gives_an_old_analysis(as_alice, job):
    found = as_alice.get(reverse("api_job", args=[job.pk])).json()["retirement_payload"]
    stored = ROWS["job"]["retirement_payload"]
    for name in ("analysis", "success_probability", "standard_error", "estimated_income", "fan"):
        assert found[name] == stored[name]


def test_saving_an_old_job_does_not_change_it(job):
    before = Job.objects.get(pk=job.pk)
    job.save()
    assert Job.objects.get(pk=job.pk).retirement_payload == before.retirement_payload


def test_an_old_import_draft_opens(alice):
    draft = ImportDraft.objects.create(user=alice, file_name="p.csv", **ROWS["draft"])
    draft = store_raw(draft, **ROWS["draft"])
    assert draft.table.header == tuple(ROWS["draft"]["table"]["header"])
    assert draft.mapping.columns["symbol"] == 0


@pytest.mark.parametrize("content", ROWS["removals"], ids=["position", "account"])
def test_an_old_deletion_opens(alice, content):
    removal = Removal.objects.create(user=alice, kind="account", label="My IRA", account_id=alice.pk, content=content)
    removal = store_raw(removal, content=content)
    assert [str(position.id) for position in removal.content.positions] == [row["id"] for row in content["positions"]]


def test_an_old_profile_opens(alice):
    Profile.objects.filter(user=alice).update(birth_year=1981)
    profile = store_raw(Profile.objects.get(user=alice), **ROWS["profile"])
    assert profile.confirmed == ROWS["profile"]["confirmed"]
    assert {key: float(share) for key, share in profile.region_targets.items()} == ROWS["profile"]["region_targets"]
