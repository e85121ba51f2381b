"""Claims about changes of the plan, stress tests, spending rules and the past."""

from advisors.claims.claim import Claim

KINDS: tuple[type[Claim], ...] = ()
