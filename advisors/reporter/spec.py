"""The record of the reporter. No analysis is complete without its report."""

from advisors.agent_spec import AgentSpec, AgentStep

SPEC = AgentSpec(
    role="reporter",
    name="Portfolio Analyst",
    duty="Analyzes your holdings and performance",
    package="advisors.reporter",
    color="blue",
    icon="reporter",
    steps=(AgentStep("report", "Report", start_message="Reading the facts", text_title="Report"),),
    optional=False,
    payload="report_payload",
    sections=("own", "mix", "risk", "costs", "targets", "taxes", "data"),
    planner_duty="what is owned, risks, costs, drift",
    reason="What is owned decides everything else.",
    typical_tokens=(4_800, 130),
    langfuse_name="📝 Portfolio Analyst",
    langfuse_duty="chooses what the report says",
)
