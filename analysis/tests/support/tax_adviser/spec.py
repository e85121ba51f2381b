from advisors.agent_spec import AgentSpec, AgentStep

SPEC = AgentSpec(
    role="tax",
    name="Tax Adviser",
    duty="Looks at what taxes cost you",
    package="analysis.tests.support.tax_adviser",
    color="teal",
    icon="verified",
    steps=(AgentStep("taxes", "Taxes", start_message="Reading your accounts", text_title="Taxes"),),
    sections=("taxes",),
    planner_duty="what taxes cost",
    focus="What sits in taxable accounts.",
    reason="Taxes are a cost like any other.",
    typical_tokens=(4_000, 500),
    langfuse_name="🧾 Tax Adviser",
    langfuse_duty="looks at taxes",
)
