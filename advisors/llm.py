"""Which model plays which role. Agents name a role; only this module knows models.

No model is configured in this release's settings: every role is played by the built-in writer.
"""

from agents import ModelProvider

from advisors.builtin import NAME, BuiltinProvider, Script


def provider(role: str, script: Script) -> ModelProvider:
    """Who answers for this role; the script is what the built-in writer would do."""
    return BuiltinProvider(script)


def model_name(role: str) -> str:
    return NAME
