"""Instructions and tasks of the planner."""

import json
from collections.abc import Mapping, Sequence

from advisors import team
from advisors.safety.prompt_data import describe_facts, format_data, select_facts
from advisors.writing.markdown import FIGURE_INSTRUCTIONS
from portfolios.facts.fact import FactSheet

CONCLUSION_INSTRUCTIONS = f"""\
You are the financial planner. Your specialists are done. Write a summary of a few sentences for the
person, most important first, and rank the actions over all that was found, each under the title it was found with, no
other; name a specialist that failed.
{FIGURE_INSTRUCTIONS}"""

PLANNING_TOPICS = ("worth", "targets", "concentration", "risk", "costs", "data", "profile", "retirement")


def build_plan_instructions() -> str:
    """Return the planner's instructions, with the duty of every specialist in the team."""
    duties = ", ".join(f"{spec.role} ({spec.planner_duty})" for spec in team.specialists())
    return f"""You are the financial planner who coordinates these specialists:
{duties}.
Decide whom this case needs and give each one focus, drawn from the facts of this very person, with the reason. Do not
consult who has nothing to work on. The library, where given, lists subjects on which the reporter can cite notes: name
one in the reporter's focus where it helps this person.
{FIGURE_INSTRUCTIONS}"""


def build_plan_task(sheet: FactSheet, library: Mapping[str, int] | None = None) -> str:
    """Return the facts to plan from, and how many notes the library holds by subject."""
    facts = describe_facts(fact for topic in PLANNING_TOPICS for fact in sheet.on(topic))
    return format_data(facts=facts, **({"library": dict(library)} if library else {}))


def build_conclusion_task(found: Sequence[dict[str, object]], failed: Sequence[str], sheet: FactSheet) -> str:
    facts = select_facts(sheet, json.dumps(list(found)))
    return format_data(found=list(found), failed=list(failed), facts=describe_facts(facts))
