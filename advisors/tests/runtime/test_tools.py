"""Every tool of every agent, by its schema: few, narrow, and limited to data of the run."""

import inspect
from importlib import import_module

import pytest

from advisors import team

ALLOWED = {
    "look_up_facts": {"topic": "string"},
    "search_library": {"query": "string"},
    "what_if_changed": {"change": "string", "amount": "number"},
    "compare_conversions": {},
    "compare_orders": {},
    "claims": {"topic": "string"},
    "what_if": {"change": "string", "amount": "number"},
    "compare": {"back": "integer"},
}
"""Parameters of each tool: no address, path, SQL or id. A topic and a query are only compared, and `back` counts."""
READ_UNTRUSTED = ("tagger", "researcher", "planner", "charter", "reader")


def agents_of(role):
    """Return all agents that the role's module builds, with and without a library."""
    module = import_module(f"advisors.{role}.agent")
    own = [value for value in vars(module).values() if getattr(value, "__module__", "") == module.__name__]
    builders = [value for value in own if getattr(value, "__name__", "").startswith("build")]
    return [
        agent
        for build in builders
        for agent in ([build(has_library=True), build()] if inspect.signature(build).parameters else [build()])
    ]


EVERY = [(role, agent) for role in team.roles() for agent in agents_of(role)]
each_agent = pytest.mark.parametrize(("role", "agent"), EVERY)


def test_every_role_has_its_agents():
    assert {role for role, _ in EVERY} == set(team.roles())
    assert len(EVERY) == 11


@each_agent
def test_each_agent_is_named_like_its_role(role, agent):
    """The trace and Langfuse find the agent of a request by this name."""
    assert (agent.name.lower(), agent.model) == (role, role)


@each_agent
def test_each_agent_has_only_its_known_tools(role, agent):
    for tool in agent.tools:
        schema = tool.params_json_schema
        parameters = {name: kind.get("type") for name, kind in schema["properties"].items()}
        assert parameters == ALLOWED[tool.name]
        assert schema["additionalProperties"] is False and tool.strict_json_schema
        assert set(schema["required"]) == set(parameters)


@each_agent
def test_no_agent_has_handoffs_or_servers(role, agent):
    assert not (agent.handoffs or agent.mcp_servers)
    assert not (agent.tools and agent.output_type)


@pytest.mark.parametrize("role", READ_UNTRUSTED)
def test_readers_of_names_or_articles_lack_tools(role):
    assert not [agent for agent in agents_of(role) if agent.tools]


@pytest.mark.parametrize("name", ["what_if_changed", "what_if"])
def test_a_what_if_tool_offers_five_changes(name):
    (tool,) = {t.name: t for _, a in EVERY for t in a.tools if t.name == name}.values()
    assert len(tool.params_json_schema["properties"]["change"]["enum"]) == 5


@each_agent
def test_instructions_are_constant_text(role, agent):
    """Instructions are constant: the same for every person."""
    assert isinstance(agent.instructions, str)
    assert "{" not in agent.instructions
