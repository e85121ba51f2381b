"""The records of the agents fit the rest of the project, where no type checker would notice."""

import tomllib
from pathlib import Path

import pytest

from advisors import team
from advisors.claims.sections import Section
from advisors.document.document import DocumentSection
from advisors.outline.output import SectionsOutput
from advisors.runtime.step_output import load_output_class
from advisors.tests.runtime.test_tools import EVERY
from analysis.models import Job, Step
from analysis.trace.attribution import find_step

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN = {
    "Agents do not import each other": "advisors.{}",
    "Agents and pure packages import no framework, no rows and no cloud": "advisors.{}",
    "Arithmetic and writers import no model code": "advisors.{}.writer",
}


def names_in(contract):
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rule = next(rule for rule in rules if rule["name"] == contract)
    return rule.get("modules") or rule["source_modules"]


@pytest.mark.parametrize("role", team.roles())
@pytest.mark.parametrize("contract", FORBIDDEN)
def test_import_rules_name_every_agent(contract, role):
    module = FORBIDDEN[contract].format(role)
    exists = (ROOT / module.replace(".", "/")).is_dir() or (ROOT / f"{module.replace('.', '/')}.py").exists()
    named_modules = {name.removesuffix(".agent") for name in names_in(contract)}
    assert (module in named_modules) is exists


def test_every_card_has_its_own_color():
    colors = [spec.color for spec in team.cards()]
    tokens = (ROOT / "static/css/tokens.css").read_text()
    assert len(set(colors)) == len(colors)
    assert all(f".{spec.color} {{ --agent:" in tokens for spec in team.TEAM)


def test_every_card_has_an_icon():
    assert all((ROOT / "templates" / spec.icon_template).exists() for spec in team.cards())


def test_every_card_has_a_name_and_a_duty():
    assert all(spec.name and spec.duty for spec in team.cards())


def test_every_analyst_is_known_to_langfuse():
    assert all(spec.langfuse_name and spec.langfuse_duty for spec in team.analysts())


def test_specialists_have_estimates_and_duties():
    assert all(spec.typical_tokens and spec.planner_duty for spec in team.specialists())


def test_names_fit_their_columns():
    assert Step._meta.get_field("name").max_length == Step._meta.get_field("agent").max_length == 12


def test_every_payload_is_a_column_of_the_job():
    columns = {field.name for field in Job._meta.get_fields()}
    assert {spec.payload for spec in team.TEAM if spec.payload} <= columns


@pytest.mark.parametrize("spec", team.specialists(), ids=lambda spec: spec.role)
def test_a_step_that_writes_sections_has_a_title(spec):
    assert issubclass(load_output_class(spec.step.name), SectionsOutput) is bool(spec.step.text_title)


def test_every_section_has_the_step_that_writes_it():
    writers = {find_step(DocumentSection(key=key, blocks=())) for key in Section}
    titled = {spec.step.name for spec in team.specialists() if spec.step.text_title}
    assert writers == titled


def test_every_typed_answer_has_a_phrase():
    at_work = {spec.role for spec in team.analysts()}
    typed = {agent.output_type.__name__ for role, agent in EVERY if role in at_work and agent.output_type}
    assert typed == {kind for spec in team.TEAM for kind in spec.answer_phrases}
