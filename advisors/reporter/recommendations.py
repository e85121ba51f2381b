"""Recommendations by rules on the facts. Each rule yields a candidate if the facts call for it."""

from collections.abc import Callable, Iterator

from advisors.reporter import goal_rules, portfolio_rules
from advisors.reporter.portfolio_rules import Candidate
from advisors.runtime.results import Recommendation, Recommendations
from advisors.writing.case import Situation

MAX_RECOMMENDATIONS = 7


def recommend(situation: Situation) -> Recommendations:
    """Return up to seven recommendations, most important first."""
    candidates = [candidate for rule in RULES for candidate in rule(situation)]
    chosen = sorted(candidates, key=lambda c: (-c.weight, c.title))[:MAX_RECOMMENDATIONS]
    return Recommendations(
        recommendations=[
            Recommendation(title=c.title, reason=c.reason, impact=list(c.impact), priority=rank)
            for rank, c in enumerate(chosen, start=1)
        ]
    )


RULES: tuple[Callable[[Situation], Iterator[Candidate]], ...] = (*portfolio_rules.RULES, *goal_rules.RULES)
