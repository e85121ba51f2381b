"""Where a new agent must be named, and forgetting it would otherwise go unnoticed. docs/agents.md leads here."""

import tomllib
from pathlib import Path

import pytest

from advisors.budget import estimate
from advisors.llm import ROLES
from advisors.planner import prompts as planner_prompts
from advisors.planner import writer as planner_writer
from advisors.runtime.results import SPECIALISTS
from advisors.tests.runtime.test_tools import EVERY
from advisors.tests.support import cases as people
from advisors.tracing import langfuse_observations
from analysis.jobs.progress import AGENT_BY_STEP
from analysis.on_demand import ask
from analysis.pipeline import conclude, outputs
from analysis.pipeline.hooks import TOPIC_LABELS
from analysis.results import progress_cards
from analysis.trace import attribution, waterfall

ROOT = Path(__file__).resolve().parents[2]
AT_WORK = set(AGENT_BY_STEP.values())
STYLES = {"tokens.css": "--{}:", "agents.css": ".agent.{} {{ --agent:", "trace.css": ".{} {{", "pages.css": ".{} .mark"}
FORBIDDEN = {
    "The agents do not know each other": "advisors.{}",
    "Agents and pure modules know no framework, no rows and no cloud": "advisors.{}",
    "Arithmetic and writers know no agents": "advisors.{}.writer",
}


def named_by(contract):
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rule = next(rule for rule in rules if rule["name"] == contract)
    return rule.get("modules") or rule["source_modules"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("contract", FORBIDDEN)
def test_the_import_rules_hold_for_it(contract, role):
    module = FORBIDDEN[contract].format(role)
    exists = (ROOT / module.replace(".", "/")).is_dir() or (ROOT / f"{module.replace('.', '/')}.py").exists()
    assert (module in named_by(contract)) is exists


def test_the_planner_knows_every_specialist():
    assert set(planner_prompts.SPECIALIST_DUTIES) == set(SPECIALISTS) <= set(planner_writer.SPECIALIST_NAMES)
    assert all(f"{specialist} (" in planner_prompts.PLAN_INSTRUCTIONS for specialist in SPECIALISTS)


def test_every_specialist_has_its_step_and_its_card():
    cards = {agent.key: agent.name for agent in progress_cards.TEAM}
    assert {agent.key for agent in progress_cards.SPECIALIST_BY_STEP.values()} == set(SPECIALISTS)
    assert {key: cards[key] for key in SPECIALISTS} == {
        key: planner_writer.SPECIALIST_NAMES[key] for key in SPECIALISTS
    }
    assert {
        step: agent.key for step, agent in progress_cards.SPECIALIST_BY_STEP.items()
    }.items() <= AGENT_BY_STEP.items()


@pytest.mark.parametrize("name", STYLES)
@pytest.mark.parametrize("specialist", SPECIALISTS)
def test_it_has_a_colour_wherever_it_stands(specialist, name):
    assert STYLES[name].format(specialist) in (ROOT / "static/css" / name).read_text()


def test_every_agent_can_be_asked_alone():
    assert {*ask.ANSWERS_FROM_CASE, "tagger"} == AT_WORK


def test_every_agent_is_known_to_langfuse():
    assert set(langfuse_observations.AGENT_NAMES) == set(langfuse_observations.AGENT_DESCRIPTIONS) == AT_WORK


def test_what_every_agent_takes_is_estimated_before_the_start():
    assert set(estimate.TYPICAL_TOKENS) == AT_WORK - {"tagger"}


def test_the_figures_of_every_verified_output_are_counted():
    assert set(conclude.OUTPUT_BY_STEP.values()) == set(outputs.VerifiedOutput.__subclasses__())


def test_every_text_with_references_is_attributed_sentence_by_sentence():
    with_text = {step for step, kind in conclude.OUTPUT_BY_STEP.items() if "source" in kind.model_fields}
    assert with_text == set(attribution.STEPS_WITH_TEXT)


def test_every_typed_answer_has_its_words_in_the_trace():
    typed = {agent.output_type.__name__ for role, agent in EVERY if role in AT_WORK and agent.output_type}
    assert typed == set(waterfall.ANSWER_PHRASES)


def test_every_topic_that_is_looked_up_has_its_words():
    topics = {topic for person in people.EVERYBODY for topic in people.case(person())[0].facts.topics}
    assert topics == set(TOPIC_LABELS)
