"""The record of the researcher. It has a step in the research of instruments only, and no card."""

from advisors.agent_spec import AgentSpec, AgentStep, Phase

RESEARCH = AgentStep("research", "Research", Phase.CLASSIFY, "Looking for articles about what you own")
SPEC = AgentSpec(
    role="researcher",
    name="Researcher",
    package="advisors.researcher",
    card=False,
    steps=(RESEARCH,),
    langfuse_name="🔎 Researcher",
    langfuse_duty="Takes notes of what published articles say",
    answer_phrases={"Findings": "the notes on an article"},
)
