"""Print everything that code can say of a person, so that questions are answered without the engine."""

from advisors.claims.case import ClaimCase
from advisors.claims.ranking import order_statements
from advisors.document.parts import Sentence, build_sentence


def print_statements(case: ClaimCase) -> tuple[Sentence, ...]:
    """Return every true statement as a sentence, heaviest first."""
    return tuple(
        build_sentence(statement, statement.choose_phrasing(case.digest), author="code")
        for statement in order_statements(case)
    )
