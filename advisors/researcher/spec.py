"""The record of the researcher. It works outside of analyses: it has no step and no card."""

from advisors.agent_spec import AgentSpec

SPEC = AgentSpec(
    role="researcher",
    name="Researcher",
    package="advisors.researcher",
    card=False,
    langfuse_name="🔎 Researcher",
    langfuse_duty="Takes notes of what published articles say",
)
