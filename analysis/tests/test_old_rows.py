"""JSON that version 0.1.0 stored still opens: an analysis, an import, a deletion and a profile."""

import json
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from pydantic import BaseModel, TypeAdapter, ValidationError

from advisors import team
from advisors.runtime.step_output import load_output_class
from analysis.models import Job
from analysis.payloads import REQUEST_MODELS
from analysis.tests.support import stored_analyses
from analysis.views.analyses import TABS
from people.fields import RowSchemaField, SchemaField
from portfolios.models import ImportDraft, Profile, Removal

ROWS = json.loads((Path(__file__).parent / "data" / "rows_of_0_1_0.json").read_text())


UNTYPED = ("people.IdempotencyRecord.body", "analysis.Job.request_payload", "analysis.Step.output")
"""Columns without a full model: API responses, the options of a job (none exist yet), and step outputs, which the
class in the agent's own folder reads."""


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


def test_old_step_outputs_are_read_as_models(job):
    steps = {step.name: step for step in job.steps.all()}
    assert {name: type(step.output) for name, step in steps.items()} == STEP_OUTPUTS
    for name, step in steps.items():
        read = step.output.model_dump(mode="json")
        stored = {key: value for key, value in ROWS["steps"][name].items() if key not in ("engine", "facts")}
        for plan in read.get("rebalancing", ()):
            assert {trade.pop("fact_key") for trade in plan["trades"]} <= {""}  # old trades have no facts of their own
        assert all(read[key] == value for key, value in stored.items())


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


def test_every_job_type_has_a_request_model():
    assert list(REQUEST_MODELS) == Job.Type.values


@pytest.mark.parametrize("tab", TABS)
def test_the_pages_of_an_old_analysis_open(as_alice, job, tab):
    page = as_alice.get(reverse("analysis", args=[job.pk]), {"tab": tab})
    assert page.status_code == 200
    assert "No report" not in page.content.decode()


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


STEP_OUTPUTS = {step.name: load_output_class(step.name) for step, _ in team.steps()}
MODELS_BY_ROW = {"analysis.Job.request_payload": REQUEST_MODELS, "analysis.Step.output": STEP_OUTPUTS}


def column_types():
    """Yield the types of all JSON columns with their names; one for each kind of row if the row decides."""
    for column in (field for model in apps.get_models() for field in model._meta.fields):
        if isinstance(column, RowSchemaField):
            for name, schema in MODELS_BY_ROW[str(column)].items():
                yield pytest.param(TypeAdapter(schema), id=f"{column}:{name}")
        elif isinstance(column, SchemaField) and str(column) not in UNTYPED:
            yield pytest.param(column.adapter, id=str(column))


TYPED = {"type", "$ref", "anyOf", "oneOf", "allOf", "enum", "const"}


def takes_anything(schema):
    return schema is True or (isinstance(schema, dict) and not TYPED & set(schema))


def untyped_parts(schema, path=""):
    """Yield where a JSON schema takes anything: a field, an item of a list or a value of an object."""
    if isinstance(schema, list):
        schema = dict(enumerate(schema))
    if not isinstance(schema, dict):
        return
    for name, part in schema.items():
        inner = part.values() if name in ("properties", "$defs") else [part]
        if name in ("properties", "items", "additionalProperties") and any(map(takes_anything, inner)):
            yield f"{path}.{name}"
        yield from untyped_parts(part, f"{path}.{name}")


@pytest.mark.parametrize("column_type", list(column_types()))
def test_every_json_column_has_a_full_model(column_type):
    schema = column_type.json_schema(mode="validation")
    assert not takes_anything(schema)
    assert list(untyped_parts(schema)) == []
