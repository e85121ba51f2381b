"""Write the letter: where this person stands, what matters, and what the figures leave out."""

from collections.abc import Sequence
from itertools import islice

from advisors.actions.action import Advised
from advisors.claims.case import ClaimCase
from advisors.claims.ranking import rank_statements
from advisors.document.document import Letter
from advisors.document.writer import SUMMARY_KINDS, Chosen, print_statements

MIN_MATTERS, MAX_MATTERS = 4, 6
LEFT_OUT_KINDS = ("prices", "not_modelled")
FIXED_KINDS = (*SUMMARY_KINDS, *LEFT_OUT_KINDS)
"""These have places of their own in the letter, before and after what matters."""


def write_letter(case: ClaimCase, actions: tuple[Advised, ...], matters: Sequence[Chosen] | None = None) -> Letter:
    """Return the letter. matters: what was chosen for its second part; None for what weighs most.

    What weighs most is always in it, and at least four statements if there are as many.
    """
    ranked = rank_statements(case)
    stands = [Chosen(s) for name in SUMMARY_KINDS for s in ranked if s.kind == name]
    heaviest = [s for s in ranked if s.kind not in FIXED_KINDS]
    most = [one for one in matters or () if one.statement.kind not in FIXED_KINDS]
    if matters is None:
        most = [Chosen(s) for s in heaviest]
    elif heaviest and heaviest[0] not in (one.statement for one in most[:MAX_MATTERS]):
        most.insert(0, Chosen(heaviest[0], "code"))
    missing = (Chosen(s, "code") for s in heaviest if s not in [one.statement for one in most])
    most = [*most, *islice(missing, max(0, MIN_MATTERS - len(most)))][:MAX_MATTERS]
    left_out = [Chosen(s) for name in LEFT_OUT_KINDS for s in ranked if s.kind == name]
    return Letter(
        stands=tuple(print_statements(stands, case.digest)),
        matters=tuple(print_statements(most, case.digest)),
        leaves_out=tuple(print_statements(left_out, case.digest)),
    )
