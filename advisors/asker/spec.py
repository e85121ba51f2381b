"""The record of the asker. It works on questions about a finished analysis, so it has no step and no card."""

from advisors.agent_spec import AgentSpec

SPEC = AgentSpec(role="asker", name="Answers", package="advisors.asker", card=False,
                 langfuse_name="💬 Asker", langfuse_duty="chooses what answers a question")  # fmt: skip
