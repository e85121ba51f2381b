"""Every JSON column of the product has a full model."""

import pytest
from django.apps import apps
from pydantic import TypeAdapter, ValidationError

from advisors import team
from advisors.runtime.step_output import load_output_class
from analysis.job_kinds import REQUEST_MODELS
from analysis.models import Job
from people.fields import RowSchemaField, SchemaField
from portfolios.models import Profile

UNTYPED = ("people.IdempotencyRecord.body", "analysis.Job.request_payload", "analysis.Step.output")
"""Columns without a full model: API responses, the options of a job (none exist yet), and step outputs, which the
class in the agent's own folder reads."""
STEP_OUTPUTS = {step.name: load_output_class(step.name) for step, _ in team.steps()}
MODELS_BY_ROW = {"analysis.Job.request_payload": REQUEST_MODELS, "analysis.Step.output": STEP_OUTPUTS}


def test_every_job_type_has_a_request_model():
    assert set(REQUEST_MODELS) == dict(Job._meta.get_field("job_type").flatchoices).keys()


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


@pytest.mark.parametrize("column_type", list(column_types()))
def test_json_of_another_shape_is_refused(column_type):
    column = SchemaField(default=None)
    column.adapter = column_type
    with pytest.raises(ValidationError):
        column.get_prep_value(object())


@pytest.mark.django_db
def test_plain_json_is_stored_as_its_schema(alice):
    Profile.objects.filter(user=alice).update(household={"sex": "F"})
    household = Profile.objects.get(user=alice).household
    assert household == type(household)(sex="F")
