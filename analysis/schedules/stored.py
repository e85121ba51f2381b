"""What an analysis stored that digests compare: its statements and recommendations. It needs no engine."""

from django.db.models.fields.json import KT

from advisors.document.parts import Sentence
from advisors.document.printed_action import PrintedAction
from advisors.planner.spec import CONCLUDE
from analysis.models import Job
from analysis.questions.asking import STATEMENTS
from analysis.results.last_analysis import ACTIONS
from analysis.schedules.finding import Finding

SUBJECT_KINDS = frozenset({"sell_down", "switch_fund", "earn_interest", "move_location"})
"""Kinds of actions of which several can be given: the first argument says about what."""


def load_statements(job: Job) -> dict[str, Sentence]:
    """Return the statements of an analysis by what they are about."""
    stored = job.steps.filter(name=CONCLUDE.name).values_list(KT("output__statements"), flat=True).first()
    return {statement_key(one): one for one in STATEMENTS.validate_json(stored)} if stored else {}


def load_actions(job: Job) -> dict[str, PrintedAction]:
    """Return the recommendations of an analysis by what they are about."""
    stored = Job.objects.filter(pk=job.pk).values_list(KT("report_payload__document__actions"), flat=True).first()
    return {action_key(one): one for one in ACTIONS.validate_json(stored)} if stored else {}


def statement_key(statement: Sentence) -> str:
    return " ".join((statement.kind, *statement.arguments))


def action_key(action: PrintedAction) -> str:
    """Return what an action is about, without its amounts, which differ from day to day."""
    return " ".join((action.kind, *(action.arguments[:1] if action.kind in SUBJECT_KINDS else ())))


def still_holds(finding: Finding, job: Job) -> bool:
    """Return whether a later analysis still confirms a finding. A change of the chance is news once."""
    if finding.kind == "verdict":
        found = load_statements(job).get(finding.key)
        return found is not None and found.verdict == finding.verdict
    is_advised = finding.key in load_actions(job)
    return {"new_action": is_advised, "gone_action": not is_advised}.get(finding.kind, False)
