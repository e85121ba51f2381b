"""The record of the tagger. Its step shows on the planner's card."""

from advisors.agent_spec import AgentSpec, AgentStep, Phase

SPEC = AgentSpec(
    role="tagger",
    name="Tagger",
    name_in_text="the classification of new holdings",
    package="advisors.tagger",
    color="purple",
    steps=(AgentStep("tag", "Classify", Phase.CLASSIFY, "Classifying what the catalogue does not know"),),
    card=False,
    langfuse_name="🏷️ Instrument Tagger",
    langfuse_duty="classifies what the catalogue does not know",
    answer_phrases={"Classification": "a classification"},
)
