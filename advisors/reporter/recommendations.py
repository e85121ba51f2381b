"""What to do, by rules on the facts. Each rule answers with a recommendation where the facts call for it."""

from collections.abc import Callable, Iterator

from advisors.reporter import goal_rules, portfolio_rules
from advisors.reporter.candidate import Candidate
from advisors.runtime.results import Recommendation, Recommendations
from advisors.writing.case import Situation

MAX_RECOMMENDATIONS = 7


def recommend(situation: Situation) -> Recommendations:
    """At most seven, most important first; fewer where the facts give fewer."""
    found = [candidate for rule in RULES for candidate in rule(situation)]
    chosen = sorted(found, key=lambda c: (-c.weight, c.title))[:MAX_RECOMMENDATIONS]
    return Recommendations(
        recommendations=[
            Recommendation(title=c.title, reason=c.reason, impact=list(c.impact), priority=rank)
            for rank, c in enumerate(chosen, start=1)
        ]
    )


RULES: tuple[Callable[[Situation], Iterator[Candidate]], ...] = (*portfolio_rules.RULES, *goal_rules.RULES)
