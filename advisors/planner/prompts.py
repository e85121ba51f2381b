import json
from collections.abc import Sequence

from advisors.runtime.results import Specialist
from advisors.safety.data import as_data, described, offered
from advisors.writing.markdown import FIGURES
from portfolios.facts.fact import FactSheet

DUTIES: dict[Specialist, str] = {
    "reporter": "what is owned, risks, costs, drift",
    "charter": "pictures",
    "retirement": "projection and what would change it",
}
PLAN = f"""You are the financial planner who coordinates these specialists:
{", ".join(f"{specialist} ({duty})" for specialist, duty in DUTIES.items())}.
Decide whom this case needs and give each one focus, drawn from the facts of this very person, with the reason. Do not
consult who has nothing to work on.
{FIGURES}"""

CONCLUDE = f"""You are the financial planner. Your specialists are done. Write a summary of a few sentences for the
person, most important first, and rank the actions over all that was found, each under the title it was found with, no
other; name a specialist that failed.
{FIGURES}"""

HEADLINES = ("worth", "targets", "concentration", "risk", "costs", "data", "profile", "retirement")


def plan_task(sheet: FactSheet) -> str:
    return as_data(facts=described(fact for topic in HEADLINES for fact in sheet.on(topic)))


def conclude_task(found: Sequence[dict[str, object]], failed: Sequence[str], sheet: FactSheet) -> str:
    facts = offered(sheet, json.dumps(list(found)))
    return as_data(found=list(found), failed=list(failed), facts=described(facts))
