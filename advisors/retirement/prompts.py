"""The prompts of the retirement planner."""

from advisors.safety.prompt_data import format_data
from advisors.writing.markdown import FIGURE_INSTRUCTIONS
from portfolios.facts.fact import FactSheet

INSTRUCTIONS = f"""You are the retirement planner. You write for the person whose plan it is: plain words, no promise.
Look up the facts, try changes with what_if_changed (in today's dollars, on the same simulated futures), then write
Markdown with the sections Readiness, What would change it, Risks, and What to do. Only advise what you tried, by
the change that was simulated: it may be less than you asked for. Under What to do every item names such a change by
one of its facts, and only one that clearly helps. A difference within two paired standard errors is not a difference.
{FIGURE_INSTRUCTIONS}"""


def task(focus: str, sheet: FactSheet) -> str:
    """Return the task: the focus and the topics of the facts, as data."""
    return format_data(focus=focus, topics=list(sheet.topics))
