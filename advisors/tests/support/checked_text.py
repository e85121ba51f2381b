"""Check a text against the facts of one of the corpus portfolios."""

from advisors.tests.support.corpus_portfolios import situation
from advisors.verification.references import check


def find_reasons(person, text):
    """Return the reasons for which the checker refuses the text."""
    case = situation(person)
    return {problem.reason for problem in check(text, case.facts, case.names).problems}
