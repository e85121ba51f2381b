"""Whom to consult, and what it all comes to, by rules on the facts."""

from collections.abc import Iterator, Sequence

from advisors.runtime.results import ActionDraft, Consultation, ConsultationPlan, Recommendation, Summary
from advisors.writing.case import Situation, ref
from advisors.writing.headline import headline, target_name
from advisors.writing.markdown import listed, plain
from advisors.writing.probability import chance

MOST_ACTIONS = 7
CARDS = {
    "reporter": "Portfolio Analyst",
    "charter": "Chart Specialist",
    "retirement": "Retirement Planner",
    "tagger": "the classification of new holdings",
}


def plan(situation: Situation) -> ConsultationPlan:
    """The reporter always; charts where there is something to draw; retirement where there is something to project."""
    consultations = [Consultation(specialist="reporter", focus=_report_focus(situation), reason=_case(situation))]
    if situation.has_worth:
        consultations.append(
            Consultation(
                specialist="charter", focus=_chart_focus(situation), reason="Pictures show the mix at a glance."
            )
        )
    if situation.has_projection:
        consultations.append(
            Consultation(
                specialist="retirement", focus=_retirement_focus(situation), reason=_retirement_reason(situation)
            )
        )
    return ConsultationPlan(consultations=consultations)


def _case(s: Situation) -> str:
    if s.is_empty:
        return "Nothing has been recorded yet."
    if not s.has_worth:
        return "Nothing that is held has a price."
    if s.is_mostly_cash:
        return f"Cash and money-market funds make up {ref('asset_cash_share')} of everything."
    if company := s.concentrated_in:
        return f"{plain(company.symbol)} makes up {ref('largest_company_share')} of everything."
    if s.is_retired:
        return f"The plan has to pay until you turn {ref('plan_to_age')}."
    return f"Until retirement: {ref('years_to_retirement')}."


def _report_focus(s: Situation) -> str:
    if not s.has_worth:
        return "Say what is missing before anything can be valued, and how to enter it."
    if s.is_mostly_cash:
        return "What so much cash costs in purchasing power, and a way into the targets in steps."
    if company := s.concentrated_in:
        return (
            f"The risk of holding {plain(company.symbol)} at {ref('largest_company_share')}, and how to bring it down."
        )
    if s.drifts:
        name = target_name(s.drifts[0][0])
        return (
            f"The drift of {name} from its target, {ref(f'{s.drifts[0][0]}_drift', 'size')}, costs and diversification."
        )
    if s.is_retired:
        return "Whether the mix is steady enough to live on, the reserve for bad years, and costs."
    return "Diversification, costs, and how close the mix is to the targets."


def _chart_focus(s: Situation) -> str:
    if s.is_mostly_cash:
        return "Show how much is cash against what the targets ask for."
    if company := s.concentrated_in:
        return f"Show {plain(company.symbol)} beside all other holdings."
    if s.is_retired:
        return "Show the mix and how the money may last."
    return "Show the mix, the regions and the way to retirement."


def _retirement_focus(s: Situation) -> str:
    if "success_probability" not in s.facts:
        return f"No income goal is set: say what the plan sustains, {ref('estimated_income')}."
    if s.is_retired:
        return f"Whether spending of {ref('income_goal')} lasts, and what small cuts would do."
    if s.facts.value("income_gap") > 0:
        return f"How to close the gap of {ref('income_gap')} to the goal: save more, retire later, spend less."
    return f"How safe the income goal of {ref('income_goal')} is, and what could break it."


def _retirement_reason(s: Situation) -> str:
    if "success_probability" in s.facts:
        return f"The goal is met in {chance(s)}."
    return "What the money can pay for is worth knowing before a goal is set."


def conclude(
    situation: Situation,
    recommendations: Sequence[Recommendation],
    levers: Sequence[ActionDraft],
    failed: Sequence[str],
) -> Summary:
    """The headline, the best tested lever, and one ranked list of actions over what all specialists found."""
    content = "\n\n".join([headline(situation), *_best_lever(levers), *_failures(failed)])
    return Summary(content=content, actions=_ranked(recommendations, levers))


def _best_lever(levers: Sequence[ActionDraft]) -> Iterator[str]:
    if levers:
        yield f"Of what we tested, this would help most: {levers[0].reason}"


def _failures(failed: Sequence[str]) -> Iterator[str]:
    if failed:
        yield (
            f"**Not everything is here:** {listed(CARDS.get(name, name) for name in failed)} could not finish. "
            "The rest stands; start a new analysis to try again."
        )


def _ranked(recommendations: Sequence[Recommendation], levers: Sequence[ActionDraft]) -> list[ActionDraft]:
    """Recommendations in their order; a tested lever that none of them proposes comes after the first."""
    ordered = [
        ActionDraft(title=r.title, reason=r.reason, impact=r.impact)
        for r in sorted(recommendations, key=lambda r: r.priority)
    ]
    ordered[1:1] = [lever for lever in levers[:1] if lever.title not in {action.title for action in ordered}]
    return ordered[:MOST_ACTIONS]
