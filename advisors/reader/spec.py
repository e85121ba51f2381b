"""The record of the reader. It works on uploaded statements, so it has no step and no card."""

from advisors.agent_spec import AgentSpec

SPEC = AgentSpec(role="reader", name="Statements", package="advisors.reader", card=False)
