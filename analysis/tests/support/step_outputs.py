"""The smallest output of each step, and a request with one option."""

from advisors.charter.output import ChartsOutput
from advisors.planner.output import ConcludeOutput, PlanOutput, PrepareOutput
from advisors.reporter.output import ReportOutput
from advisors.retirement.figures import RetirementFigures
from advisors.retirement.output import RetirementOutput
from advisors.runtime.results import Consultation, ConsultationPlan
from advisors.tagger.output import TagOutput
from analysis.payloads import Payload

OUTPUTS = {
    "prepare": PrepareOutput(accounts=1, holdings=1, unclassified=[]),
    "tag": TagOutput(classified=[]),
    "plan": PlanOutput(
        plan=ConsultationPlan(consultations=[Consultation(specialist="reporter", focus="All", reason="Always")])
    ),
    "report": ReportOutput(),
    "charts": ChartsOutput(charts={}),
    "retirement": RetirementOutput(engine=RetirementFigures()),
    "conclude": ConcludeOutput(actions=[]),
}


class FocusRequest(Payload):
    focus: str = ""
