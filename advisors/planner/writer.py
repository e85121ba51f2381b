"""The planner's built-in writer: the consultation plan and the summary, by rules on the facts."""

from collections.abc import Sequence

from advisors import team
from advisors.runtime.results import ActionDraft, Consultation, ConsultationPlan, Recommendation, Summary
from advisors.writing.case import Situation, ref
from advisors.writing.headline import write_headline
from advisors.writing.markdown import escape_markdown, join_words
from advisors.writing.probability import describe_success
from portfolios.facts.families import Family, Measure

MAX_ACTIONS = 7
OWN_RULES = ("reporter", "charter", "retirement")
"""Specialists for whom this module has rules of its own; the others are asked as their spec says."""


def write_plan(situation: Situation) -> ConsultationPlan:
    """Consult the reporter always, charts and others if anything has a value, retirement if there is a projection."""
    consultations = [
        Consultation(specialist="reporter", focus=_choose_report_focus(situation), reason=_describe_case(situation))
    ]
    if situation.has_value:
        consultations.append(
            Consultation(
                specialist="charter", focus=_choose_chart_focus(situation), reason="Pictures show the mix at a glance."
            )
        )
    if situation.has_projection:
        consultations.append(
            Consultation(
                specialist="retirement",
                focus=_choose_retirement_focus(situation),
                reason=f"The goal is met in {describe_success(situation)}."
                if "plan.success" in situation.facts
                else "What the money can pay for is worth knowing before a goal is set.",
            )
        )
    if situation.has_value:
        others = (spec for spec in team.specialists() if spec.role not in OWN_RULES)
        consultations += [Consultation(specialist=s.role, focus=s.focus, reason=s.reason) for s in others]
    return ConsultationPlan(consultations=consultations)


def _describe_case(s: Situation) -> str:
    if s.is_empty:
        return "Nothing has been recorded yet."
    if not s.has_value:
        return "Nothing that is held has a price."
    if s.is_mostly_cash:
        return f"Cash and money-market funds make up {ref('asset_class.cash.share')} of everything."
    if company := s.concentrated_company:
        return f"{escape_markdown(company.symbol)} makes up {ref(f'company.{s.company_key}.share')} of everything."
    if s.is_retired:
        return f"The plan has to pay until you turn {ref('profile.plan_to_age')}."
    return f"Until retirement: {ref('profile.years_to_retirement')}."


def _choose_report_focus(s: Situation) -> str:
    if not s.has_value:
        return "Say what is missing before anything can be valued, and how to enter it."
    if s.is_mostly_cash:
        return "What so much cash costs in purchasing power, and a way into the targets in steps."
    if company := s.concentrated_company:
        symbol = escape_markdown(company.symbol)
        return f"The risk of holding {symbol} at {ref(f'company.{s.company_key}.share')}, and how to bring it down."
    if s.drifts:
        name = s.drifts[0].label
        drift = ref(s.drifts[0].fact(Measure.DRIFT), "size")
        return f"The drift of {name} from its target, {drift}, costs and diversification."
    if s.is_retired:
        return "Whether the mix is steady enough to live on, the reserve for bad years, and costs."
    return "Diversification, costs, and how close the mix is to the targets."


def _choose_chart_focus(s: Situation) -> str:
    if s.is_mostly_cash:
        return "Show how much is cash against what the targets ask for."
    if company := s.concentrated_company:
        return f"Show {escape_markdown(company.symbol)} beside all other holdings."
    if s.is_retired:
        return "Show the mix and how the money may last."
    return "Show the mix, the regions and the way to retirement."


def _choose_retirement_focus(s: Situation) -> str:
    if "plan.success" not in s.facts:
        return f"No income goal is set: say what the plan sustains, {ref('plan.sustained_90')}."
    if s.is_retired:
        return f"Whether spending of {ref('profile.income_goal')} lasts, and what small cuts would do."
    if s.facts.value(Family.PLAN, Measure.GAP) > 0:
        return f"How to close the gap of {ref('plan.gap')} to the goal: save more, retire later, spend less."
    return f"How safe the income goal of {ref('profile.income_goal')} is, and what could break it."


def write_summary(
    situation: Situation,
    recommendations: Sequence[Recommendation],
    levers: Sequence[ActionDraft],
    failed: Sequence[str],
) -> Summary:
    """Write the headline, the best tested change, and one ranked list of actions.

    The actions are the recommendations by priority, with the best tested change second unless it is one of them.
    """
    paragraphs = [write_headline(situation)]
    if levers:
        paragraphs.append(f"Of what we tested, this would help most: {levers[0].reason}")
    if failed:
        names = join_words(map(team.name_in_text, failed))
        paragraphs.append(
            f"**Not everything is here:** {names} could not finish. The rest stands; start a new analysis to try again."
        )
    actions = [
        ActionDraft(title=r.title, reason=r.reason, impact=r.impact)
        for r in sorted(recommendations, key=lambda r: r.priority)
    ]
    actions[1:1] = [lever for lever in levers[:1] if lever.title not in {action.title for action in actions}]
    return Summary(content="\n\n".join(paragraphs), actions=actions[:MAX_ACTIONS])
