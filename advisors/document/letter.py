"""Write the letter: where this person stands, what matters, and what the figures leave out."""

from collections.abc import Sequence

from advisors.actions.action import Advised
from advisors.claims.case import ClaimCase
from advisors.claims.ranking import rank_statements
from advisors.document.document import Letter
from advisors.document.writer import SUMMARY_KINDS, Chosen, print_statements

MAX_MATTERS = 6
LEFT_OUT_KINDS = ("prices", "not_modelled")


def write_letter(case: ClaimCase, actions: tuple[Advised, ...], matters: Sequence[Chosen] | None = None) -> Letter:
    """Return the letter. matters: what a model chose for its second part; None for the built-in choice."""
    ranked = rank_statements(case)
    stands = [Chosen(s) for name in SUMMARY_KINDS for s in ranked if s.kind == name]
    fixed = (*SUMMARY_KINDS, *LEFT_OUT_KINDS)
    chosen = [Chosen(s) for s in ranked] if matters is None else matters
    most = [one for one in chosen if one.statement.kind not in fixed][:MAX_MATTERS]
    left_out = [Chosen(s) for name in LEFT_OUT_KINDS for s in ranked if s.kind == name]
    return Letter(
        stands=tuple(print_statements(stands, case.digest)),
        matters=tuple(print_statements(most, case.digest)),
        leaves_out=tuple(print_statements(left_out, case.digest)),
    )
