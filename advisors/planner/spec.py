"""The record of the planner. It has the steps around the specialists' work."""

from advisors.agent_spec import AgentSpec, AgentStep, Phase

PREPARE = AgentStep("prepare", "Prepare", Phase.PREPARE, "Reading your accounts")
PLAN = AgentStep("plan", "Plan", Phase.PLAN, "Taking a snapshot and doing the math")
CONCLUDE = AgentStep("conclude", "Conclude", Phase.CONCLUDE, "Drawing the conclusions", text_title="Letter")
SPEC = AgentSpec(
    role="planner",
    name="Financial Planner",
    duty="Coordinates your financial analysis",
    package="advisors.planner",
    color="purple",
    icon="planner",
    steps=(PREPARE, PLAN, CONCLUDE),
    optional=False,
    payload="summary_payload",
    typical_tokens=(2_500, 100),
    langfuse_name="🧭 Financial Planner",
    langfuse_duty="coordinates the analysis and draws its conclusions",
)
