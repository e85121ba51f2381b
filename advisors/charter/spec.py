"""The record of the charter."""

from advisors.agent_spec import AgentSpec, AgentStep

SPEC = AgentSpec(
    role="charter",
    name="Chart Specialist",
    duty="Visualizes your portfolio composition",
    package="advisors.charter",
    color="green",
    icon="charter",
    steps=(AgentStep("charts", "Charts", start_message="Choosing what to draw"),),
    payload="charts_payload",
    planner_duty="pictures",
    typical_tokens=(5_700, 400),
    langfuse_name="📊 Chart Specialist",
    langfuse_duty="chooses what to draw",
    answer_phrases={"ChartChoices": "the choice of charts"},
)
