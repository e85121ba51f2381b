"""The record of the retirement planner."""

from advisors.agent_spec import AgentSpec, AgentStep

SPEC = AgentSpec(
    role="retirement",
    name="Retirement Planner",
    duty="Projects your retirement readiness",
    package="advisors.retirement",
    color="orange",
    icon="retirement",
    steps=(AgentStep("retirement", "Retirement", start_message="Simulating your plan", text_title="Retirement"),),
    payload="retirement_payload",
    sections=("retirement", "changes", "history", "rules"),
    planner_duty="projection and what would change it",
    reason="A projection shows what the money can pay for.",
    typical_tokens=(5_400, 370),
    langfuse_name="🏖️ Retirement Planner",
    langfuse_duty="projects the retirement and tests changes",
)
