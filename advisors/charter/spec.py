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
    reason="Pictures show the mix at a glance.",
    typical_tokens=(1_300, 100),
    langfuse_name="📊 Chart Specialist",
    langfuse_duty="chooses what to draw",
)
